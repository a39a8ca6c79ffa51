# Trust policies: those that are refused, and who may sign what, when.
script=trust
. "$(dirname "$0")/lib.sh"
seal_all
rm -rf "$WORK/t"
mkdir "$WORK/t"
cd "$WORK/t" || exit 1
bundle=$SEALED_DIR/birch-renewed.tar

# policy FILTER: the common policy, changed
policy() {
	jq "$1" "$KEYS/trust.json" >policy.json
}
under() {
	"$TARSEAL" verify --trust policy.json --at "$NOW" "$@"
}
# invalid WHAT FILTER POINTER
invalid() {
	policy "$2"
	judges "$1" 6 trust.valid under "$bundle"
	has "$1: where" "$(printf '%s' "$verdict" | jq -r '.bundles[0].checks[0].at')" "policy.json, $3\$"
	is "$1: the policy's digest" null "$(printf '%s' "$verdict" | jq .trust)"
}
invalid "unknown member" '.x = 1' /x
invalid "unknown member of a key" '.keys[0].x = 1' /keys/0/x
invalid "unknown member of a stage" '.stages = {"trial-expired-followup": {"x": 1}}' /stages/trial-expired-followup/x
invalid "a demand of a later version" '.default.scan = true' /default/scan
invalid "unknown version" '.tarseal = "trust/2"' /tarseal
invalid "no keys" 'del(.keys)' /keys
invalid "no owner" 'del(.keys[1].owner)' /keys/1/owner
invalid "an empty owner" '.keys[1].owner = ""' /keys/1/owner
invalid "no role" '.keys[0].roles = []' /keys/0
invalid "unknown role" '.keys[0].roles = ["producer", "admin"]' /keys/0/roles/1
invalid "roles no array" '.keys[0].roles = "producer"' /keys/0/roles
invalid "no public key" '.keys[0].public_key = "ssh-rsa AAAA"' /keys/0/public_key
invalid "a key twice" '.keys += [.keys[0]]' /keys/5
invalid "a time" '.keys[0].valid_from = "2026-01-01"' /keys/0/valid_from
invalid "an empty window" '.keys[0] += {valid_from: "2026-02-01T00:00:00Z", valid_until: "2026-01-01T00:00:00Z"}' /keys/0
invalid "a reason" '.keys[0].revoked = {at: "2026-01-01T00:00:00Z", reason: "bored"}' /keys/0/revoked
invalid "revoked without a time" '.keys[0].revoked = {reason: "retired"}' /keys/0/revoked/at
invalid "no producers" '.default.producers = 0' /default/producers
invalid "less than no approvers" '.default.approvers = -1' /default/approvers
invalid "half an approver" '.default.approvers = 1.5' /default/approvers
invalid "separate no boolean" '.default.separate = "yes"' /default/separate
invalid "an age in months" '.default.max_age = "P1M"' /default/max_age
invalid "a stage pattern" '.keys[0].stages = ["Trial-*"]' /keys/0
invalid "no stage pattern" '.keys[0].stages = []' /keys/0
invalid "a stage's name" '.stages = {"Trial": {}}' /stages
invalid "a pin" '.stages = {"trial-expired-followup": {"profiles": [{"sha256": "00"}]}}' \
	/stages/trial-expired-followup/profiles/0
echo '{"tarseal": "trust/1", "keys": [], "keys": []}' >policy.json
judges "a member twice" 6 trust.valid under "$bundle"
echo nonsense >policy.json
judges "no JSON" 6 trust.valid under "$bundle"
rm policy.json
judges "no such policy" 6 trust.valid under "$bundle"
refuses "no policy" 2 "no trust policy" "$TARSEAL" verify "$bundle"
refuses "an empty name of a policy" 2 "no trust policy" env TARSEAL_TRUST= "$TARSEAL" verify "$bundle"
is "the policy from the environment" 0 \
	"$(TARSEAL_TRUST=$KEYS/trust.json "$TARSEAL" verify --at "$NOW" -q "$bundle" >/dev/null; echo $?)"

# situation WHAT FILTER EXIT IDS: the good bundle under another policy. Key 0 sealed it on 2026-11-20, key 2
# approved it on 2026-11-05.
situation() {
	policy "$2"
	judges "$1" "$3" "$4" under "$bundle"
}
situation "as it is" . 0 ""
situation "another stage's pins" '.stages = {"other": {"profiles": []}}' 0 ""
situation "producer not listed" '.keys |= del(.[0])' 4 seal.trusted
situation "approver not listed" '.keys |= del(.[2])' 4 "approval.trusted approval.threshold"
situation "nobody listed" '.keys = []' 4 seal.trusted
situation "producer without the role" '.keys[0].roles = ["approver"]' 4 "seal.role seal.threshold"
situation "approver without the role" '.keys[2].roles = ["producer"]' 4 "approval.role approval.threshold"
situation "approver as verifier" '.keys[2].roles = ["verifier", "registrar"]' 4 "approval.role approval.threshold"
situation "producer of other stages" '.keys[0].stages = ["trial-access-*"]' 4 "seal.role seal.threshold"
situation "producer of just this stage" '.keys[0].stages = ["trial-expired-followup"]' 0 ""
situation "producer of stages by pattern" '.keys[0].stages = ["x", "*-expired-*"]' 0 ""
situation "approver of the evidence's stage only" '.keys[2].stages = ["trial-access-expiry"]' 4 "approval.role approval.threshold"
situation "two producers needed" '.default.producers = 2' 4 seal.threshold
situation "two approvers needed" '.default.approvers = 2' 4 approval.threshold
situation "two needed for another stage" '.stages = {"trial-access-expiry": {"approvers": 2}}' 0 ""
situation "two needed for this stage" '.stages = {"trial-expired-followup": {"approvers": 2}}' 4 approval.threshold
situation "no approver needed" '.default.approvers = 0' 0 ""
is "no approver needed is said" skip "$(printf '%s' "$verdict" |
	jq -r '.bundles[0].checks[] | select(.id == "approval.signed") | .result')"
situation "one owner of both keys" '.keys[2].owner = "release-automation"' 4 approval.separate
situation "one owner of both keys, allowed" '.keys[2].owner = "release-automation" | .default.separate = false' 0 ""
situation "producer not yet valid" '.keys[0].valid_from = "2026-11-20T10:00:01Z"' 4 "seal.validity seal.threshold"
situation "producer just valid" '.keys[0].valid_from = "2026-11-20T10:00:00Z"' 0 ""
situation "producer no longer valid" '.keys[0].valid_until = "2026-11-20T09:59:59Z"' 4 "seal.validity seal.threshold"
situation "producer still valid then" '.keys[0].valid_until = "2026-11-20T10:00:00Z"' 0 ""
situation "approver not yet valid" '.keys[2].valid_from = "2026-11-05T09:00:01Z"' 4 "approval.validity approval.threshold"
situation "approver no longer valid" '.keys[2].valid_until = "2026-11-05T08:59:59Z"' 4 "approval.validity approval.threshold"
situation "approver valid then, not when sealed" '.keys[2].valid_until = "2026-11-10T00:00:00Z"' 0 ""
for reason in superseded retired; do
	situation "producer $reason later" ".keys[0].revoked = {at: \"2026-11-21T00:00:00Z\", reason: \"$reason\"}" 0 ""
	situation "producer $reason before" ".keys[0].revoked = {at: \"2026-11-20T10:00:00Z\", reason: \"$reason\"}" 4 "seal.validity seal.threshold"
	situation "approver $reason before" ".keys[2].revoked = {at: \"2026-11-01T00:00:00Z\", reason: \"$reason\"}" 4 "approval.validity approval.threshold"
done
situation "producer compromised later" '.keys[0].revoked = {at: "2026-12-01T00:00:00Z", reason: "compromised"}' 4 "seal.validity seal.threshold"
situation "approver compromised later" '.keys[2].revoked = {at: "2026-12-01T00:00:00Z", reason: "compromised"}' 4 "approval.validity approval.threshold"
situation "sealed too long ago" '.default.max_age = "P1D"' 1 seal.age
situation "sealed lately" '.default.max_age = "P2D"' 0 ""
situation "approved too long before" '.default.approval_max_age = "P15D"' 1 approval.time
situation "a pin of another revision" '.stages = {"trial-expired-followup": {"profiles": [{"sha256": ("0" * 64)}]}}' 6 profile.known
digest=$("$TARSEAL" profile show trial-expired-followup | sha256sum | cut -d' ' -f1)
situation "a pin of this revision" '.stages = {"trial-expired-followup": {"profiles": [{"sha256": "'"$digest"'"}]}}' 0 ""
policy .
judges "before it was sealed" 4 "seal.validity seal.threshold" "$TARSEAL" verify --trust policy.json \
	--at 2026-11-20T09:54:59Z "$bundle"
judges "five minutes of skew" 0 "" "$TARSEAL" verify --trust policy.json --at 2026-11-20T09:55:00Z "$bundle"

# Several seals and chains.
begin birch-renewed
approve
sealer=producer
judges "two producers" 0 "" pack_it two.tar --key "$KEYS/producer-2.key" --trust "$KEYS/trust.json"
jq '.default.producers = 2' "$KEYS/trust.json" >policy.json
judges "two producers needed and there" 0 "" under two.tar
jq '.default.producers = 2 | .keys[1].owner = "release-automation"' "$KEYS/trust.json" >policy.json
judges "two keys of one owner" 4 seal.threshold under two.tar
jq 'del(.keys[1])' "$KEYS/trust.json" >policy.json
judges "one of two signers is unknown" 4 seal.trusted under two.tar
judges "one key twice" 6 io pack_it twice.tar --key "$KEYS/producer.key"
absent "one key twice" twice.tar
begin birch-conversion
approve --key "$KEYS/two-hats.key"
judges "the approver of a chain, apart" 0 "" pack_it out.tar --trust "$KEYS/trust.json"
jq '.keys[4].owner = "release-automation"' "$KEYS/trust.json" >policy.json
sealer=producer-2
judges "approving the evidence that one sealed oneself" 4 approval.separate pack_it again.tar --trust policy.json
absent "approving the evidence that one sealed oneself" again.tar
jq 'del(.keys[0])' "$KEYS/trust.json" >policy.json
judges "the inner producer is unknown" 4 "evidence:seal.trusted evidence.stage gate.followup-evidence-ready
	gate.commercial-handoff-present gate.outcome-converts gate.same-trial" \
	check_it --trust policy.json

# A policy for people.
shown=$("$TARSEAL" trust show "$KEYS/trust.json")
has "trust show" "$shown" "$(ssh-keygen -lf "$KEYS/approver.pub" | cut -d' ' -f2)"
has "trust show" "$shown" "nobody approves their own work"
refuses "trust show nothing" 2 "name the policy" "$TARSEAL" trust show
refuses "trust nonsense" 2 "say show" "$TARSEAL" trust frobnicate

finish
