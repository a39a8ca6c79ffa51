#!/bin/sh
# twin.sh VERB ARGUMENT…: run a verb that the module has by the program and by the module. What they print, and their exit
# codes, must be the same; what is not is appended to $TWIN_LOG, with the command. The caller sees what the module said.
# Calls that write files, or read something that can be read only once, are the module's alone; what it does not have is the
# program's.
#
# With TWIN_STAMPS=1, for commands with time stamps, which only the program can judge, the caller sees what the program
# said. The module may accept only what the program accepts, and otherwise refuse it or leave it undecided.
set -u
native=$TWIN_NATIVE
module() {
	node "$TWIN_CLI" "$@"
}
case ${1:-} in
verify | report | inspect | audit | verify-summary | profile | explain) ;;
*) exec "$native" "$@" ;;
esac
# Node opens something else in the place of a descriptor that is closed.
if [ ! -e /proc/self/fd/0 ] || [ ! -e /proc/self/fd/1 ]; then exec "$native" "$@"; fi
alone=
for argument; do
	case $argument in
	--key | --key=*) exec "$native" "$@" ;;
	- | /dev/* | /proc/* | -o* | --output* | --files-from* | -v | --verbose) alone=yes ;;
	--format=*=* | [a-z]*=*.* | [a-z]*=/*) alone=yes ;;
	esac
done
[ "$(readlink /proc/$$/fd/1)" != /dev/full ] || alone=yes
if [ -n "$alone" ] && [ -z "${TWIN_STAMPS:-}" ]; then
	module "$@"
	exit
fi
[ -z "$alone" ] || exec "$native" "$@"

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
"$native" "$@" >"$work/native.out" 2>"$work/native.err"
expected=$?
module "$@" >"$work/module.out" 2>"$work/module.err"
found=$?
echo >>"$TWIN_LOG.calls"
complain() {
	{
		printf '%s: ' "$1"
		printf "'%s' " "$@"
		echo
		for stream in out err; do
			diff "$work/native.$stream" "$work/module.$stream" | head -n 10
		done
	} >>"$TWIN_LOG"
}
if [ -n "${TWIN_STAMPS:-}" ]; then
	if [ $found -ne $expected ] && { [ $found -eq 0 ] || [ $expected -eq 0 ] && [ $found -ne 6 ]; }; then
		complain "the program exits with $expected, the module with $found" "$@"
	fi
	cat "$work/native.out"
	cat "$work/native.err" >&2
	exit $expected
fi
[ $found -eq $expected ] || complain "the program exits with $expected, the module with $found" "$@"
cmp -s "$work/native.out" "$work/module.out" || complain "the results differ" "$@"
cmp -s "$work/native.err" "$work/module.err" || complain "the messages differ" "$@"
cat "$work/module.out"
cat "$work/module.err" >&2
exit $found
