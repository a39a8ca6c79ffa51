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
	--decision approved -o again.dsse.json
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
said=$(cd hand && sh -eu ../by-hand.sh 2>&1)
is "by hand: exit" 0 $?
has "by hand: seal" "$said" "^seal: Signature Verified Successfully"
has "by hand: approval" "$said" "^approval: Signature Verified Successfully"
has "by hand: package" "$said" "^package: the approval names exactly these files"
# The same commands find each kind of change.
for change in "data/evidence/refs/checks.txt" "manifest-sha256.txt" "data/approval/approval.dsse.json"; do
	rm -rf hand2 && mkdir hand2 && tar -xf golden-followup.tar -C hand2
	sed -i 's/audit:opaque-2/audit:opaque-3/; s/^a2c5/a2c6/; s/2\/HCU0tg/2\/HCU0tq/' \
		"hand2/golden-followup/$change"
	(cd hand2 && LC_ALL=C tar --format=ustar --owner=0 --group=0 --mtime=@0 --mode=644 -cf bundle.tar \
		golden-followup/bagit.txt golden-followup/seal.dsse.json golden-followup/bag-info.txt \
		golden-followup/manifest-sha256.txt $(cd golden-followup && find data -type f |
			LC_ALL=C sort | sed 's|^|golden-followup/|'))
	rm -r hand2/golden-followup
	cp hand/producer.pem hand/approver.pem hand2
	(cd hand2 && sh -eu ../by-hand.sh >/dev/null 2>&1) && not_ok "by hand misses a changed $change" || ok
done

finish
