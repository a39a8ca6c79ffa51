# The golden bundle: it is made again byte for byte, and accepted. Checking it by hand works too.
script=golden
. "$(dirname "$0")/lib.sh"
DOCS="$FIXTURES/../docs"

rm -rf "$WORK/golden"
cp -r "$FIXTURES/golden" "$WORK/golden"
cd "$WORK/golden" || exit 1
for k in producer approver; do
	(umask 077; {
		printf '\060\056\002\001\000\060\005\006\003\053\145\160\004\042\004\040'
		printf 'tarseal golden %s' $k | sha256sum | cut -c1-64 | xxd -r -p
	} | openssl pkey -inform DER -out keys/$k.key)
done
export SOURCE_DATE_EPOCH=1781956800

is "digest" \
	"dirHash1:7e71adea920e42f1e0d0582f5d5322696115182ea0a6aac387d8f3b742411e1c  evidence" \
	"$("$TARSEAL" digest evidence)"
is "digest by hand" 7e71adea920e42f1e0d0582f5d5322696115182ea0a6aac387d8f3b742411e1c \
	"$(cd evidence && find . -type f -printf '%P\0' | LC_ALL=C sort -z | xargs -0r sha256sum |
		sha256sum | cut -d' ' -f1)"
is "digest of a file" "sha256:$(sha256sum followup.json)" "$("$TARSEAL" digest followup.json)"
judges "pack" 0 "" "$TARSEAL" pack --profile profile.json --evidence evidence \
	--approval approval.dsse.json --record followup.json --key keys/producer.key \
	--owner golden-producer --name golden-followup -o out.tar
cmp -s out.tar golden-followup.tar && ok || not_ok "the bundle differs from the golden one"
is "sha256 in the verdict" 45961e6b35901bf7d14b57d8564a796eeba12f6daa53970e14d49ed125306a99 \
	"$(printf '%s' "$verdict" | jq -r '.bundles[0].sha256')"

# The approval is made again too.
cp -r evidence expiry # the name that the approval has for the package
SOURCE_DATE_EPOCH=1781946000 "$TARSEAL" approve expiry --key keys/approver.key --yes -q \
	--ref approval:opaque-golden --by role:trial-governance --stage golden-expiry \
	--decision approved --profile profile.json -o again.dsse.json
is "who signed" "$(jq -r '.signatures[0].keyid' approval.dsse.json)" \
	"$(jq -r '.signatures[0].keyid' again.dsse.json)"
is "the approval again" "$(cat approval.dsse.json)" "$(cat again.dsse.json)"
unset SOURCE_DATE_EPOCH

at="--at 2026-06-21T00:00:00Z --profile profile.json --trust trust.json"
# shellcheck disable=SC2086
judges "verify" 0 "" "$TARSEAL" verify $at golden-followup.tar
# shellcheck disable=SC2086
judges "verify under a policy that does not pin the profile" 6 profile.known \
	"$TARSEAL" verify --at 2026-06-21T00:00:00Z --trust trust.json golden-followup.tar
jq 'del(.stages)' trust.json >unpinned.json
judges "verify with a profile that is not pinned" 6 profile.known "$TARSEAL" verify \
	--at 2026-06-21T00:00:00Z --profile profile.json --trust unpinned.json golden-followup.tar
sed 's/"title": "A small/"title":  "A small/' profile.json >revised.json
jq --arg d "$(sha256sum revised.json | cut -d' ' -f1)" \
	'.stages["golden-followup"].profiles = [{sha256: $d}]' trust.json >revised-trust.json
judges "verify under another revision" 1 profile.same "$TARSEAL" verify \
	--at 2026-06-21T00:00:00Z --profile revised.json --trust revised-trust.json golden-followup.tar

# docs/verify-by-hand.md: the commands on the page, extracted and run.
sed -n '/^```sh$/,/^```$/p' "$DOCS/verify-by-hand.md" | grep -v '^```' >by-hand.sh
mkdir hand && cp golden-followup.tar hand/bundle.tar
for k in producer approver; do # the recipe for PEM, too, is the document's
	cp keys/$k.pub hand/key.pub
	(cd hand && sed -n "/printf '.060/,/openssl pkey/p" "$DOCS/verify-by-hand.md" | sh -eu && mv producer.pem $k.pem.new)
	mv hand/$k.pem.new hand/$k.made
done
mv hand/producer.made hand/producer.pem && mv hand/approver.made hand/approver.pem
cmp -s hand/producer.pem keys/producer.spki.pem && ok || not_ok "by hand: PEM of an OpenSSH line"

# The tools of BusyBox, and jq and openssl beside them.
mkdir applets
busybox --install -s "$PWD/applets"
for tool in jq openssl; do ln -sf "$(command -v $tool)" applets/$tool; done
# by_hand SHELL DIRECTORY
by_hand() {
	(
		cd "$2" && rm -rf unpacked
		case $1 in
		busybox) PATH=$WORK/golden/applets && export PATH && exec sh ../by-hand.sh ;;
		*) exec "$1" ../by-hand.sh ;;
		esac
	) 2>&1
}
everything='^Everything matches: the producer sealed these files, and the approver approved this package.$'
for shell in sh bash busybox; do
	said=$(by_hand $shell hand)
	is "by hand, $shell: exit" 0 $?
	has "by hand, $shell" "$said" "$everything"
done
has "only POSIX: no option of GNU's" "$(grep -c -e ' -printf' -e '--strict' -e 'sort -z' -e 'xargs -0' by-hand.sh)" '^0$'

# Its last section: a time stamp, of this bundle or of something else.
for stamp in good-plain good-fraction good-openssl bad-statement bad-stranger bad-other-digest; do
	cp "$FIXTURES/time/stamps/$stamp.tsr" hand/bundle.tar.tsr
	cp "$FIXTURES/time/authority/one-root.pem" hand/authority.pem
	for shell in sh busybox; do
		said=$(by_hand $shell hand)
		code=$?
		case $stamp in
		good-*)
			is "by hand, $shell, $stamp: exit" 0 $code
			has "by hand, $shell, $stamp" "$said" "^The seal existed before this time, .*: Jun 20 12:[0-9:.]* 2026 GMT$"
			;;
		*)
			is "by hand, $shell, $stamp: exit" 1 $code
			is "by hand, $shell, $stamp" "DOES NOT MATCH: the time stamp" "$(printf '%s\n' "$said" | tail -n 1)"
			;;
		esac
	done
done
rm hand/bundle.tar.tsr

# changes WHAT COMMAND: the page's commands refuse the bundle after COMMAND in its unpacked directory, and say so last
changes() {
	rm -rf hand2 && mkdir hand2 && tar -xf golden-followup.tar -C hand2
	cp hand/producer.pem hand/approver.pem hand2
	(cd hand2/golden-followup && eval "$2") || { not_ok "by hand: $1 could not be made"; return; }
	(cd hand2 && LC_ALL=C tar --format=ustar --owner=0 --group=0 --mtime=@0 --mode=644 -cf bundle.tar \
		$(ls | grep -v pem) && for d in */; do rm -r "$d"; done)
	for shell in sh busybox; do
		said=$(by_hand $shell hand2)
		is "by hand, $shell: $1" 1 "$(($? != 0))"
		lacks "by hand, $shell: $1 matches" "$said" "$everything"
		has "by hand, $shell: $1" "$(printf '%s\n' "$said" | tail -n 1)" "DOES NOT MATCH\|jq: \|openssl\|tar: \|rror"
	done
}
# What lies beside the bundle, in a hidden directory or in one that sorts before it, is no part of it.
for beside in EVIL.txt .c/EVIL.txt c/EVIL.txt; do
	rm -rf hand2 && mkdir hand2 && tar -xf golden-followup.tar -C hand2
	cp hand/producer.pem hand/approver.pem hand2
	mkdir -p "hand2/$(dirname "$beside")" && echo evil >"hand2/$beside"
	(cd hand2 && LC_ALL=C tar --format=ustar -cf bundle.tar $(find ./golden-followup -type f) "./$beside" && rm -r golden-followup)
	for shell in sh bash busybox; do
		said=$(by_hand $shell hand2)
		is "by hand, $shell: $beside beside it" 1 "$(($? != 0))"
		has "by hand, $shell: $beside beside it" "$said" "DOES NOT MATCH: a name leads out"
		lacks "by hand, $shell: $beside beside it matches" "$said" "$everything"
	done
done
sign() { # ENVELOPE KEY: another signature, by that key
	jq -j .payload "$1" | base64 -d >../p
	{ printf 'DSSEv1 28 application/vnd.in-toto+json %d ' "$(wc -c <../p)"; cat ../p; } >../pae
	openssl pkeyutl -sign -inkey "$2" -rawin -in ../pae -out ../s
	jq -c --arg s "$(base64 -w0 ../s)" '.signatures[0].sig = $s' "$1" >../e && mv ../e "$1"
	rm ../p ../pae ../s
}
payload() { # ENVELOPE FILTER: another payload under the same signature
	jq -c --arg p "$(jq -j .payload "$1" | base64 -d | jq -cj "$2" | base64 -w0)" '.payload = $p' "$1" >../e && mv ../e "$1"
}
manifest() { # the manifest lists what is there
	find data -type f | LC_ALL=C sort | xargs sha256sum >manifest-sha256.txt
}
changes "a changed file" "sed -i s/audit:opaque-2/audit:opaque-3/ data/evidence/refs/checks.txt"
changes "a changed record" "echo ' ' >>data/record/*.json"
changes "a changed manifest" "sed -i 's/^a2c5/a2c6/; 1s/^./0/' manifest-sha256.txt"
changes "a changed file and manifest" "echo >>data/evidence/expiry.json; manifest"
changes "a changed tag file" "echo 'X: y' >>bag-info.txt"
changes "a changed bagit.txt" "sed -i s/1.0/1.1/ bagit.txt"
changes "a missing file" "rm data/evidence/refs/checks.txt"
changes "a missing file that is not listed" "rm data/evidence/refs/checks.txt; manifest"
changes "one file more" "echo >data/evidence/more.txt"
changes "one file more that is listed" "echo >data/evidence/more.txt; manifest"
changes "a link" "ln -s expiry.json data/evidence/link.json"
changes "a link instead of a file" "mv data/evidence/expiry.json .. && ln -s ../../../expiry.json data/evidence/expiry.json"
changes "an empty directory more" "mkdir data/empty"
changes "a second directory" "mkdir ../second && echo >../second/file"
openssl genpkey -algorithm ed25519 -out stranger.pem 2>/dev/null
changes "a seal by a stranger" "sign seal.dsse.json '$WORK/golden/stranger.pem'"
changes "an approval by a stranger" "sign data/approval/approval.dsse.json '$WORK/golden/stranger.pem'"
changes "another statement" "payload seal.dsse.json '.predicate.actor.owner = \"me\"'"
changes "another approval" "payload data/approval/approval.dsse.json '.predicate.approval_ref = \"approval:other\"'"
changes "a seal that is none" "cp data/approval/approval.dsse.json seal.dsse.json"
changes "an approval that is none" "cp seal.dsse.json data/approval/approval.dsse.json"
changes "no approval" "rm data/approval/approval.dsse.json"
changes "an approval that nobody signed" "jq -j .payload data/approval/approval.dsse.json | base64 -d >data/approval/approval.json; rm data/approval/approval.dsse.json"
changes "no signature" "jq -c '.signatures = []' seal.dsse.json >../e; mv ../e seal.dsse.json"
changes "text that is no JSON" "echo x >seal.dsse.json"
# With the right signatures over wrong words.
reseal() { # FILTER: the seal covers what is there, its words changed, signed by its producer
	payload seal.dsse.json ".subject |= map(.digest.sha256 = (if .name == \"bag-info.txt\" then
		\"$(sha256sum <bag-info.txt | cut -d' ' -f1)\" elif .name == \"bagit.txt\" then \"$(sha256sum <bagit.txt | cut -d' ' -f1)\"
		else \"$(sha256sum <manifest-sha256.txt | cut -d' ' -f1)\" end)) | $1" && sign seal.dsse.json "$WORK/golden/keys/producer.key"
}
approval=data/approval/approval.dsse.json
approved() { # FILTER: the approval with changed words, signed by its approver, and sealed
	payload $approval "$1" && sign $approval "$WORK/golden/keys/approver.key" && manifest && reseal .
}
rm -rf hand2 && mkdir hand2 && tar -xf golden-followup.tar -C hand2 && cp hand/producer.pem hand/approver.pem hand2
(cd hand2/golden-followup && approved . && cd .. && tar -cf bundle.tar --format=ustar golden-followup && rm -r golden-followup)
(cd hand2 && tar -xf bundle.tar && rm bundle.tar && tar -cf bundle.tar $(find golden-followup -type f) && rm -r golden-followup)
has "by hand: the control, sealed again" "$(by_hand sh hand2)" "$everything"
changes "a denial" "approved '.predicate.decision = \"denied\"'"
changes "an approval of another package" "approved '.subject[0].digest.dirHash1 = (\"0\" * 64)'"
changes "an approval with one more digest" "approved '.subject[0].digest.sha512 = \"00\"'"
changes "an approval of two packages" "approved '.subject += [.subject[0] | .digest = {sha256: (\"0\" * 64)}]'"
changes "a seal of another package" "reseal '.predicate.evidence.package.digest.dirHash1 = (\"0\" * 64)'"
changes "a package elsewhere" "reseal '.predicate.evidence.package.path = \"data/record\"'"
changes "a seal of other files" "reseal '.subject[0].name = \"data/evidence/expiry.json\"'"
changes "changed evidence that is sealed" "echo ' ' >>data/evidence/expiry.json; manifest; reseal ."
changes "a manifest that leads out" "cp bagit.txt ../outside; manifest; printf '%s  ../outside\n' \$(sha256sum <../outside | cut -d' ' -f1) >>manifest-sha256.txt; reseal ."

# The commands in a report, for the same bundle.
"$TARSEAL" report --format html --at 2026-06-21T00:00:00Z --profile profile.json --trust trust.json golden-followup.tar -o report.html
python3 - report.html >from-report.sh <<'END'
import html, re, sys
blocks = re.findall(r"<pre tabindex=\"0\"><code>(.*?)</code></pre>", open(sys.argv[1]).read(), re.S)
print("\n".join(html.unescape(b) for b in blocks if "producer.pub" not in b))
END
for shell in sh bash busybox; do
	rm -rf hand3 && mkdir hand3 && cp golden-followup.tar hand/producer.pem hand/approver.pem hand3
	cp from-report.sh by-hand.sh
	said=$(by_hand $shell hand3)
	is "by hand, from a report, $shell: exit" 0 "$?"
	is "by hand, from a report, $shell" 2 "$(printf '%s\n' "$said" | grep -c 'Signature Verified Successfully')"
	mkdir -p hand3/changed && tar -xf golden-followup.tar -C hand3/changed
	echo >>hand3/changed/golden-followup/data/evidence/expiry.json
	(cd hand3/changed && tar -cf ../golden-followup.tar golden-followup)
	by_hand $shell hand3 >said && not_ok "by hand, from a report, $shell: a changed file" || ok
	has "by hand, from a report, $shell: a changed file" "$(tail -n 1 said)" 'expiry.json differs'
done

finish
