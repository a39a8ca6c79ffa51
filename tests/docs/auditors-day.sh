# A store, a register and a policy.
setup() {
	mkdir store
	cp "$SEALED_DIR/alder-revoked.tar" "$SEALED_DIR/birch-renewed.tar" "$SEALED_DIR/cedar-escalated.tar" store
	printf X | dd of=store/cedar-escalated.tar bs=1 conv=notrunc \
		seek="$(grep -abo 'task:support-4713' store/cedar-escalated.tar | head -1 | cut -d: -f1)"
	cp "$KEYS/trust.json" trust.json
	for trial in alder-revoked birch-renewed cedar-escalated; do
		jq -c '{trial_ref, expired_at}' "fixtures/trials/$trial/expiry/expiry.json"
	done >register.jsonl
	echo '{"trial_ref":"trial:opaque-4731","expired_at":"2026-10-20T00:00:00Z"}' >>register.jsonl
}
