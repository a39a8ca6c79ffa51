#!/bin/sh
# run.sh BUILD...: all tests, on the program of each build, as shipped and with sanitizers; the last line counts.
# Of a build with the thread sanitizer (.../tsan) just what works with several threads.
# shellcheck disable=SC2012,SC2015 # names of files here hold no spaces; count does not fail
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
FIXTURES=$root/fixtures
export FIXTURES
# Leaks fail the tests; a program that is killed, or ends on a usage error, is no leak worth a report.
ASAN_OPTIONS=detect_leaks=1:abort_on_error=0
UBSAN_OPTIONS=print_stacktrace=1
export ASAN_OPTIONS UBSAN_OPTIONS
passed=0
failed=0

count() {
	passed=$((passed + $1))
	failed=$((failed + $2))
}

unit() {
	echo "unit tests: $1"
	"$1" >"$WORK/unit" 2>&1
	code=$?
	grep -v '^Running\|^ [a-z]' "$WORK/unit"
	checks=$(sed -n 's/.*Checks: \([0-9]*\), Failures: \([0-9]*\), Errors: \([0-9]*\).*/\1 \2 \3/p' "$WORK/unit")
	# shellcheck disable=SC2086
	set -- ${checks:-0 0 1}
	count $(($1 - $2 - $3)) $(($2 + $3))
	[ $code -eq 0 ] || [ $(($2 + $3)) -gt 0 ] || count 0 1
}

# scripts PROGRAM SCRIPT...
scripts() {
	echo "what a user types: $1"
	TARSEAL=$1
	export TARSEAL WORK
	: >"$WORK/counts"
	shift
	for script; do
		sh "$script" </dev/null
	done
	cat "$WORK/counts"
	# A script that ended early has not said its last words.
	missing=$(($# - $(wc -l <"$WORK/counts")))
	count "$(awk '{n += $2} END {print n + 0}' "$WORK/counts")" \
		"$(awk -v m=$missing '{n += $4} END {print n + m}' "$WORK/counts")"
}

for each; do
	each=$(cd "$each" && pwd)
	WORK=$(mktemp -d)
	works="${works:-} $WORK"
	case $each in
	*/tsan)
		scripts "$each/tarseal" "$root"/tests/cli/threads.sh
		continue
		;;
	esac
	unit "$each/unit"
	# shellcheck disable=SC2046
	scripts "$each/tarseal" $(find "$root/tests/cli" -name '*.sh' ! -name lib.sh | sort)
	[ -z "${bundles:-}" ] || {
		# What was made under the sanitizers is what was made without them.
		cmp -s "$bundles" "$WORK/golden/out.tar" && count 1 0 || count 0 1
	}
	bundles=$WORK/golden/out.tar
done
# shellcheck disable=SC2086
rm -rf $works
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
