#!/bin/sh
# run.sh BUILD [SUITE...]: use what make dist has built as a user would. Suites are the scripts in this folder; debian:bookworm is
# debian.sh with an argument. Without SUITE: static, oci, dist and ci. Needs root, for chroots.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd) || exit 1
shift
[ "$(id -u)" -eq 0 ] || {
	echo "these tests need root: they use chroots" >&2
	exit 2
}
[ $# -gt 0 ] || set -- static oci dist ci
# The program under test is that of the release; what it was made from is in made.
FIXTURES=$root/fixtures
made=$build/made/build
TARSEAL=$made/static/tarseal
version=$(sed -n 's/^VERSION := //p' "$root/Makefile")
export FIXTURES TARSEAL root build made version
WORK=
trap '[ -z "$WORK" ] || rm -rf "$WORK"' EXIT
trap 'exit 1' HUP INT TERM
passed=0 failed=0
for each; do
	suite=${each%%:*} argument=${each#*:}
	export argument
	WORK=$(mktemp -d)
	export WORK
	: >"$WORK/counts"
	sh "$root/tests/packaging/$suite.sh" </dev/null || [ -s "$WORK/counts" ] || echo "$suite 0 passed, 1 failed" >"$WORK/counts"
	# shellcheck disable=SC2046 # words
	set -- $(sed -n 's/.* \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$WORK/counts")
	echo "$each: $1 passed, $2 failed"
	passed=$((passed + $1)) failed=$((failed + $2))
	rm -rf "$WORK"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
