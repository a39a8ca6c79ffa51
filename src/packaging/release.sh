#!/bin/sh
# release.sh TARSEAL BUILD VERSION KEY APPROVAL OWNER: seal the candidate in BUILD/candidate, which the approval is of, as
# BUILD/dist/tarseal-VERSION.release.tar. The key is that of OWNER.
set -eu
tarseal=$1 build=$2 version=$3 key=$4 approval=$5 owner=$6
if [ -z "$key" ] || [ -z "$approval" ]; then
	echo "usage: make release KEY=SECRET_KEY APPROVAL=FILE [OWNER=NAME]; docs/releasing.md describes the steps" >&2
	exit 2
fi
[ -f "$build/candidate/tests.txt" ] || {
	echo "there is no candidate: run make candidate, and have it approved" >&2
	exit 2
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# What is published, of this commit, must be what was approved.
sh src/packaging/candidate.sh "$build/dist" "$version" "$build/candidate/tests.txt" "$work/candidate"
diff -r "$work/candidate" "$build/candidate" || {
	echo "$build/candidate is not of $build/dist and this commit; run make candidate again, and have it approved" >&2
	exit 1
}
mkdir "$work/record"
jq '{release_ref, version, commit, checksums}' "$build/candidate/candidate.json" >"$work/record/release.json"
"$tarseal" pack --profile src/packaging/release.json --evidence "$build/candidate" --approval "$approval" \
	--record "$work/record/release.json" --key "$key" --owner "$owner" --name "tarseal-$version" \
	-o "$build/dist/tarseal-$version.release.tar"
