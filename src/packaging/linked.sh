#!/bin/sh
# linked.sh MAP [SYSROOT]: the Debian packages of the archives that a linker's map names, and cJSON, on standard output: name, version,
# and name and version of the source.
set -eu
map=$1 sysroot=${2:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# about FILE: the package of a file, its version, and the name and version of its source
about() {
	case ${sysroot:+$1} in
	"$sysroot"/*) awk -F '\t' -v OFS='\t' -v path="${1#"$sysroot"}" '$1 == path {print $2, $3, $4, $5}' "$sysroot/packages.tsv" ;;
	*) dpkg-query -W -f '${Package}\t${Version}\t${source:Package}\t${source:Version}\n' \
		"$(dpkg-query -S "$(realpath "$1")" | sed -n '1s/: .*//p')" ;;
	esac
}

sed -n 's/^\(\/[^ (]*\.a\)(.*/\1/p' "$map" | sort -u >"$work/archives"
dpkg-query -W -f 'libcjson-dev\t${source:Version}\t${source:Package}\t${source:Version}\n' libcjson-dev >"$work/packages"
while read -r path; do
	path=$(realpath -s "$path")
	package=$(about "$path")
	[ -n "$package" ] || {
		echo "linked.sh: no package has $path" >&2
		exit 1
	}
	printf '%s\n' "$package" >>"$work/packages"
done <"$work/archives"
[ -s "$work/archives" ] || {
	echo "linked.sh: $map names no archive" >&2
	exit 1
}
sort -u "$work/packages"
