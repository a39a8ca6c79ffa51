#!/bin/sh
# export.sh DIR: put the source into the new directory DIR: the files of the last commit, or in a tree without a repository all but
# build/. A repository with other files is refused: they would not be in a release.
set -eu
if [ ! -e .git ]; then
	mkdir -p "$1"
	tar -cf - --exclude=./build . | tar -xf - -C "$1"
	exit 0
fi
dirty=$(git status --porcelain)
[ -z "$dirty" ] || {
	printf 'packages are built from a commit, but these files differ from the last one; commit or remove them:\n%s\n' "$dirty" >&2
	exit 1
}
mkdir -p "$1"
git -c tar.umask=0022 archive --format=tar --output="$1.tar" HEAD
tar -xf "$1.tar" -C "$1"
rm "$1.tar"
