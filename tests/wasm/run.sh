#!/bin/sh
# run.sh BUILD [SUITE...]: what make wasm has built. Suites: confined (what the module may do), npm (the package, with several
# versions of Node.js), same (suites of tests/cli, which must find that module and program agree), stamps (likewise, of time
# stamps, which the module does not judge), page (in a browser). FULL=1 makes each thorough.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd) || exit 1
shift
[ $# -gt 0 ] || set -- confined npm same stamps page
if [ -n "${FULL:-}" ]; then
	versions='20 22 24 26' suites='archive audit chain domains forge forms golden hostile junit life lines policy publish stores trust verbs'
else
	versions='20 26' suites='archive domains golden junit policy publish'
fi
passed=0 failed=0
# shellcheck disable=SC2086 # versions and suites are lists of words
for suite; do
	case $suite in
	confined) set -- confined.sh "$build" ;;
	npm) set -- npm.sh "$build" $versions ;;
	same) set -- same.sh "$build" "$build/npm/tarseal.cjs" $suites ;;
	stamps) set -- stamps.sh "$build" "$build/npm/tarseal.cjs" ;;
	page) set -- page.sh "$build" ;;
	*) echo "there is no suite \"$suite\"" >&2 && exit 2 ;;
	esac
	script=$1
	shift
	said=$(sh "$root/tests/wasm/$script" "$@" 2>&1)
	count=$(printf '%s\n' "$said" | tail -n 1)
	case $count in *' passed, '*' failed') ;; *) count='0 passed, 1 failed' ;; esac
	printf '%s\n' "$said" | sed '$d'
	printf '%s: %s\n' "$suite" "$count"
	passed=$((passed + ${count%% *}))
	count=${count#*, }
	failed=$((failed + ${count%% *}))
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
