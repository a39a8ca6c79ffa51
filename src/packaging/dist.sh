#!/bin/sh
# dist.sh BUILD VERSION NATIVE ARCH…: put everything that a release consists of into BUILD/dist. It is built in BUILD/made from an
# export of the last commit, so that nothing else gets into it.
set -eu
build=$1 version=$2 native=$3
shift 3
name=tarseal-$version dist=$PWD/$build/dist made=$build/made
epoch=$(sh src/packaging/epoch.sh)
# What is there stays if the tree is refused.
rm -rf "$made.part"
sh src/packaging/export.sh "$made.part"
rm -rf "$dist" "$made"
mv "$made.part" "$made"
mkdir -p "$dist"
git -c tar.umask=0022 archive --format=tar --prefix="$name/" --output="$dist/$name.tar" HEAD
gzip -n9 "$dist/$name.tar"
cd "$made"
env -i PATH="$PATH" HOME=/nonexistent SOURCE_DATE_EPOCH="$epoch" make -s oci deb wasm ARCHS="$*" JOBS="$(nproc)"
for arch; do
	[ "$arch" = "$native" ] && static=build/static || static=build/cross/$arch/static
	cp "$static/tarseal" "$dist/$name-linux-$arch"
	cp "$static/tarseal.cdx.json" "$dist/$name-linux-$arch.cdx.json"
done
cp build/tarseal.html "$dist/$name.html"
cp build/tarseal-npm.tgz "$dist/$name-npm.tgz"
cp build/tarseal-wasm.cdx.json "$dist/$name-wasm.cdx.json"
cp "build/oci/$name-oci.tar" "build/oci/$name-licences.txt" "$dist"
cp "build/deb/tarseal_$version-1_$native.deb" "build/deb/libtarseal1_$version-1_$native.deb" "build/deb/libtarseal-dev_$version-1_$native.deb" "$dist"
cd "$dist"
LC_ALL=C sha256sum -- * >../SHA256SUMS
mv ../SHA256SUMS .
ls -l
# All are true, but a security update that one of them lacks should not be missed.
versions() {
	jq -r '.components[] | select(.name | startswith("libgcc") | not) | .properties[1].value' "$name-linux-$1.cdx.json" | sort
}
for arch; do
	[ "$(versions "$arch")" = "$(versions "$native")" ] ||
		echo "the programs for $native and $arch contain different versions of libraries; see their bills of materials" >&2
done
