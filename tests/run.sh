#!/bin/sh
# run.sh BUILD [SUITE...]: run the test suites on the program of a build, as many at once as there are processors. Prints
# a line for each suite, what failed, and a last line that counts. A suite is a script in tests/cli, or unit. Without
# SUITE all of them run; on a build with the thread sanitizer (.../tsan) only the one that uses several threads.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "$1" && pwd) || exit 1
shift
FIXTURES=$root/fixtures
TARSEAL=$build/tarseal
# A program that is killed, or that ends on a usage error, has no leak worth reporting.
ASAN_OPTIONS=detect_leaks=1:abort_on_error=0
UBSAN_OPTIONS=print_stacktrace=1
export FIXTURES TARSEAL ASAN_OPTIONS UBSAN_OPTIONS

# The slowest suites start first.
list_suites() {
	echo forge cases minisign threads unit | tr ' ' '\n'
	find "$root/tests/cli" -name '*.sh' ! -name lib.sh -exec basename {} .sh \; | sort |
		grep -vx 'forge\|cases\|minisign\|threads'
}
all_suites() {
	case $build in
	*/tsan) echo threads ;;
	# Nothing can be loaded into the static program, and it has no shared library.
	*/static) list_suites | grep -vx 'library\|sandbox' ;;
	*) list_suites ;;
	esac
}
# shellcheck disable=SC2046
[ $# -gt 0 ] || set -- $(all_suites)
for suite; do
	[ "$suite" = unit ] || [ -f "$root/tests/cli/$suite.sh" ] || {
		echo "there is no suite \"$suite\"; suites are unit and the scripts in tests/cli" >&2
		exit 2
	}
done

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
trap 'exit 1' HUP INT TERM
# Keys and sealed bundles that all suites begin with.
mkdir "$results/shared"
WORK=$results/shared sh -c '. "$0/tests/cli/lib.sh" && seal_all' "$root" || exit 1
export results root build
printf '%s\n' "$@" | xargs -P "$(nproc)" -n 1 sh "$root/tests/suite.sh"
awk '{passed += $2; failed += $3} END {print passed + 0, failed + 0}' "$results"/*.count >"$results/total"
read -r passed failed <"$results/total"
# A suite that left no count did not run.
missing=$(($# - $(find "$results" -name '*.count' | wc -l)))
failed=$((failed + missing))
[ -z "${GOLDEN_OUT:-}" ] || [ ! -f "$results/golden.tar" ] || cp "$results/golden.tar" "$GOLDEN_OUT"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
