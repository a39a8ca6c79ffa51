# debian RELEASE: on a fresh Debian the README's two commands work, and the packages that are built there and those in build/dist are
# installed, used, upgraded and removed.
script=debian-$argument
. "$root/tests/cli/lib.sh"
. "$root/src/packaging/apt.sh"
release=$argument
apt_begin "$WORK/apt" "$(dpkg --print-architecture)"
mirror=$(. /etc/os-release && awk -v suite="$VERSION_CODENAME" '$1 == "deb" && $3 == suite {print $2; exit}' "$apt_dir/sources.list")
base=$build/debian/$release
[ -d "$base/usr" ] || {
	rm -rf "$base" "$base.part"
	debootstrap --variant=minbase "$release" "$base.part" "$mirror" >"$WORK/debootstrap.log" 2>&1 || {
		tail -5 "$WORK/debootstrap.log"
		exit 1
	}
	mv "$base.part" "$base"
}

# inside ROOT COMMAND: run it in a Debian of its own, which ends with it
inside() {
	unshare --mount --pid --fork --kill-child sh -c 'mount --make-rprivate / && mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" &&
		mount -t devpts -o newinstance,ptmxmode=0666 devpts "$1/dev/pts" && mount --bind "$1/dev/pts/ptmx" "$1/dev/ptmx" &&
		exec chroot "$1" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive sh -c "$2"' sh "$@"
}
# works WHAT ROOT COMMAND: it ends with 0; what it prints is left in $said
works() {
	said=$(inside "$2" "$3" 2>&1) && ok || not_ok "$1" "$(printf '%s\n' "$said" | tail -30)"
}

# Where it is built: nothing but git and make, as the README says.
cp -a "$base" "$WORK/builder"
git clone -q "$root" "$WORK/builder/root/tarseal"
works "git and make" "$WORK/builder" 'apt-get -qq update && apt-get -qq install -y --no-install-recommends git make'
works "make demo" "$WORK/builder" 'cd /root/tarseal && make demo'
has "make demo: it audits" "$said" 'ended silently'
works "make test" "$WORK/builder" 'cd /root/tarseal && make test'
has "make test: counts" "$said" '^[1-9][0-9]* passed, 0 failed$'
printf '%s\n' "$said" | sed -n "s/^\([0-9]* passed, 0 failed\)$/note: $release: make test: \1/p"
works "make deb" "$WORK/builder" 'cd /root/tarseal && make -s deb'
works "lintian" "$WORK/builder" 'apt-get -qq install -y --no-install-recommends lintian >/dev/null && lintian --fail-on error --allow-root /root/tarseal/build/deb/*.changes'

# Where it is used: installed, upgraded, removed. An older version is the same package under another number.
# use WHAT DIRECTORY: the packages in it
use() {
	rm -rf "$WORK/user"
	cp -a "$base" "$WORK/user"
	mkdir -p "$WORK/user/w/new" "$WORK/user/w/old"
	cp "$2"/tarseal_*.deb "$2"/libtarseal1_*.deb "$2"/libtarseal-dev_*.deb "$WORK/user/w/new"
	cp -r "$FIXTURES/golden" "$root/tests/cli/library.c" "$WORK/user/w"
	for deb in "$WORK/user/w/new"/*.deb; do
		rm -rf "$WORK/unpacked"
		dpkg-deb -R "$deb" "$WORK/unpacked"
		sed -i "s/^Version: .*/Version: 0.9.0-1/; s/(= $version-1)/(= 0.9.0-1)/" "$WORK/unpacked/DEBIAN/control"
		dpkg-deb --root-owner-group -b "$WORK/unpacked" "$WORK/user/w/old" >/dev/null
	done
	works "$1: install an older version" "$WORK/user" 'apt-get -qq update && apt-get -qq install -y --no-install-recommends /w/old/tarseal_*.deb /w/old/libtarseal1_*.deb'
	works "$1: upgrade" "$WORK/user" 'apt-get -qq install -y --no-install-recommends /w/new/tarseal_*.deb /w/new/libtarseal1_*.deb'
	works "$1: the version" "$WORK/user" "dpkg-query -W -f '\${Version} ' tarseal libtarseal1"
	has "$1: the version" "$said" "^$version-1 $version-1 \$"
	works "$1: verify" "$WORK/user" 'cd /w/golden && tarseal verify --at 2026-06-21T00:00:00Z --profile profile.json --trust trust.json -q golden-followup.tar'
	has "$1: verify" "$said" '^ACCEPTED  golden-followup.tar'
	works "$1: what comes with it" "$WORK/user" 'test -x /usr/share/tarseal/ci/judge.sh && test -s /usr/share/bash-completion/completions/tarseal && test -s /usr/share/tarseal/schemas/trial-expired-followup.json'
	works "$1: a program with the library" "$WORK/user" 'apt-get -qq install -y --no-install-recommends /w/new/libtarseal-dev_*.deb gcc libc6-dev pkg-config &&
		cd /w && cc -std=c17 -D_POSIX_C_SOURCE=200809L -o program library.c $(pkg-config --cflags --libs tarseal) && { ./program golden/trust.json golden/golden-followup.tar || :; }'
	has "$1: a program with the library" "$said" 'profile.known'
	works "$1: remove" "$WORK/user" 'apt-get -qq purge -y tarseal libtarseal1 libtarseal-dev >/dev/null; find / -xdev -iname "*tarseal*" ! -path "/w/*" ! -path "/proc/*" ! -path "/var/log/*" ! -path "/var/cache/*"'
	is "$1: nothing is left" "" "$said"
}
use "built on $release" "$WORK/builder/root/tarseal/build/deb"
use "of the release" "$build/dist"
finish
