#!/bin/sh
# suite.sh SUITE: run one suite for run.sh, which exports root, build and results, in a directory of its own; print its line.
# shellcheck disable=SC2046,SC2154 # counts are words; run.sh assigns the three
set -u
suite=$1
WORK=$(mktemp -d)
export WORK
trap 'rm -rf "$WORK"' EXIT
cp -r "$results/shared/." "$WORK"
started=$(date +%s.%N)
if [ "$suite" = unit ]; then
	"$build/unit" >"$WORK/log" 2>&1
	code=$?
	set -- $(sed -n 's/.*Checks: \([0-9]*\), Failures: \([0-9]*\), Errors: \([0-9]*\).*/\1 \2 \3/p' "$WORK/log") 0 0 0
	failed=$(($2 + $3))
	passed=$(($1 - failed))
	grep -v '^Running\|^ [a-z]\|^100%' "$WORK/log" >"$WORK/said"
else
	: >"$WORK/counts"
	sh "$root/tests/cli/$suite.sh" </dev/null >"$WORK/said" 2>&1
	code=$?
	set -- $(sed -n 's/.* \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$WORK/counts") 0 0
	passed=$1 failed=$2
	# A script that ended early has not counted.
	[ -s "$WORK/counts" ] || code=1
fi
[ $code -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
[ ! -f "$WORK/golden/out.tar" ] || cp "$WORK/golden/out.tar" "$results/golden.tar"
echo "$suite $passed $failed" >"$results/$suite.count"
seconds=$(echo "$(date +%s.%N) $started" | awk '{printf "%.1f", $1 - $2}')
{
	if [ "$failed" -eq 0 ]; then
		printf 'ok    %-10s %5d passed %22s s\n' "$suite" "$passed" "$seconds"
	else
		printf 'FAIL  %-10s %5d passed, %5d failed %8s s\n' "$suite" "$passed" "$failed" "$seconds"
	fi
	# What a suite that passed says is of no interest, except what it could not try.
	[ "$failed" -gt 0 ] && pattern= || pattern='^note: '
	grep -e "$pattern" "$WORK/said" | sed 's/^/      /'
} >"$WORK/line"
cat "$WORK/line"
