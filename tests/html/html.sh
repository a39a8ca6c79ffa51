#!/bin/sh
# html.sh BUILD [SHOTS]: check reports in a real browser. With a directory SHOTS, leave pictures of them there.
set -u
build=$(cd "$1" && pwd)
root=$(cd "$(dirname "$0")/../.." && pwd)
shots=${2:-}
[ -z "$shots" ] || { mkdir -p "$shots" && shots=$(cd "$shots" && pwd); } || exit 1

# The browser driver and the accessibility checker, at the versions in the lock file.
sh "$root/tests/npm.sh" html "$build" || exit 1
cp "$root/tests/html/browser.js" "$root/tests/html/chromium.js" "$build/html/"
rm -rf "$build/html/pages" "$build/html/again"
mkdir "$build/html/pages" "$build/html/again"
"$build/html_pages" "$build/html/pages" && "$build/html_pages" "$build/html/again" || exit 1
diff -r "$build/html/pages" "$build/html/again" || { echo "html: not the same bytes twice"; exit 1; }
# shellcheck disable=SC2086 # a directory, or nothing
node "$build/html/browser.js" "$build/html/pages" ${shots:+"$shots"}
