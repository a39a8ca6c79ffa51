setup() {
	mkdir store
	cp "$SEALED_DIR/alder-revoked.tar" store
	jq -c '{trial_ref, expired_at}' fixtures/trials/alder-revoked/expiry/expiry.json >register.jsonl
	tarseal keygen --no-passphrase -q -o registrar
	cp "$KEYS/trust.json" trust.json
	tarseal trust add trust.json --public-key registrar.pub --owner trial-registry --role registrar
}
