#!/bin/sh
# candidate.sh DIST VERSION TESTS CANDIDATE: put what a maintainer approves into the new directory CANDIDATE: the checksums and bills
# of materials in DIST, the output of the tests in the file TESTS, and candidate.json, which says what they are of.
set -eu
dist=$1 version=$2 tests=$3 candidate=$4
counts=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$tests" | tail -n 1)
[ -n "$counts" ] || {
	echo "$tests does not say how many tests passed" >&2
	exit 1
}
(cd "$dist" && sha256sum -c --quiet --strict SHA256SUMS)
listed=$(sed 's/^[0-9a-f]*  //' "$dist/SHA256SUMS" | LC_ALL=C sort)
there=$(find "$dist" -type f ! -name SHA256SUMS ! -name "tarseal-$version.release.tar" -printf '%P\n' | LC_ALL=C sort)
[ "$listed" = "$there" ] || {
	echo "$dist has other files than those in its SHA256SUMS" >&2
	exit 1
}
mkdir "$candidate"
cp "$dist/SHA256SUMS" "$dist"/*.cdx.json "$candidate"
cp "$tests" "$candidate/tests.txt"
jq -n --arg version "$version" --arg commit "$(git rev-parse HEAD)" --arg tests "$counts" \
	--arg checksums "$(sha256sum "$dist/SHA256SUMS" | cut -d' ' -f1)" '($tests | split(" ") | map(tonumber)) as $n | {
	release_ref: "release:tarseal-\($version)", status: (if $n[1] == 0 then "ready" else "failed" end), version: $version,
	commit: {gitCommit: $commit}, checksums: {sha256: $checksums}, tests: {passed: $n[0], failed: $n[1]}}' \
	>"$candidate/candidate.json"
