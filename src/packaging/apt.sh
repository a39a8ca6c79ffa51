# Sourced: an apt of its own, that reads the Debian archives of this machine's apt and leaves its lists as they are.
# shellcheck shell=sh

# apt_begin DIR ARCH: set one up in DIR for packages and sources of this processor
apt_begin() {
	mkdir -p "$1/lists/partial" "$1/archives/partial"
	apt_dir=$(cd "$1" && pwd)
	# shellcheck disable=SC2016 # apt expands these
	apt-get indextargets --format '$(ORIGIN) $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' | sort -u |
		awk '$1 == "Debian" {$1 = "deb"; print; $1 = "deb-src"; print}' >"$apt_dir/sources.list"
	: >"$apt_dir/status"
	cat >"$apt_dir/apt.conf" <<-END
		APT::Architecture "$2";
		APT::Architectures "$2";
		APT::Install-Recommends "false";
		APT::Sandbox::User "root";
		Dir::Cache::Archives "$apt_dir/archives";
		Dir::Etc::SourceList "$apt_dir/sources.list";
		Dir::Etc::SourceParts "/dev/null";
		Dir::State::Lists "$apt_dir/lists";
		Dir::State::Status "$apt_dir/status";
	END
	# A mirror may hold some list only in part for a while; what is needed may be in the others.
	apt_get update || echo "not all lists of packages could be read; trying without them" >&2
}

apt_get() {
	APT_CONFIG=$apt_dir/apt.conf apt-get -qq "$@" >"$apt_dir/log" 2>&1 || {
		cat "$apt_dir/log" >&2
		return 1
	}
}

# apt_source PACKAGE VERSION: unpack this version of a source package here. A mirror may lack files of one archive that
# another has; if none has all files of this version, another version is taken, with a message.
apt_source() {
	apt_get source "$1=$2" 2>/dev/null && return
	grep '^deb-src' "$apt_dir/sources.list" | while read -r archive; do
		echo "$archive" >"$apt_dir/archive.list"
		APT_CONFIG=$apt_dir/apt.conf apt-get -qq -o Dir::Etc::SourceList="$apt_dir/archive.list" source "$1" \
			>"$apt_dir/log" 2>&1 && break
	done
	set -- "$1" "$2" "$(sed -n 's/^Version: //p' "$1"_*.dsc 2>/dev/null)"
	[ "$3" = "$2" ] || [ -z "$3" ] || echo "$1: version $3 is used; no archive has all files of $2" >&2
	[ -n "$3" ] || { echo "no archive has the source of $1" >&2; return 1; }
}
