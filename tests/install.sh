#!/bin/sh
# Install those of the named Debian packages that are missing; do nothing when all are there.
set -eu
missing=
for package; do
	status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
	[ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
echo "installing:$missing"
sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # each is a word
$sudo apt-get -qq -o=Dpkg::Use-Pty=0 install -y --no-install-recommends $missing >/dev/null 2>&1 || {
	$sudo apt-get -qq update
	$sudo apt-get -qq -o=Dpkg::Use-Pty=0 install -y --no-install-recommends $missing >/dev/null
}
