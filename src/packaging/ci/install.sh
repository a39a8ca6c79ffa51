#!/bin/sh
# install.sh URL SHA256 DIRECTORY: have the static program of a release, with this digest, in DIRECTORY.
# The digest comes from whoever chose the release, never from the place that the program comes from.
set -u
umask 022

undecided() {
	echo "install.sh: $1" >&2
	exit 6
}

[ $# -eq 3 ] || undecided "usage: install.sh URL SHA256 DIRECTORY"
url=$1 sha256=$2 directory=$3
[ "${#sha256}" -eq 64 ] || undecided "the SHA-256 of the program is missing or malformed: \
take it from the SHA256SUMS of a release that you have checked"
command -v curl >/dev/null || undecided "there is no curl in PATH"
is_expected() {
	[ "$(sha256sum <"$1")" = "$sha256  -" ]
}

mkdir -p -- "$directory" || undecided "cannot create the directory $directory"
if [ -e "$directory/tarseal" ]; then
	is_expected "$directory/tarseal" || undecided "$directory/tarseal exists and has another SHA-256"
	exit 0
fi
part=$(mktemp "$directory/.tarseal.XXXXXX") || undecided "cannot write to $directory"
trap 'rm -f "$part"' EXIT
trap 'exit 6' HUP INT TERM
curl -fsSL --proto '=https,http' --retry 3 --max-time 300 -o "$part" -- "$url" ||
	undecided "cannot download $url"
is_expected "$part" || undecided "$url does not have the expected SHA-256"
chmod 755 "$part" && mv "$part" "$directory/tarseal"
