setup() {
	cp "$SEALED_DIR/alder-revoked.tar" followup.tar
	cp "$KEYS/approver.key" "$KEYS/producer.key" .
	cp "$KEYS/trust.json" .
}
