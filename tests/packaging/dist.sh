# What a release consists of: checksums, bills of materials, Debian packages that lintian accepts; and its seal.
script=dist
. "$root/tests/cli/lib.sh"
sh "$root/tests/npm.sh" packaging "$build" || exit 1
native=$(dpkg --print-architecture)
name=tarseal-$version
cd "$build/dist" || exit 1
has "the licences: those that they refer to" "$(cat "$name-licences.txt")" '^==== /usr/share/common-licenses/LGPL-2.1$'
is "its files" "SHA256SUMS libtarseal-dev_$version-1_$native.deb libtarseal1_$version-1_$native.deb $name-licences.txt $name-linux-amd64 $name-linux-amd64.cdx.json $name-linux-arm64 $name-linux-arm64.cdx.json $name-npm.tgz $name-oci.tar $name-wasm.cdx.json $name.html $name.tar.gz tarseal_$version-1_$native.deb" \
	"$(find . -type f ! -name '*.release.tar' -printf '%P\n' | LC_ALL=C sort | xargs)"
sha256sum -c --quiet SHA256SUMS && ok || not_ok "checksums"
is "each has a checksum" "$(find . -type f ! -name SHA256SUMS ! -name '*.release.tar' | wc -l)" "$(wc -l <SHA256SUMS)"

for arch in amd64 arm64; do
	bill=$name-linux-$arch.cdx.json
	said=$(python3 -W ignore "$root/tests/packaging/cyclonedx.py" "$build/packaging/node_modules/@cyclonedx/cyclonedx-library/res/schema" "$bill" 2>&1) &&
		ok || not_ok "$bill: schema" "$said"
	is "$bill: of this program" "$(sha256sum <"$name-linux-$arch" | cut -d' ' -f1)" "$(jq -r '.metadata.component.hashes[0].content' "$bill")"
	for package in $(jq -r '.components[].name | select(endswith("-cross") | not)' "$bill"); do
		grep -qx "==== $package" "$name-licences.txt" && ok || not_ok "the licence of $package"
	done
done
# The map of the linker and the list in the Makefile agree, but for what only the static program contains.
is "the bill lists what the package says" "$(dpkg-deb -f "tarseal_$version-1_$native.deb" Static-Built-Using | tr ',' '\n' | sed 's/ *\([^ ]*\) .*/\1/' | grep -vx attr | xargs)" \
	"$(jq -r '.components[].properties[0].value' "$name-linux-$native.cdx.json" | grep -v '^gcc-\|^glibc$\|^cjson$' | sort | xargs)"
echo '{"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [{"type": "library"}]}' >"$WORK/no.json"
python3 -W ignore "$root/tests/packaging/cyclonedx.py" "$build/packaging/node_modules/@cyclonedx/cyclonedx-library/res/schema" "$WORK/no.json" >/dev/null 2>&1 &&
	not_ok "the schema accepts anything" || ok
mkdir "$WORK/source"
tar -xzf "$name.tar.gz" -C "$WORK/source"
is "the source: files" "$(git -C "$root" ls-tree -r --name-only HEAD | wc -l)" "$(find "$WORK/source/$name" ! -type d | wc -l)"

lintian --fail-on error --allow-root "$made/deb/tarseal_$version-1_$native.changes" >"$WORK/lintian" 2>&1 && ok || not_ok "lintian" "$(cat "$WORK/lintian")"
is "debian/control: what the build needs" "$(make -s -C "$root" --no-print-directory build-packages | tr ' ' '\n' | grep -vx 'gcc\|libc6-dev' | sort | xargs)" \
	"$(sed -n '/^Build-Depends/,/^[A-Z].*:/p' "$root/src/packaging/debian/control" | sed -n 's/^ \([a-z0-9-]*\),$/\1/p' | sort | xargs)"
# The version stands in three places.
has "debian/changelog: the version" "$(head -1 "$root/src/packaging/debian/changelog")" "^tarseal ($version-1)"
has "action.yml: the version" "$(sed -n '/^  version:/,/default/p' "$root/src/packaging/github/action.yml")" "default: $version\$"
is "the programs: the version" "$version" "$("$TARSEAL" version --json | jq -r .version)"

# A release that is sealed, and those that cannot be: on a copy, because a real candidate may wait for its approval.
mkdir "$WORK/release"
cp -r "$build/dist" "$WORK/release/dist"
rm -f "$WORK/release/dist/$name.release.tar"
mkdir -p "$WORK/release/made/build/static"
cp "$TARSEAL" "$WORK/release/made/build/static"
build=$WORK/release dist=$WORK/release/dist
cd "$WORK" || exit 1
for key in maintainer releaser; do "$TARSEAL" keygen --no-passphrase -q -o $key; done
sh "$root/tests/run.sh" "$root/build" golden >tests.txt
# candidate TESTS: make one of these tests
candidate() {
	rm -rf "$build/candidate"
	(cd "$root" && sh src/packaging/candidate.sh "$dist" "$version" "$WORK/$1" "$build/candidate") >said 2>&1
}
# approve_it [KEY]: approve the candidate
approve_it() {
	rm -f approval.dsse.json
	"$TARSEAL" approve "$build/candidate" --stage release-candidate --profile "$root/src/packaging/release.json" --key "${1:-maintainer}.key" \
		--ref approval:opaque-release --by role:maintainer --yes -q -o approval.dsse.json
}
bundle=$dist/$name.release.tar
# release WHAT EXIT PATTERN [APPROVAL]: sealing ends so. make ends with 2 whatever the exit code of its command is.
release() {
	rm -f "$bundle"
	make -s -C "$root" --no-print-directory release BUILD="$build" KEY="$WORK/releaser.key" APPROVAL="${4-$WORK/approval.dsse.json}" >said 2>&1
	is "$1: exit" "$2" $?
	has "$1" "$(cat said)" "$3"
	[ "$2" = 0 ] || absent "$1" "$bundle"
}
release "no approval" 2 'usage: make release KEY=' ""
release "no candidate" 2 'there is no candidate: run make candidate'
candidate tests.txt && ok || not_ok "candidate" "$(cat said)"
approve_it && ok || not_ok "approve"
release "a release" 0 '^ACCEPTED '
cp "$bundle" release.tar
profile=$root/src/packaging/release.json
"$TARSEAL" trust add -q trust.json --public-key maintainer.pub --owner maintainer --role approver
"$TARSEAL" trust add -q trust.json --public-key releaser.pub --owner tarseal-release --role producer --stage release
judges "a policy that does not pin the profile" 6 profile.known "$TARSEAL" verify --trust trust.json release.tar
"$TARSEAL" trust pin trust.json "$profile" -q -o pinned.json
judges "a release, verified" 0 "" "$TARSEAL" verify --trust pinned.json --profile "$profile" --stage release \
	--subject "release:tarseal-$version" release.tar
judges "another release" 1 expect.subject "$TARSEAL" verify --trust pinned.json --profile "$profile" --subject release:tarseal-9 release.tar
"$TARSEAL" extract --trust pinned.json --profile "$profile" -q release.tar >/dev/null
(cd "$dist" && sha256sum -c --quiet --strict "$WORK/$name/data/evidence/SHA256SUMS") && ok || not_ok "the checksums in it"
echo '0 passed, 1 failed' >failed.txt
candidate failed.txt
approve_it
release "tests failed" 2 'gate.candidate-ready'
has "tests failed" "$(cat said)" 'gate.tests-passed'
echo nothing >no.txt
candidate no.txt && not_ok "tests that were not run" || has "tests that were not run" "$(cat said)" 'does not say how many tests passed'
# What is approved must be what these files make, even if it was approved.
for change in '.commit.gitCommit = "0"' '.checksums.sha256 = "0"' '.version = "9.9.9"' '.tests.passed = 9'; do
	candidate tests.txt
	jq "$change" "$build/candidate/candidate.json" >changed.json && cp changed.json "$build/candidate/candidate.json"
	approve_it
	release "a candidate with $change" 2 'candidate is not of .* and this commit'
done
candidate tests.txt
echo more >"$build/candidate/more.txt"
approve_it
release "a candidate with more files" 2 'candidate is not of .* and this commit'
candidate tests.txt
approve_it
candidate failed.txt
release "another candidate than the approved one" 2 'gate.approval-matches-candidate'
candidate tests.txt
echo more >>"$dist/$name-licences.txt"
release "a file that was changed after the approval" 2 'licences.txt: FAILED'
cp "$root/build/dist/$name-licences.txt" "$dist"
echo more >"$dist/more.txt"
release "a file that no checksum covers" 2 'has other files than those in its SHA256SUMS'
rm "$dist/more.txt"
release "as it was" 0 '^ACCEPTED '
approve_it releaser
release "one's own work" 0 '^ACCEPTED '
judges "one's own work, verified" 4 "approval.role approval.separate approval.threshold" "$TARSEAL" verify --trust pinned.json --profile "$profile" "$bundle"

# What would otherwise go wrong without a word.
(cd "$root" && sh src/packaging/licences.sh no-such-package) >/dev/null 2>&1 && not_ok "licences of nothing" || ok
: >empty.map
(cd "$root" && sh src/packaging/linked.sh "$WORK/empty.map") >/dev/null 2>&1 && not_ok "a bill of nothing" || ok
git clone -q "$root" clone
git -C clone config user.name tests
git -C clone config user.email tests@example.com
echo more >>clone/README.md
refuses "a tree with changes" 1 'but these files differ from the last one' sh -c 'cd clone && sh src/packaging/export.sh ../exported'
git -C clone checkout -q README.md
git -C clone update-index --assume-unchanged LICENSE
echo more >>clone/LICENSE
(cd clone && sh src/packaging/export.sh "$WORK/exported") && cmp -s "$root/LICENSE" exported/LICENSE && ok || not_ok "a change that git hides is not exported"
finish
