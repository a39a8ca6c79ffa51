# A release of one program, made as docs/releasing.md says, with keys of its own.
setup() {
	cp "$FIXTURES/../src/packaging/release.json" .
	mkdir candidate keys
	echo 'a program' >tarseal-1.0.0-linux-amd64
	sha256sum tarseal-1.0.0-linux-amd64 >candidate/SHA256SUMS
	echo '0000000000000000000000000000000000000000000000000000000000000000  tarseal-1.0.0-linux-arm64' >>candidate/SHA256SUMS
	jq -n --arg sums "$(sha256sum <candidate/SHA256SUMS | cut -d' ' -f1)" '{release_ref: "release:tarseal-1.0.0", version: "1.0.0",
		commit: {gitCommit: "0123456789abcdef0123456789abcdef01234567"}, checksums: {sha256: $sums}}' >keys/release.json
	jq '. + {status: "ready", tests: {passed: 1, failed: 0}}' keys/release.json >candidate/candidate.json
	for key in maintainer releaser; do
		tarseal keygen --no-passphrase -q -o keys/$key
		cp keys/$key.pub .
	done
	tarseal approve candidate --stage release-candidate --profile release.json --key keys/maintainer.key --ref approval:opaque-1 \
		--by role:maintainer --yes -q -o keys/approval.dsse.json
	tarseal pack --profile release.json --evidence candidate --approval keys/approval.dsse.json --record keys/release.json \
		--key keys/releaser.key --owner tarseal-release --name tarseal-1.0.0 -q -o tarseal-1.0.0.release.tar
	# The other page's commands come first.
	cp tarseal-1.0.0.release.tar bundle.tar
	for key in maintainer:approver releaser:producer; do
		{
			printf '\060\052\060\005\006\003\053\145\160\003\041\000'
			cut -d' ' -f2 "${key%:*}.pub" | openssl base64 -d -A | tail -c 32
		} | openssl pkey -pubin -inform DER -out "${key#*:}.pem"
	done
	# shellcheck disable=SC2016 # these are no commands
	sed -n '/^```sh$/,/^```$/p' "$FIXTURES/../docs/verify-by-hand.md" | grep -v '^```' >by-hand.sh
	sh by-hand.sh >by-hand.out
	grep -q '^Everything matches' by-hand.out
}
