setup() {
	for k in producer approver; do tarseal keygen --no-passphrase -q -o $k; done
	tarseal trust add trust.json --public-key producer.pub --owner release-automation --role producer -q
	tarseal trust add trust.json --public-key approver.pub --owner trial-governance --role approver -q
	tarseal approve fixtures/trials/birch-renewed/expiry --stage trial-access-expiry --key approver.key --ref approval:opaque-1 \
		--by role:trial-governance --yes -q -o approval.dsse.json
	tarseal pack --profile trial-expired-followup --evidence fixtures/trials/birch-renewed/expiry --approval approval.dsse.json \
		--record fixtures/trials/birch-renewed/followup.json --key producer.key --owner release-automation -q -o b.tar
}
