#!/bin/sh
# npm.sh BUILD [NODE...]: pack the npm package, install it into a project as npm does, and test it with each of these
# versions of Node.js (20 22 24 26). Prints what failed, and a last line that counts.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd) || exit 1
shift
[ $# -gt 0 ] || set -- 20 22 24 26
sh "$root/tests/npm.sh" wasm "$build" || exit 1
TARSEAL=$build/tarseal
PROJECT=$(mktemp -d)
SEALED=$(mktemp -d)
trap 'rm -rf "$PROJECT" "$SEALED"' EXIT
trap 'exit 1' HUP INT TERM
passed=0 failed=0
ok() {
	if [ "$2" = "$3" ]; then passed=$((passed + 1)); else
		failed=$((failed + 1))
		printf 'not ok: %s\nexpected: %s\nfound:    %s\n' "$1" "$2" "$3"
	fi
}

# Two packs of it, made at different times from different directories, are the same.
cp -r "$build/npm" "$PROJECT/copy"
find "$PROJECT/copy" -exec touch -d 2001-01-01 {} +
(cd "$build/npm" && npm pack --silent --pack-destination "$PROJECT" && cd "$PROJECT/copy" && npm pack --silent) >/dev/null
package=$(cd "$PROJECT" && ls ./*.tgz)
ok "npm pack is reproducible" "$(sha256sum <"$PROJECT/$package")" "$(sha256sum <"$PROJECT/copy/$package")"
ok "what is in it" "LICENSE README.md cli.mjs index.d.ts index.mjs licences.txt memory-files.mjs node-files.mjs package.json tarseal.cjs tarseal.wasm wasi.mjs" \
	"$(tar -tf "$PROJECT/$package" | sed 's|^package/||' | LC_ALL=C sort | tr '\n' ' ' | sed 's/ $//')"
rm -rf "$PROJECT/copy"
cd "$PROJECT" || exit 1
echo '{"name": "user", "private": true, "type": "module"}' >package.json
npm install --silent --offline --no-audit --no-fund "$package" || exit 1

# Its types are those of what it does.
cp "$root/tests/wasm/consumer.ts" .
mkdir types
ln -s "$build/wasm/node_modules/@types" node_modules/@types
ln -s "$build/wasm/node_modules/undici-types" node_modules/undici-types
said=$("$build/wasm/node_modules/.bin/tsc" --noEmit --strict --module nodenext --target es2022 --types node consumer.ts 2>&1)
ok "types" "" "$said"
rm consumer.ts
# Nothing that the scripts name is missing. FileReaderSync is there in workers only, which the compiler does not know of.
said=$("$build/wasm/node_modules/.bin/tsc" -p "$root/tests/wasm/jsconfig.json" --typeRoots "$build/wasm/node_modules/@types" |
	grep -E 'error TS(1[0-9]{3}|2304|2305|2552|2724):' | grep -v "'FileReaderSync'")
ok "names in the scripts" "" "$said"

# What the tests begin with.
G=$root/fixtures/golden T=$root/fixtures/time
mkdir "$SEALED/store" "$SEALED/nothing" "$SEALED/out" "$SEALED/bytes" "$SEALED/stamped"
cp "$G/trust.json" "$G/profile.json" "$SEALED"
cp "$G/golden-followup.tar" "$SEALED/golden.tar"
cp "$G/golden-followup.tar" "$SEALED/store/one.tar"
sed 's/trial:opaque-golden/trial:opaque-golde_/' "$G/golden-followup.tar" >"$SEALED/changed.tar"
cp "$SEALED/changed.tar" "$SEALED/store/two.tar"
head -c 7000 "$G/golden-followup.tar" >"$SEALED/cut.tar"
: >"$SEALED/empty.tar"
sed 's/"owner": "golden-producer"/"owner": "somebody"/; s/AAAAIPvXf/AAAAIPvXg/' "$G/trust.json" >"$SEALED/other.json"
printf 'subject_ref,expired_at\ntrial:opaque-golden,2026-06-15T00:00:00Z\ntrial:another,2026-05-01T00:00:00Z\n' >"$SEALED/register.csv"
cp "$G/golden-followup.tar" "$T/trust.json" "$T/trust-plain.json" "$SEALED/stamped"
cp "$T/stamps/good-plain.tsr" "$SEALED/stamped/golden-followup.tar.tsr"
export TARSEAL PROJECT SEALED
unset TARSEAL_TRUST NO_COLOR CLICOLOR_FORCE

for version; do
	node=$build/wasm/node_modules/node$version/bin/node
	said=$("$node" --test --test-reporter=tap "$root/tests/wasm/package.test.mjs" 2>&1)
	set -- "$(printf '%s\n' "$said" | sed -n 's/^# pass //p')" "$(printf '%s\n' "$said" | sed -n 's/^# fail //p')"
	printf 'Node.js %s: %s passed, %s failed\n' "$("$node" --version)" "${1:-0}" "${2:-1}"
	[ "${2:-1}" = 0 ] || printf '%s\n' "$said" | grep -v '^ *\(duration_ms\|type:\)' | grep -A 40 '^ *not ok' | head -n 300
	passed=$((passed + ${1:-0})) failed=$((failed + ${2:-1}))
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
