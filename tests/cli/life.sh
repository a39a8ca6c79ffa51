# The whole life of one trial in five stages: licence, expiry, follow-up, conversion, activation. Each stage seals
# the sealed bundle of the one before. The last bundle is verified with everything in it.
script=life
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
make_keys
SEALED_DIR=$WORK/life # where begin finds the evidence of the next stage
rm -rf "$SEALED_DIR"
mkdir "$SEALED_DIR"
e=evidence ee=evidence/evidence eee=evidence/evidence/evidence eeee=evidence/evidence/evidence/evidence

# live TRIAL APPROVED SEALED [APPROVER PRODUCER]: start on the trial and have its evidence approved, ready to be
# sealed
live() {
	begin "$1"
	APPROVED=$(date -u -d "$2" +%s) SEALED=$(date -u -d "$3" +%s) sealer=${5:-producer}
	approve --key "$KEYS/${4:-approver}.key"
}
# Other people work on the licence than on the later stages.
licence() {
	live "${1:-juniper-access}" 2026-09-02T09:00:00Z 2026-09-10T10:00:00Z approver-2 producer-2
}
expiry() {
	live juniper-expiry 2026-10-18T06:00:00Z 2026-10-19T08:00:00Z
}
followup() {
	live juniper-followup 2026-10-19T12:00:00Z 2026-10-20T10:00:00Z
}
conversion() {
	live juniper-conversion 2026-10-25T09:00:00Z 2026-11-02T10:00:00Z
}
activation() {
	live juniper-activation 2026-11-10T09:00:00Z 2026-11-20T10:00:00Z
}
# seal_it: seal what is ready; the next stage finds it under its trial's name
seal_it() {
	judges "$trial: check" 0 "" check_it --trust "$KEYS/trust.json"
	judges "$trial: pack" 0 "" pack_it "$SEALED_DIR/$trial.tar" --trust "$KEYS/trust.json"
	judges "$trial: verify" 0 "" verify_it "$SEALED_DIR/$trial.tar"
}
licence
seal_it
expiry
seal_it
followup
seal_it
conversion
seal_it
activation
seal_it
whole=$SEALED_DIR/juniper-activation.tar
cd "$SEALED_DIR" || exit 1

# gates IN: the number of gates of the bundle there that passed or do not apply
gates() {
	printf '%s' "$verdict" | jq -r --arg in "$1" '[.bundles[0].checks[]
		| select((.in // "") == $in and (.result == "pass" or .result == "skip") and (.id | startswith("gate.")))] | length'
}
# of_profile STAGE: the number of its gates
of_profile() {
	"$TARSEAL" profile show "$1" | jq '.gates | length'
}

judges "the whole life" 0 "" verify_it --stage trial-conversion-activation --subject trial:opaque-4720 "$whole"
is "four bundles are inside" "$e $ee $eee $eeee" \
	"$(printf '%s' "$verdict" | jq -r '[.bundles[0].checks[].in | values] | unique | join(" ")')"
is "all of it ran" "" "$(printf '%s' "$verdict" | jq -r '.bundles[0].checks[] | select(.result == "not-run") | .id')"
is "activation's gates" "$(of_profile trial-conversion-activation)" "$(gates "")"
is "conversion's gates" "$(of_profile trial-conversion-readiness)" "$(gates $e)"
is "follow-up's gates" "$(of_profile trial-expired-followup)" "$(gates $ee)"
is "expiry's gates" "$(of_profile trial-access-expiry)" "$(gates $eee)"
is "licence's gates" "$(of_profile trial-license-access)" "$(gates $eeee)"
is "the plan that is not a pilot's does not apply" "gate.production-handoff-planned gate.production-not-a-pilot" \
	"$(printf '%s' "$verdict" | jq -r '[.bundles[0].checks[]
		| select(.in == null and .result == "skip" and (.id | startswith("gate."))) | .id] | join(" ")')"
text=$(verify_it -v "$whole" 2>"$WORK/stderr")
is "as text" 0 $?
has "as text" "$text" "^ACCEPTED"
for in in $e $ee $eee $eeee; do
	has "as text, the gates of $in" "$text" "pass  $in: gate.same-trial: "
done
has "as text, the deepest" "$text" "pass  $eeee: gate.access-ends-with-license: Access ends at the very moment"
# shellcheck disable=SC2002 # a pipe is what is meant
is "from a pipe" accepted "$(cat "$whole" | verify_it - --format json | jq -r '.bundles[0].verdict')"
judges "every stage by itself" 0 "" verify_it juniper-access.tar juniper-expiry.tar juniper-followup.tar \
	juniper-conversion.tar "$whole"
judges "an inner bundle answers no expectation" 1 expect.stage verify_it --stage trial-license-access "$whole"

# policy FILTER: the common policy, changed
policy() {
	jq 'def of($o): .keys[] | select(.owner == $o); def revoke($o; $r; $at): of($o).revoked = {at: $at, reason: $r};
		'"$1" "$KEYS/trust.json" >policy.json
}
# under OPTIONS...: the whole life, verified under these options
under() {
	"$TARSEAL" verify --trust policy.json --at "$NOW" "$@" "$whole"
}
# A stage that is not accepted is not ready for the next one, and so on to the last.
above_followup="$e:gate.followup-evidence-ready gate.readiness-evidence-ready"
above_expiry="$ee:gate.expiry-evidence-ready $above_followup"
above_licence="$eee:gate.access-evidence-ready $above_expiry"
# not_ready WHAT EXIT IDS: under policy.json, as JSON and as text
not_ready() {
	judges "$1" "$2" "$3 $above_licence" under
	text=$(under --color never)
	is "$1: text" "$2" $?
	has "$1: text" "$text" "^REJECTED"
	for id in $3; do
		has "$1: text" "$text" "FAIL  ${id%%:*}: ${id#*:}  ("
	done
}

# Keys and owners of the first stage.
policy 'revoke("field-automation"; "compromised"; "2026-11-21T00:00:00Z")'
judges "the licence's producer is compromised" 4 "$eeee:seal.validity $above_expiry" under
policy 'revoke("field-automation"; "superseded"; "2026-09-10T10:00:00Z")'
not_ready "the licence's producer was superseded before" 4 "$eeee:seal.threshold $eeee:seal.validity"
policy 'revoke("field-automation"; "superseded"; "2026-09-10T10:00:01Z")'
judges "the licence's producer was superseded later" 0 "" under
policy 'of("field-automation").stages = ["trial-access-*"]'
not_ready "the licence's producer is one of other stages" 4 "$eeee:seal.role $eeee:seal.threshold"
policy 'revoke("security"; "compromised"; "2026-11-21T00:00:00Z")'
not_ready "the request's approver is compromised" 4 "$eeee:approval.validity"
policy '.stages["trial-license-access"] = {approvers: 2}'
not_ready "the request lacks an approver" 4 "$eeee:approval.threshold"
policy '.stages["trial-license-access"] = {approval_max_age: "P7D"}'
not_ready "the request was approved too long before" 1 "$eeee:approval.time"
policy 'of("field-automation").owner = "trial-governance" | of("trial-governance").roles += ["producer"]'
judges "who sealed the licence approved it for the expiry" 4 "$eee:approval.separate $above_expiry" under
policy 'del(of("field-automation"))'
judges "the licence's producer is unknown" 4 "$eeee:seal.trusted $above_expiry" under
# Ages are measured when the next stage was sealed.
policy '.stages["trial-license-access"] = {max_age: "P40D"}'
judges "the licence was young enough for the expiry" 0 "" under
policy '.stages["trial-license-access"] = {max_age: "P38D"}'
not_ready "the licence was too old for the expiry" 1 "$eeee:seal.age"
# Owners in a middle stage.
policy '.stages["trial-expired-followup"] = {approvers: 2}'
judges "the follow-up lacks an approver" 4 "$ee:approval.threshold $above_followup" under

# A bundle inside has exactly one stage, the right one, and comes before.
licence kauri-access
pack_it "$SEALED_DIR/kauri.tar" -q >/dev/null
expiry
evidence=$SEALED_DIR/kauri.tar
judges "another bundle than the approved" 1 "approval.binds gate.approval-matches-evidence gate.same-trial" \
	pack_it out.tar --trust "$KEYS/trust.json"
absent "another bundle than the approved" out.tar
approve
judges "another trial's bundle, approved" 1 gate.same-trial pack_it out.tar --trust "$KEYS/trust.json"
absent "another trial's bundle, approved" out.tar
live juniper-expiry 2026-09-10T09:00:00Z 2026-09-10T09:59:59Z
judges "an expiry that was sealed before the licence" 4 "$e:seal.threshold $e:seal.validity gate.access-evidence-ready" \
	pack_it out.tar --trust "$KEYS/trust.json"
absent "an expiry that was sealed before the licence" out.tar

# Sealing does not improve a status that the record states. Where it states none, a bundle that verifies is ready.
for status in incomplete none; do
	licence
	edit access.json "$([ $status = none ] && echo 'del(.status)' || echo ".status = \"$status\"")"
	judges "a licence with the status $status" 0 "" pack_it "$SEALED_DIR/$status.tar" --trust "$KEYS/trust.json"
	expiry
	evidence=$SEALED_DIR/$status.tar
	approve
	judges "an expiry over a licence with the status $status" "$([ $status = none ]; echo $?)" \
		"$([ $status = none ] || echo gate.access-evidence-ready)" check_it --trust "$KEYS/trust.json"
done
cd "$SEALED_DIR" || exit 1

# One changed byte in an innermost file: every bundle around it is damaged.
damaged="$eeee:manifest.digest"
for in in "$eee:" "$ee:" "$e:" ""; do
	damaged="$damaged ${in}manifest.digest ${in}package.digest"
done
# flip WHAT TEXT IDS: change the first byte of the only occurrence of the text
flip() {
	offset=$(grep -abo "$2" "$whole" | cut -d: -f1)
	is "$1: it stands in one place" 1 "$(printf '%s\n' "$offset" | wc -l)"
	cp "$whole" flipped.tar
	printf X | dd of=flipped.tar bs=1 seek="$offset" conv=notrunc 2>/dev/null
	judges "$1" 3 "$3" verify_it flipped.tar
	text=$(verify_it flipped.tar)
	is "$1: text" 3 $?
	has "$1: text" "$text" "FAIL  $eeee: "
}
flip "an attachment of the request" review:commercial-4720 "$damaged $eeee:package.digest"
flip "the request's record" terms:trial-2026-3 "$damaged $eeee:package.digest"
flip "the licence's record" issuance:opaque-4720 "$damaged"

# Another trial's bundle in the middle, approved, and every stage over it sealed with trusted keys without tarseal.
#
# forge OUTER INNER RECORD APPROVED OUT: OUTER's seal and time, over INNER
forge() {
	rm -f forged.dsse.json
	SOURCE_DATE_EPOCH=$(date -u -d "$4" +%s) "$TARSEAL" approve "$2" --key "$KEYS/approver.key" --yes -q \
		--ref approval:opaque-forged --by role:trial-governance -o forged.dsse.json
	PYTHONDONTWRITEBYTECODE=1 python3 "$here/life.py" "$1" "$2" forged.dsse.json "$3" "$KEYS/producer.key" "$5" ||
		not_ok "$5 cannot be forged"
}
# follow EXPIRY, convert FOLLOWUP RECORDS: the stages over it
follow() {
	forge juniper-followup.tar "$1" "$FIXTURES/trials/juniper-followup/followup.json" 2026-10-19T12:00:00Z forged-followup.tar
}
convert() {
	forge juniper-conversion.tar "$1" "$2/conversion.json" 2026-10-25T09:00:00Z forged-conversion.tar
	forge "$whole" forged-conversion.tar "$2/activation.json" 2026-11-10T09:00:00Z forged.tar
}
live ivy-access-expiry 2026-10-18T06:00:00Z 2026-10-19T08:00:00Z
pack_it "$SEALED_DIR/ivy.tar" -q >/dev/null
live alder-revoked 2026-10-19T12:00:00Z 2026-10-20T10:00:00Z
pack_it "$SEALED_DIR/alder.tar" -q >/dev/null
cd "$SEALED_DIR" || exit 1
mkdir juniper
cp "$FIXTURES/trials/juniper-conversion/conversion.json" "$FIXTURES/trials/juniper-activation/activation.json" juniper
follow juniper-expiry.tar
convert forged-followup.tar juniper
judges "made anew, with nothing changed" 0 "" verify_it forged.tar
follow ivy.tar
convert forged-followup.tar juniper
judges "another trial's expiry in the middle" 1 "$ee:gate.same-trial $above_followup" verify_it forged.tar
has "where it stands, as text" "$(verify_it forged.tar)" "FAIL  $ee: gate.same-trial  (blocked)"
mkdir alder unready
jq '.trial_ref = "trial:opaque-4711"' juniper/conversion.json >alder/conversion.json
jq '.trial_ref = "trial:opaque-4711"' juniper/activation.json >alder/activation.json
convert alder.tar alder
judges "a revoked trial that was activated" 1 \
	"$e:gate.outcome-converts $e:gate.commercial-handoff-present gate.readiness-evidence-ready" verify_it forged.tar
jq 'del(.owners.support_ref)' juniper/conversion.json >unready/conversion.json
cp juniper/activation.json unready
convert juniper-followup.tar unready
judges "a conversion that was not ready" 1 "$e:gate.owners-recorded gate.readiness-evidence-ready" verify_it forged.tar

finish
