#!/bin/sh
# run.sh BUILD [SUITE...]: what make wasm has built. Suites: page (in a browser), npm (the package, with several versions of
# Node.js), stamps (time stamps, which the module does not judge), same (suites of tests/cli, which must find that module and
# program agree), confined (what the module may do). FULL=1 makes each thorough.
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd) || exit 1
shift
[ $# -gt 0 ] || set -- page npm stamps same confined
for suite; do
	case $suite in
	confined | npm | page | same | stamps) ;;
	*) echo "there is no suite \"$suite\"" >&2 && exit 2 ;;
	esac
done
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
trap 'exit 1' HUP INT TERM
# What two suites would install at the same time.
sh "$here/../npm.sh" wasm "$build" && sh "$here/../npm.sh" html "$build" || exit 1
printf '%s\n' "$@" | xargs -P "$(nproc)" -n 1 sh "$here/suite.sh" "$build" "$results"
passed=0 failed=0
for suite; do
	count=$(tail -n 1 "$results/$suite")
	case $count in *' passed, '*' failed') ;; *) count='0 passed, 1 failed' ;; esac
	sed '$d' "$results/$suite"
	printf '%s: %s\n' "$suite" "$count"
	passed=$((passed + ${count%% *}))
	count=${count#*, }
	failed=$((failed + ${count%% *}))
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
