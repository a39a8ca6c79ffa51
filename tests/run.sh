#!/bin/sh
# run.sh BUILD...: all tests, on the program of each build, as shipped and with sanitizers, side by side; the last line
# counts. Of a build with the thread sanitizer (.../tsan) just what works with several threads.
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
	TARSEAL=$1
	export TARSEAL WORK
	: >"$WORK/counts"
	shift
	said=0
	for script; do
		sh "$script" </dev/null
		# A script that ended early has not said its last words.
		if [ "$(wc -l <"$WORK/counts")" -gt $said ]; then
			said=$((said + 1))
			sed -n ${said}p "$WORK/counts"
		else
			echo "not ok: $script ended early"
			count 0 1
		fi
	done
	count "$(awk '{n += $2} END {print n + 0}' "$WORK/counts")" "$(awk '{n += $4} END {print n + 0}' "$WORK/counts")"
}

# All tests of one build; what they come to stands in $WORK/total then.
one_build() {
	case $1 in
	*/tsan) scripts "$1/tarseal" "$root"/tests/cli/threads.sh ;;
	*)
		: >"$WORK/whole"
		unit "$1/unit"
		# shellcheck disable=SC2046
		scripts "$1/tarseal" $(find "$root/tests/cli" -name '*.sh' ! -name lib.sh | sort)
		;;
	esac
	echo "$passed $failed" >"$WORK/total"
}

for each; do
	each=$(cd "$each" && pwd)
	WORK=$(mktemp -d)
	works="${works:-} $WORK"
	(one_build "$each") 2>&1 | sed -u "s/^/$(basename "$each"): /" &
done
wait
for WORK in ${works:-}; do
	if [ -s "$WORK/total" ]; then
		# shellcheck disable=SC2046
		count $(cat "$WORK/total")
	else
		count 0 1
	fi
	# What was made under the sanitizers is what was made without them.
	[ -e "$WORK/whole" ] || continue
	[ -z "${bundles:-}" ] || { cmp -s "$bundles" "$WORK/golden/out.tar" && count 1 0 || count 0 1; }
	bundles=$WORK/golden/out.tar
done
# shellcheck disable=SC2086
rm -rf ${works:-}
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
