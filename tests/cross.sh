#!/bin/sh
# cross.sh BUILD EMULATOR [SUITE...]: run test suites on a program of another processor by this emulator, which is a command.
# Without SUITE: units, and those suites that read, write, judge and report most.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "$1" && pwd) || exit 1
emulator=$2
shift 2
[ $# -gt 0 ] || set -- unit golden forge trust stamp cases chain archive hostile minisign keys threads

# Wherever a suite calls the program, it calls the emulator.
mkdir -p "$build/emulated"
for program in tarseal unit; do
	printf '#!/bin/sh\nexec %s "%s" "$@"\n' "$emulator" "$build/$program" >"$build/emulated/$program"
	chmod +x "$build/emulated/$program"
done
exec sh "$root/tests/run.sh" "$build/emulated" "$@"
