#!/bin/sh
# npm.sh SUITE BUILD: install what tests/SUITE/package-lock.json pins into BUILD/SUITE, unless that is there already.
set -eu
from=$(cd "$(dirname "$0")" && pwd)/$1
to=$2/$1
! cmp -s "$from/package-lock.json" "$to/installed.json" || exit 0
rm -rf "$to"
mkdir -p "$to"
cp "$from/package.json" "$from/package-lock.json" "$to"
# npm may write to the lock file.
(cd "$to" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error >&2) || {
	echo "$1: npm cannot install the packages of tests/$1/package-lock.json" >&2
	exit 1
}
cp "$from/package-lock.json" "$to/installed.json"
