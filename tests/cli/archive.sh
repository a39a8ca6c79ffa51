# Archives that hold the right files but are not the bundle: each is refused, and the message names the entry.
script=archive
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
seal_all
rm -rf "$WORK/archive"
mkdir "$WORK/archive"
cd "$WORK/archive" || exit 1
good=$SEALED_DIR/alder-revoked.tar
n=alder-revoked
tar -xf "$good"
front="$n/bagit.txt $n/seal.dsse.json $n/bag-info.txt $n/manifest-sha256.txt"
payload=$(find $n/data -type f | LC_ALL=C sort)
flags="--format=ustar --owner=0 --group=0 --numeric-owner --mtime=@0 --mode=644 -b1"

# message PATTERN: the verdict has a failed form check whose message matches
message() {
	has "$what" "$(printf '%s' "$verdict" |
		jq -r '.bundles[].checks[] | select(.result == "fail") | .id + ": " + .message + " at " + (.at // "")')" "$1"
}

# refused WHAT IDS PATTERN FILE
refused() {
	what=$1 pattern=$3
	judges "$1" 3 "$2" verify_it "$4"
	message "$pattern"
}

what=remade
# shellcheck disable=SC2086
tar $flags -cf remade.tar $front $payload
refused "re-made by GNU tar" tar.canonical "entry 1, $n/bagit.txt" remade.tar
tar -cf default.tar $n
refused "re-made by tar c" tar.canonical "entry 1" default.tar
cat "$good" >trailing.tar && printf x >>trailing.tar
refused "trailing byte" tar.canonical "bytes after its end" trailing.tar
cat "$good" "$good" >two.tar
refused "a second archive behind the first" tar.canonical "bytes after its end" two.tar
cat "$good" >zeros.tar && dd if=/dev/zero bs=512 count=1 2>/dev/null >>zeros.tar
refused "three zero blocks" tar.canonical "bytes after its end" zeros.tar
head -c -512 "$good" >one.tar
refused "one zero block" tar.canonical "two zero blocks" one.tar
head -c -1024 "$good" >none.tar
refused "no zero block" tar.canonical "truncated" none.tar
gzip -n <"$good" >good.tar.gz
refused "compressed" tar.canonical "not a bundle" good.tar.gz
: >empty.tar
refused "empty" tar.canonical "not a bundle: it ends after 0 bytes" empty.tar
echo hello >hello.txt
refused "not a tar" tar.canonical "not a bundle" hello.txt

# header OFFSET BYTES ENTRY-OFFSET FILE: a copy with bytes changed, and the entry's checksum set right
header() {
	cp "$good" "$4"
	chmod u+w "$4"
	printf "$2" | dd of="$4" bs=1 seek=$(($3 + $1)) conv=notrunc 2>/dev/null
	printf '        ' | dd of="$4" bs=1 seek=$(($3 + 148)) conv=notrunc 2>/dev/null
	sum=$(dd if="$4" bs=1 skip="$3" count=512 2>/dev/null | od -An -v -tu1 | tr -s ' ' '\n' |
		awk '{s += $1} END {printf "%06o", s}')
	printf '%s\0 ' "$sum" | dd of="$4" bs=1 seek=$(($3 + 148)) conv=notrunc 2>/dev/null
}
header 136 '00000000001 ' 0 mtime.tar
refused "a modification time" tar.canonical "entry 1, $n/bagit.txt: its mtime" mtime.tar
header 156 2 0 link.tar
refused "a symbolic link" tar.canonical "entry 1, $n/bagit.txt: it is a symbolic link" link.tar
header 100 '000755 ' 1024 mode.tar
refused "an executable" tar.canonical "entry 2, $n/seal.dsse.json: its mode" mode.tar
header 265 root 0 owner.tar
refused "an owner's name" tar.canonical "entry 1, $n/bagit.txt: its user and group names" owner.tar
header 257 'ustar  ' 0 gnu.tar
refused "GNU's magic" tar.canonical "magic" gnu.tar
header 124 '\200\0\0\0\0\0\0\0\0\0\0\066' 0 base256.tar
refused "a base-256 size" tar.canonical "no path and size" base256.tar
header 0 '../../etc/cron.d/x\0\0\0\0\0\0' 0 escape.tar
refused "a path that escapes" tar.name "the bundle's name" escape.tar
header 0 'alder-revoked/bagit.txt\0hidden' 0 hidden.tar
refused "bytes behind a NUL" tar.canonical "its name is" hidden.tar

# entries FILE PATH...: an archive of these entries of the good bundle, in canonical form
entries() {
	archive=$1
	shift
	python3 "$here/entries.py" "$good" "$archive" "$@"
}
# shellcheck disable=SC2086
{
	entries same.tar $front $payload
	judges "the same entries" 0 "" verify_it same.tar
	entries pax.tar pax: $front $payload
	refused "a pax header" tar.canonical "entry 1, PaxHeader/x: it is a pax extended header" pax.tar
	entries extra.tar $front $payload new:$n/data/record/zz.txt
	refused "an extra entry" "tar.order manifest.complete bag.tagfiles" \
		"tar.order: entry [0-9]*, $n/data/record/zz.txt" extra.tar
	entries extra-front.tar new:$n/README $front $payload
	refused "an extra entry at the front" tar.order "entry 1 is $n/README" extra-front.tar
	entries extra-top.tar $front $payload new:other/x
	refused "an entry outside the bundle's directory" tar.order "entry 10 is not in" extra-top.tar
	entries order.tar $front $(printf '%s\n' $payload | LC_ALL=C sort -r)
	refused "entries in another order" "tar.order package.digest" "is not in its place in the manifest's order" order.tar
	entries front.tar $n/bagit.txt $n/bag-info.txt $n/seal.dsse.json $n/manifest-sha256.txt $payload
	refused "the front in another order" tar.order "entry 2 is $n/bag-info.txt" front.tar
	entries twice.tar $front $payload $n/data/record/followup.json
	refused "an entry twice" "tar.order bag.tagfiles" "tar.order: entry 10, $n/data/record/followup.json" twice.tar
	entries missing.tar $front $(printf '%s\n' $payload | grep -v timeline)
	refused "an entry missing" "manifest.complete tar.order bag.tagfiles package.digest seal.statement" \
		"missing at data/evidence/refs/timeline.csv" missing.tar
	entries front-only.tar $front
	judges "no payload" 3 "manifest.complete bag.tagfiles package.digest seal.statement" \
		verify_it front-only.tar
}

finish
