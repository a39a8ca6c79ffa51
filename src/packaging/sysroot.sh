#!/bin/sh
# sysroot.sh ARCH DIR PACKAGE…: unpack these Debian packages of another processor, and what they depend on, into DIR.
# DIR/packages.tsv then says which package each static library is from: path, package, version, and the source's name and
# version.
set -eu
arch=$1 dir=$2
shift 2
. "$(dirname "$0")/apt.sh"
rm -rf "$dir" "$dir.part" "$dir.apt"
mkdir -p "$dir.part"
apt_begin "$dir.apt" "$arch"
apt_get install --download-only "$@"
# shellcheck disable=SC2016 # dpkg-deb expands them
for deb in "$apt_dir"/archives/*.deb; do
	dpkg-deb --extract "$deb" "$dir.part"
	dpkg-deb --fsys-tarfile "$deb" | tar -tf - | sed -n 's/^\.\(.*\.a\)$/\1/p' |
		sed "s/\$/	$(dpkg-deb --show --showformat '${Package}	${Version}	${source:Package}	${source:Version}' "$deb")/" >>"$dir.part/packages.tsv"
done
rm -rf "$dir.apt"
mv "$dir.part" "$dir"
