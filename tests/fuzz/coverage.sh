#!/bin/sh
# coverage.sh BUILD [TARGET...]: replay the corpora and seeds through targets built for coverage, and print how many
# lines of src/ they reach: in total, and for each file below 80 %. Files that no target uses are not linked, and
# only named. "make fuzz" makes the corpora.
set -eu
build=$(cd "$1" && pwd)
shift
cd "$(dirname "$0")/../.."
fuzz=$build/fuzz
cover=$build/coverage-fuzz
make --no-print-directory -s BUILD="$cover" CC=clang OPT=-O1 \
	SAN="-fsanitize=fuzzer-no-link -fprofile-instr-generate -fcoverage-mapping" fuzzers >/dev/null
[ -d "$fuzz/seeds" ] || sh tests/fuzz/seeds.sh "$build"
for folder in seeds setup; do
	rm -rf "${cover:?}/$folder"
	cp -r "$fuzz/$folder" "$cover/$folder"
done
[ $# -gt 0 ] || for each in tests/fuzz/fuzz_*.c; do
	name=$(basename "$each" .c)
	set -- "$@" "${name#fuzz_}"
done
rm -f "$cover"/*.profraw
objects=
for target; do
	mkdir -p "$fuzz/corpus/fuzz_$target"
	LLVM_PROFILE_FILE="$cover/$target.profraw" "$cover/fuzz_$target" -runs=0 -artifact_prefix="$cover/" \
		"$fuzz/corpus/fuzz_$target" \
		"$fuzz/seeds/fuzz_$target" >"$cover/$target.log" 2>&1 || {
		echo "coverage: $target fails: see $cover/$target.log"
		exit 1
	}
	objects="$objects -object $cover/fuzz_$target"
done
llvm-profdata merge -o "$cover/all.profdata" "$cover"/*.profraw
# shellcheck disable=SC2086 # its words; the first program is named twice
llvm-cov export -summary-only -instr-profile="$cover/all.profdata" "$cover/fuzz_$1" $objects src/*/ \
	>"$cover/summary.json"
jq -r --arg root "$PWD/" '.data[0].files[] | {name: (.filename | ltrimstr($root)), lines: .summary.lines}
	| select(.lines.count > 0 and .lines.percent < 80)
	| "  \(.lines.percent * 10 | floor / 10) %\t\(.lines.covered) of \(.lines.count)\t\(.name)"' "$cover/summary.json"
printf '  not linked:'
for file in src/[!c]*/*.c; do
	grep -q "/$file\"" "$cover/summary.json" || printf ' %s' "${file#src/}"
done
jq -r '.data[0].totals.lines
	| "\n\(.percent * 10 | floor / 10) % of the lines that are linked (\(.covered) of \(.count))"' "$cover/summary.json"
