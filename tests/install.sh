#!/bin/sh
# install.sh [--upgrade] PACKAGE...: install those of the Debian packages that are missing; do nothing when all are there. With
# --upgrade, install the latest version of all.
set -eu
sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo
export DEBIAN_FRONTEND=noninteractive

install() {
	$sudo apt-get -qq -o=Dpkg::Use-Pty=0 install -y --no-install-recommends "$@" >/dev/null
}

if [ "$1" = --upgrade ]; then
	shift
	$sudo apt-get -qq update
	install "$@"
	exit 0
fi
missing=
for package; do
	status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
	[ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
echo "installing:$missing"
# shellcheck disable=SC2086 # each is a word
install $missing 2>/dev/null || {
	$sudo apt-get -qq update
	install $missing
}
