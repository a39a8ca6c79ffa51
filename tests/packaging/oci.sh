# The image: the same digest twice, nothing in it but the program, its scripts and licences, and it runs.
script=oci
. "$root/tests/cli/lib.sh"
image=$made/oci/tarseal-$version-oci.tar
cd "$WORK" || exit 1

# Its time is that of the commit, as it was when this one was built.
SOURCE_DATE_EPOCH=$(jq -r '.metadata.timestamp | fromdate' "$build/dist/tarseal-$version-linux-amd64.cdx.json")
export SOURCE_DATE_EPOCH
(cd "$root" && sh src/packaging/oci.sh "$WORK/again.tar" "$version" "$made/oci/tarseal-$version-licences.txt" \
	$(for arch in amd64 arm64; do
		[ $arch = "$(dpkg --print-architecture)" ] && echo "$arch=$TARSEAL" || echo "$arch=$made/cross/$arch/static/tarseal"
	done))
is "built again: the same bytes" "$(sha256sum <"$image")" "$(sha256sum <again.tar)"
unset SOURCE_DATE_EPOCH

mkdir layout
tar -xf "$image" -C layout
index=$(jq -r '.manifests[0].digest | sub(":"; "/")' layout/index.json)
is "its processors" "amd64 arm64" "$(jq -r '.manifests[].platform.architecture' "layout/blobs/$index" | sort | xargs)"

# unpack ARCH: the image of a processor, into ARCH/rootfs
unpack() {
	skopeo copy -q --override-arch "$1" "oci:layout:$version" "oci:one-$1:$version"
	umoci unpack --image "one-$1:$version" "$1" >/dev/null 2>&1 && ok || not_ok "$1: umoci unpack"
}
# inside ARCH ARGUMENTS...: run it as a container would: its entry point, directory and user, no network, /work read-only
inside() {
	i_root=$1/rootfs
	shift
	bwrap --unshare-all --die-with-parent --bind "$i_root" / --dev /dev --proc /proc --ro-bind "$WORK/mounted" /work \
		--chdir "$(jq -r .process.cwd "$i_root/../config.json")" --uid 65532 --gid 65532 --clearenv --setenv PATH /usr/bin \
		"$(jq -r '.process.args[0]' "$i_root/../config.json")" "$@"
}
cp -r "$FIXTURES/golden" mounted
chmod -R a+rX mounted
head -c 6000 mounted/golden-followup.tar >mounted/cut.tar
unpack amd64
is "amd64: what it is told to be" "65532 65532 /work /usr/bin/tarseal help" \
	"$(jq -r '"\(.process.user.uid) \(.process.user.gid) \(.process.cwd) \(.process.args | join(" "))"' amd64/config.json)"
is "amd64: files" "usr/bin/tarseal usr/share/doc/tarseal/copyright usr/share/tarseal/ci/annotate.sh usr/share/tarseal/ci/install.sh usr/share/tarseal/ci/judge.sh usr/share/tarseal/ci/summary.sh" \
	"$(cd amd64/rootfs && find . ! -type d -printf '%P\n' | LC_ALL=C sort | xargs)"
at="--at 2026-06-21T00:00:00Z --profile profile.json --trust trust.json"
# shellcheck disable=SC2086
said=$(inside amd64 verify $at -q golden-followup.tar)
is "amd64: it verifies: exit" 0 $?
has "amd64: it verifies" "$said" '^ACCEPTED  golden-followup.tar'
# shellcheck disable=SC2086
inside amd64 verify $at -q cut.tar >/dev/null
is "amd64: it refuses: exit" 3 $?
# shellcheck disable=SC2086
said=$(inside amd64 verify $at -o report.txt golden-followup.tar 2>&1)
is "amd64: what it may not write: exit" 6 $?
has "amd64: the licences" "$(cat amd64/rootfs/usr/share/doc/tarseal/copyright)" '==== libsodium-dev'
unpack arm64
said=$(qemu-aarch64-static arm64/rootfs/usr/bin/tarseal version --json | jq -r .build.target)
is "arm64: it is for that processor" aarch64-linux-gnu "$said"
# shellcheck disable=SC2086
is "arm64: it verifies" "$(cd mounted && "$TARSEAL" verify $at --format json golden-followup.tar)" \
	"$(cd mounted && qemu-aarch64-static ../arm64/rootfs/usr/bin/tarseal verify $at --format json golden-followup.tar)"
finish
