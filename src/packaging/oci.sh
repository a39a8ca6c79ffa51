#!/bin/sh
# oci.sh FILE VERSION LICENCES ARCH=PROGRAM…: write an image index (OCI 1.0, as an archive) with nothing but the static program
# of each processor, without a daemon.
set -eu
file=$1 version=$2 licences=$3
shift 3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
epoch=$(sh src/packaging/epoch.sh)
# A store of its own, and no user's settings.
run() {
	buildah --root "$work/store" --runroot "$work/run" --storage-driver vfs "$@"
}

run manifest create "tarseal:$version" >/dev/null
for each; do
	arch=${each%%=*} program=${each#*=}
	container=$(run from --arch "$arch" scratch)
	run copy -q --chmod 755 "$container" "$program" /usr/bin/tarseal >/dev/null
	run copy -q --chmod 644 "$container" "$licences" /usr/share/doc/tarseal/copyright >/dev/null
	run copy -q --chmod 755 "$container" src/packaging/ci /usr/share/tarseal/ci >/dev/null
	run config --arch "$arch" --os linux --entrypoint '["/usr/bin/tarseal"]' --cmd help --env PATH=/usr/bin --workingdir /work \
		--user 65532:65532 --label org.opencontainers.image.title=tarseal \
		--label "org.opencontainers.image.version=$version" --label org.opencontainers.image.licenses=ISC "$container"
	image=$(run commit -q --timestamp "$epoch" "$container")
	run manifest add --arch "$arch" --os linux "tarseal:$version" "$image" >/dev/null
done
rm -f "$file"
run manifest push -q --all "tarseal:$version" "oci:$work/layout:$version" >/dev/null
# The same files in the same order, whenever they were written.
tar --sort=name --mtime="@$epoch" --owner=0 --group=0 --numeric-owner --format=ustar -cf "$file" -C "$work/layout" .
