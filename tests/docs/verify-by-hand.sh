setup() {
	cp fixtures/golden/golden-followup.tar bundle.tar
	cp fixtures/golden/keys/producer.spki.pem producer.pem
	cp fixtures/golden/keys/approver.spki.pem approver.pem
	cp fixtures/time/stamps/good-plain.tsr bundle.tar.tsr
	cp fixtures/time/authority/one-root.pem authority.pem
}
