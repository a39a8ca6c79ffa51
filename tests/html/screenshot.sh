#!/bin/sh
# screenshot.sh PAGE PNG: a picture of the top of a report, in a real browser.
set -eu
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
	--disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$profile" --window-size=1000,925 \
	--screenshot="$2" "file://$(realpath "$1")" >/dev/null 2>&1
echo "$2: $(wc -c <"$2") bytes"
