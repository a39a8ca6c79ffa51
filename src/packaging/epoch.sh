#!/bin/sh
# epoch.sh: the time of everything that is built, in seconds since 1970: SOURCE_DATE_EPOCH, or that of the last commit, or without a
# repository that of the changelog.
set -eu
if [ -n "${SOURCE_DATE_EPOCH:-}" ]; then
	echo "$SOURCE_DATE_EPOCH"
elif [ -e .git ]; then
	git log -1 --format=%ct
else
	dpkg-parsechangelog -l src/packaging/debian/changelog -S Timestamp
fi
