#!/bin/sh
# suite.sh BUILD RESULTS SUITE: run one suite for run.sh, and leave what it prints in RESULTS/SUITE.
# shellcheck disable=SC2086 # versions and suites are lists of words
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=$1 results=$2 suite=$3
if [ -n "${FULL:-}" ]; then
	versions='20 22 24 26' suites='archive audit chain domains forge forms golden hostile junit life lines policy publish stores trust verbs'
else
	versions='20 26' suites='archive domains golden junit policy publish'
fi
case $suite in
confined | page) set -- "$build" ;;
npm) set -- "$build" $versions ;;
same) set -- "$build" "$build/npm/tarseal.cjs" $suites ;;
stamps) set -- "$build" "$build/npm/tarseal.cjs" ;;
esac
sh "$here/$suite.sh" "$@" >"$results/$suite" 2>&1
exit 0
