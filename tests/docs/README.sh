# What the README's first blocks are about, before it makes keys of its own.
setup() {
	cp "$KEYS/trust.json" trust.json
	cp "$SEALED_DIR/cedar-escalated.tar" renamed.tar
	SOURCE_DATE_EPOCH=$(date +%s) tarseal approve fixtures/trials/cedar-escalated/expiry --stage trial-access-expiry \
		--key "$KEYS/approver.key" --ref approval:opaque-1 --by role:trial-governance --yes -q -o first.dsse.json
	tarseal pack -q --profile trial-expired-followup --evidence fixtures/trials/cedar-escalated/expiry \
		--approval first.dsse.json --record fixtures/trials/cedar-escalated/followup.json --key "$KEYS/producer.key" \
		--owner release-automation -o trial-4713-followup.tar
	cp trial-4713-followup.tar changed.tar
	printf 9 | dd of=changed.tar bs=1 seek="$(grep -abo '2026-10-05T00' changed.tar | head -1 | cut -d: -f1)" conv=notrunc
}
before_4() {
	rm -f trust.json
}
