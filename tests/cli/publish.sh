# publish and verify-summary: what a private bundle shows in public, and nothing else.
script=publish
. "$(dirname "$0")/lib.sh"
seal_all
rm -rf "$WORK/pu"
mkdir "$WORK/pu"
cd "$WORK/pu" || exit 1
bundle=$SEALED_DIR/birch-renewed.tar
"$TARSEAL" keygen --no-passphrase -q -o verifier
jq --rawfile v verifier.pub '.keys += [{public_key: ($v | rtrimstr("\n")), owner: "ci", roles: ["verifier"],
	stages: ["trial-expired-*"]}]' "$KEYS/trust.json" >policy.json

publish() {
	"$TARSEAL" publish --trust policy.json --key verifier.key "$@"
}
judges "an accepted bundle" 0 "" publish "$bundle" -o out
statement=$(printf '%s' "$verdict" | jq -r '.bundles[0].statement_sha256')
is "two files, named after the statement" "$statement.public.md $statement.vsa.dsse.json" "$(ls out | xargs)"
jq -r .payload "out/$statement.vsa.dsse.json" | base64 -d >statement.json
is "canonical JSON" "$(cat statement.json)" "$(jq -cjS . statement.json)"
is "a SLSA verification summary" "https://in-toto.io/Statement/v1 https://slsa.dev/verification_summary/v1" \
	"$(jq -r '"\(._type) \(.predicateType)"' statement.json)"
is "of the bundle" "$(sha256sum "$bundle" | cut -d' ' -f1)" "$(jq -r '.subject[0].digest.sha256' statement.json)"
is "its resource" "urn:tarseal:bundle:sha256:$(sha256sum "$bundle" | cut -d' ' -f1)" "$(jq -r .predicate.resourceUri statement.json)"
is "the policy" "$(sha256sum policy.json | cut -d' ' -f1)" "$(jq -r .predicate.policy.digest.sha256 statement.json)"
is "its result" 'PASSED ["TARSEAL_TRIAL_EXPIRED_FOLLOWUP_ACCEPTED"]' \
	"$(jq -r '"\(.predicate.verificationResult) \(.predicate.verifiedLevels)"' statement.json)"
has "its time" "$(jq -r .predicate.timeVerified statement.json)" '^20[0-9-]*T[0-9:]*Z$'
{ printf 'DSSEv1 28 application/vnd.in-toto+json %s ' "$(wc -c <statement.json)"; cat statement.json; } >pae
jq -r '.signatures[0].sig' "out/$statement.vsa.dsse.json" | base64 -d >sig
{ printf '302a300506032b6570032100'; cut -d' ' -f2 verifier.pub | base64 -d | tail -c 32 | xxd -p -c 64; } | tr -d '\n' |
	xxd -r -p | openssl pkey -pubin -inform DER -out verifier.pem
openssl pkeyutl -verify -pubin -inkey verifier.pem -rawin -in pae -sigfile sig >/dev/null 2>&1 && ok || not_ok "openssl verifies it"
# The summary has labels only: no reference, no name, no digest of a file.
for secret in opaque birch trial: approval: role: license: notification: $(tar -xOf "$bundle" birch-renewed/manifest-sha256.txt | cut -d' ' -f1); do
	lacks "$secret is published" "$(cat "out/$statement.public.md" statement.json)" "$secret"
done
has "labels that the profile marks public" "$(cat "out/$statement.public.md")" '`/evidence/outcome` | renewed'
has "what is absent is said" "$(cat "out/$statement.public.md")" "deliberately absent"
before=$(sha256sum out/*)
refuses "publishing twice" 6 "already exists" publish "$bundle" -o out
is "nothing was changed" "$before" "$(sha256sum out/*)"

# refused WHAT EXIT IDS COMMAND...
refused() {
	judges "$@" -o never
	absent "$1" never
}
jq 'del(.keys[0])' policy.json >nobody.json
refused "a bundle that is not trusted" 4 seal.trusted "$TARSEAL" publish --trust nobody.json --key verifier.key "$bundle"
refused "a stage that the key does not serve" 4 "summary.role summary.threshold" publish "$SEALED_DIR/birch-conversion.tar"
head -c 5000 "$bundle" >cut.tar
publish cut.tar -o never >/dev/null 2>&1
is "half a bundle" 3 $?
absent "half a bundle" never
begin alder-revoked && echo "jane.roe@customer-mail.io" >>expiry/refs/timeline.csv && approve
pack_it "$WORK/pu/noscan.tar" --no-scan -q >/dev/null 2>&1
check_it --write-waivers drafts.json >/dev/null 2>&1
jq '.waivers[0] += {reason_ref: "ticket:opaque-1", waived_by: "role:privacy", expires_at: "2027-12-31T00:00:00Z"}' \
	drafts.json >waivers.json
pack_it "$WORK/pu/waived.tar" --waivers waivers.json -q >/dev/null
cd "$WORK/pu" || exit 1
refused "what was never searched" 5 boundary.customer.email publish noscan.tar
jq '.default.waivers = ["customer.email"]' policy.json >waiving.json
refused "what is waived" 1 publish.terms "$TARSEAL" publish --trust waiving.json --key verifier.key waived.tar
jq '.default.approvers = 0' policy.json >alone.json
refused "no approver" 1 publish.terms "$TARSEAL" publish --trust alone.json --key verifier.key "$bundle"
jq '.stages["trial-expired-followup"] = {approvers: 0} | del(.keys[-1].stages)' policy.json >inner.json
refused "no approver of the evidence" 1 publish.terms "$TARSEAL" publish --trust inner.json --key verifier.key "$SEALED_DIR/birch-conversion.tar"
refused "with example keys allowed" 1 publish.terms publish --allow-example-keys "$bundle"
refused "a key that is no verifier's" 4 publish.verifier "$TARSEAL" publish --trust policy.json --key "$KEYS/producer.key" "$bundle"
refused "an unknown key" 4 publish.verifier "$TARSEAL" publish --trust policy.json --key "$KEYS/stranger.key" "$bundle"
jq '.keys[-1].valid_until = "2026-01-01T00:00:00Z"' policy.json >ended.json
refused "a key whose time is over" 4 "summary.validity summary.threshold" \
	"$TARSEAL" publish --trust ended.json --key verifier.key "$bundle"
refused "another stage than expected" 1 expect.stage publish --stage trial-access-expiry "$bundle"
refuses "as of another time" 2 "only what is valid now" publish "$bundle" --at "$NOW" -o never
refuses "no key" 2 "--key is required" "$TARSEAL" publish "$bundle" --trust policy.json -o never
refuses "no directory" 2 "-o is required" publish "$bundle"
refuses "no policy" 2 "no trust policy" "$TARSEAL" publish "$bundle" --key verifier.key -o never
refuses "a verifier without a URI" 2 "takes a URI" publish "$bundle" -o never --verifier-id me
absent "what was refused" never
publish "$bundle" -o named --verifier-id https://verify.example/tarseal -q >/dev/null 2>&1
is "a verifier by name" https://verify.example/tarseal \
	"$(jq -r .payload "named/$statement.vsa.dsse.json" | base64 -d | jq -r .predicate.verifier.id)"

# verify-summary
summary=out/$statement.vsa.dsse.json
check_summary() {
	"$TARSEAL" verify-summary --trust policy.json "$@"
}
judges "a summary, with its bundle and policy" 0 "" check_summary "$summary" --bundle "$bundle" --policy policy.json --max-age P1D
judges "a claim" 0 "" check_summary "$summary"
has "a claim is called one" "$(check_summary "$summary")" "a claim that"
judges "another bundle" 3 summary.bundle check_summary "$summary" --bundle "$SEALED_DIR/elm-revoked.tar"
judges "another policy" 1 summary.policy check_summary "$summary" --policy "$KEYS/trust.json"
judges "another stage" 1 expect.stage check_summary "$summary" --stage trial-access-expiry
judges "long ago" 1 summary.age check_summary "$summary" --max-age P90D --at 2028-01-01T00:00:00Z
judges "in the future" 4 "summary.validity summary.threshold" check_summary "$summary" --at 2026-01-01T00:00:00Z
judges "a signer that is not listed" 4 summary.trusted "$TARSEAL" verify-summary --trust "$KEYS/trust.json" "$summary"
jq '.keys[-1].roles = ["producer"]' policy.json >role.json
judges "a signer of another role" 4 "summary.role summary.threshold" "$TARSEAL" verify-summary --trust role.json "$summary"
jq '.keys[-1].revoked = {at: "2026-01-01T00:00:00Z", reason: "compromised"}' policy.json >revoked.json
judges "a signer whose key was stolen" 4 summary.validity "$TARSEAL" verify-summary --trust revoked.json "$summary"
jq '.payload |= (@base64d | sub("PASSED"; "FAILED") | @base64)' "$summary" >changed.json
judges "a changed summary" 4 summary.signature check_summary changed.json
tar -xOf "$bundle" birch-renewed/seal.dsse.json >seal.json
jq '.keys[0].roles += ["verifier"]' policy.json >sealer.json
judges "a seal passed off as a summary" 3 summary.statement "$TARSEAL" verify-summary --trust sealer.json seal.json
echo nonsense >nonsense.json
judges "nonsense" 3 summary.statement check_summary nonsense.json
refuses "nothing there" 6 "cannot open" check_summary gone.json
refuses "an age that is none" 2 "a duration in weeks" check_summary "$summary" --max-age soon
# sign FILTER: a summary that says something else, with a valid signature
sign() {
	jq -cjS "$1" statement.json >forged
	{ printf 'DSSEv1 28 application/vnd.in-toto+json %s ' "$(wc -c <forged)"; cat forged; } >forged.pae
	openssl pkeyutl -sign -inkey verifier.key -rawin -in forged.pae -out forged.sig
	jq -n --arg p "$(base64 -w0 forged)" --arg s "$(base64 -w0 forged.sig)" --arg k "$(jq -r '.signatures[0].keyid' "$summary")" \
		'{payloadType: "application/vnd.in-toto+json", payload: $p, signatures: [{keyid: $k, sig: $s}]}' >forged.json
}
sign . && judges "the same words, signed by openssl" 0 "" check_summary forged.json
for filter in '.predicate.verificationResult = "FAILED"' '.predicate.verifiedLevels = ["SLSA_BUILD_LEVEL_3"]' \
	'.predicate.resourceUri = "urn:tarseal:bundle:sha256:" + ("0" * 64)' '.subject += [.subject[0]]' '.subject = []' \
	'.predicate.policy.uri = "urn:tarseal:trust:sha256:" + ("0" * 64)' '.predicate.timeVerified = "today"' 'del(.predicate.policy)' \
	'.predicate.more = 1' '.predicate.verifier.id = "me"' '.predicate.inputAttestations = []' '._type = "x"' '.predicateType = "x"'; do
	sign "$filter" && judges "signed: $filter" 3 summary.statement check_summary forged.json
done

finish
