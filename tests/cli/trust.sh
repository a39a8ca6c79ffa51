# Trust policies: those that are refused; who may sign what, and when.
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
invalid "a demand of a later version" '.default.register = true' /default/register
invalid "scan no boolean" '.default.scan = "yes"' /default/scan
invalid "a waiver of no rule" '.default.waivers = ["Customer E-Mail"]' /default/waivers
invalid "waivers no array" '.default.waivers = "customer.email"' /default/waivers
invalid "rules without a digest" '.default.rules = {}' /default/rules
invalid "rules by half a digest" '.default.rules = {"sha256": "00"}' /default/rules/sha256
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

# Every situation in the table. Bundles with the same seals and approvals are made once.
helpers='def of($o): .keys[] | select(.owner == $o); def revoke($o; $r; $at): of($o).revoked = {at: $at, reason: $r};'
# sealed_as SEALERS APPROVERS SEALED APPROVED: the path of such a bundle
sealed_as() {
	s_out=$WORK/t/$(printf '%s' "$*" | tr ' ' '+').tar
	[ -e "$s_out" ] || (
		begin birch-renewed
		[ "$3" = - ] || SEALED=$(date -u -d "$3" +%s)
		[ "$4" = - ] || APPROVED=$(date -u -d "$4" +%s)
		if [ "$2" = - ]; then
			plain .
		else
			approve --key "$KEYS/${2%%,*}.key"
			for k in $(printf '%s' "${2#"${2%%,*}"}" | tr ',' ' '); do
				mv approval.dsse.json first.json
				"$TARSEAL" approve "$evidence" --add first.json --key "$KEYS/$k.key" \
					-o approval.dsse.json --yes -q
			done
		fi
		sealer=${1%%,*}
		set -- $(printf '%s' "${1#"${1%%,*}"}" | tr ',' '\n' | sed -n "s|..*|--key $KEYS/&.key|p")
		pack_it "$s_out" -q --name situation "$@" >/dev/null
	)
	printf '%s' "$s_out"
}
while IFS='	' read -r what sealers approvers sealed approved filter at code ids; do
	case $what in '#'*) continue ;; esac
	jq "$helpers $filter" "$KEYS/trust.json" >policy.json
	[ "$at" != - ] || at=$NOW
	judges "$what" "$code" "$ids" "$TARSEAL" verify --trust policy.json --at "$at" \
		"$(sealed_as "$sealers" "$approvers" "$sealed" "$approved")"
done <"$FIXTURES/trust.tsv"
policy '.default.approvers = 0'
is "no approver needed is said" skip "$(under "$bundle" --format json |
	jq -r '.bundles[0].checks[] | select(.id == "approval.signed") | .result')"
digest=$("$TARSEAL" profile show trial-expired-followup | sha256sum | cut -d' ' -f1)
policy '.stages = {"trial-expired-followup": {"profiles": [{"sha256": "'"$digest"'"}]}}'
judges "a pin of this revision" 0 "" under "$bundle"

# One key twice, and chains.
begin birch-renewed
approve
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
judges "the inner producer is unknown" 4 "evidence:seal.trusted" \
	check_it --trust policy.json

# What a stolen key says is repeated nowhere: whoever has it can say anything.
policy '(.keys[] | select(.owner == "release-automation")).revoked = {at: "2026-12-01T00:00:00Z", reason: "compromised"}'
judges "a stolen producer's key" 4 seal.validity under --stage trial-access-expiry --subject trial:other "$bundle"
is "a stolen producer's key: no claims" "[null,null,null,null]" \
	"$(printf '%s' "$verdict" | jq -c '.bundles[0] | [.stage, .subject, .created, .actor]')"
for text in "$(under "$bundle")" "$("$TARSEAL" report --trust policy.json --at "$NOW" "$bundle" -o -)" \
	"$(under --format junit "$bundle")"; do
	is "a stolen producer's key: nothing it says is shown" 0 \
		"$(printf '%s' "$text" | grep -c "2026-11-20T10:00\|trial:opaque\|birch-mutual")"
done
policy '(.keys[] | select(.owner == "trial-governance")).revoked = {at: "2026-12-01T00:00:00Z", reason: "compromised"}'
judges "a stolen approver's key" 4 approval.validity under "$bundle"
is "a stolen approver's key: nothing rests on it" "not-run not-run not-run" "$(printf '%s' "$verdict" |
	jq -r '[.bundles[0].checks[] | select(.id == "approval.decision" or .id == "gate.approval-in-time" or
		.id == "gate.expiry-approval-approved") | .result] | join(" ")')"

# What was not verified, or not looked at, is no pass.
# unproved WHAT CHECK...: the last verdict has none of the checks as a pass
unproved() {
	what=$1
	shift
	for check in "$@"; do
		is "$what: $check" not-run "$(printf '%s' "$verdict" |
			jq -r --arg id "$check" '.bundles[0].checks[] | select(.id == $id) | .result')"
	done
}
policy '.keys |= map(select(.owner != "release-automation"))'
judges "a stranger's seal" 4 seal.trusted under "$bundle"
unproved "a stranger's seal" seal.signature seal.statement bag.tagfiles package.digest seal.gates
policy '.keys |= map(select(.owner != "trial-governance"))'
judges "a stranger's approval" 4 approval.trusted under "$bundle"
unproved "a stranger's approval" approval.signed approval.role approval.threshold seal.gates boundary.private-reference

# The policy as people read it.
shown=$("$TARSEAL" trust show "$KEYS/trust.json")
has "trust show" "$shown" "$(ssh-keygen -lf "$KEYS/approver.pub" | cut -d' ' -f2)"
has "trust show" "$shown" "nobody approves their own work"
has "trust show" "$shown" "only the records and the approval are searched"
jq '.default += {scan: true, waivers: ["customer.email"]}' "$KEYS/trust.json" >scanning.json
has "trust show, of a stricter one" "$("$TARSEAL" trust show scanning.json)" "every file's content is searched"
has "trust show, of a stricter one" "$("$TARSEAL" trust show scanning.json)" "waivers   customer.email"
has "trust show, no rule for registers" "$shown" "not required: anybody who writes it can leave something out"
jq '.register = {signed: true, max_age: "P7D"}' "$KEYS/trust.json" >registers.json
shown=$("$TARSEAL" trust show registers.json)
has "trust show, a rule for registers" "$shown" "yes: an audit needs a register that a registrar signed"
has "trust show, the age of a register" "$shown" "^  max age   7 days$"
said=$("$TARSEAL" trust check registers.json)
is "trust check: nobody can sign the register" 1 $?
has "trust check: nobody can sign the register" "$said" "^problem  /register: 1 registrar must sign, but nobody can"
jq '.keys[0].roles = ["producer", "registrar"]' registers.json >limited.json
has "trust check: the registrar's key is for other stages" "$("$TARSEAL" trust check limited.json)" "^problem  /register: "
jq '.keys[1].roles = ["producer", "registrar"]' registers.json >signing.json
lacks "trust check: somebody can sign it" "$("$TARSEAL" trust check signing.json)" "^problem"
refuses "trust show nothing" 2 "no trust policy" "$TARSEAL" trust show
refuses "trust nonsense" 2 'unknown action "frobnicate"; expected show, check, diff, add, remove, revoke, pin, require or add-authority' "$TARSEAL" trust frobnicate

finish
