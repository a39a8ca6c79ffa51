#!/bin/sh
# deb.sh DIR VERSION: build Debian packages of this source in DIR, for this processor.
set -eu
epoch=$(sh src/packaging/epoch.sh)
rm -rf "$1"
sh src/packaging/export.sh "$1/tarseal-$2"
cd "$1/tarseal-$2"
cp -r src/packaging/debian debian
# Neither the variables of the make that called this nor a developer's own reach the build.
env -i PATH="$PATH" HOME=/nonexistent SOURCE_DATE_EPOCH="$epoch" dpkg-buildpackage -us -uc -b -j"$(nproc)" >../build.log 2>&1 || {
	tail -5 ../build.log | cut -c1-300 >&2
	echo "the packages cannot be built; see $1/build.log" >&2
	exit 1
}
