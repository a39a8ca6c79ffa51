#!/bin/sh
# cjson.sh DIR: put cJSON.c and cJSON.h of Debian's source package into DIR, of the version that is installed. Debian has no
# static cJSON.
set -eu
. "$(dirname "$0")/apt.sh"
rm -rf "$1"
apt_begin "$1" "$(dpkg --print-architecture)"
cd "$1"
apt_get source "cjson=$(dpkg-query -W -f '${source:Version}' libcjson-dev)"
mv cjson-*/cJSON.[ch] .
