#!/bin/sh
# stamps.sh BUILD CLI: the suite of time stamps, where the module says what it does not judge (see twin.sh).
set -u
TWIN_STAMPS=1
export TWIN_STAMPS
exec sh "$(dirname "$0")/same.sh" "$1" "$2" stamp
