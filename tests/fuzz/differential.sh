#!/bin/sh
# differential.sh BUILD: read every archive in the tar target's corpus that the reader accepts, and whose paths are
# allowed in a bundle, with GNU tar and with Python's tarfile: they must find the same paths, sizes and contents.
set -u
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
fuzz=$build/fuzz
mkdir -p "$fuzz/corpus/fuzz_tar"
FUZZ_ACCEPTED=$(mktemp -d)
export FUZZ_ACCEPTED
trap 'rm -rf "$FUZZ_ACCEPTED"' EXIT
"$fuzz/fuzz_tar" -runs=0 -timeout=5 -rss_limit_mb=1024 "$fuzz/corpus/fuzz_tar" "$fuzz/seeds/fuzz_tar" \
	"$fuzz/seeds/fuzz_bundle" >"$fuzz/log.differential" 2>&1 || {
	echo "differential: the corpus cannot be replayed: see $fuzz/log.differential"
	exit 1
}
LC_ALL=C TZ=UTC0 python3 "$here/differential.py" "$FUZZ_ACCEPTED" "$fuzz/found/differential"
