#!/bin/sh
# same.sh BUILD CLI [SUITE...]: the suites of tests/cli on the module under Node, which must say what the program says.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd) || exit 1
TWIN_CLI=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
shift 2
[ $# -gt 0 ] || set -- archive audit chain domains entries forge forms golden hostile junit life lines policy publish trust verbs
TWIN_NATIVE=$build/tarseal
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
TWIN_LOG=$scratch/differences
export TWIN_NATIVE TWIN_CLI TWIN_LOG
mkdir "$scratch/twin"
ln -s "$root/tests/wasm/twin.sh" "$scratch/twin/tarseal"
: >"$TWIN_LOG"
: >"$TWIN_LOG.calls"

sh "$root/tests/run.sh" "$scratch/twin" "$@" >"$scratch/said"
code=$?
sed '$d' "$scratch/said"
calls=$(wc -l <"$TWIN_LOG.calls")
different=$(grep -c '^the ' "$TWIN_LOG")
head -n 60 "$TWIN_LOG"
awk -v calls="$calls" -v different="$different" 'END {$1 += calls - different; $3 += different; print}' "$scratch/said"
[ $code -eq 0 ] && [ "$different" -eq 0 ]
