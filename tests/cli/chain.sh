# Evidence that is itself a sealed bundle: custom stages, a status that sealing does not improve, and depth.
script=chain
. "$(dirname "$0")/lib.sh"
seal_all
at=2026-11-22T00:00:00Z

# A record that says that it is incomplete stays incomplete, however well it is sealed.
begin ivy-access-expiry
edit expiry.json '.status = "incomplete"'
approve
judges "an incomplete expiry can be sealed" 0 "" pack_it incomplete.tar
cp incomplete.tar "$WORK/incomplete.tar"
begin alder-revoked
edit followup.json '.trial_ref = "trial:opaque-4719" | .grace_period = {approval_ref: "approval:grace-1"}
	| .notification.delivered_at = "2026-10-18T00:00:00Z"
	| .handoff = {commercial: {ref: "handoff:1", owner_ref: "team:a", next_action_ref: "action:1"}}'
evidence=$WORK/incomplete.tar
approve
judges "but nothing follows from it" 1 gate.expiry-evidence-ready check_it --trust "$KEYS/trust.json"
evidence=$SEALED_DIR/ivy-access-expiry.tar
approve
judges "as it does from a complete one" 0 "" pack_it out.tar --trust "$KEYS/trust.json"
judges "and is judged with all that is inside" 0 "" verify_it out.tar
is "inner checks are there" true "$(printf '%s' "$verdict" | jq '[.bundles[0].checks[] | select(.in == "evidence")] | length > 30')"

# Custom stages, four deep: each consumes the one before.
rm -rf "$WORK/chain"
mkdir "$WORK/chain"
cd "$WORK/chain" || exit 1
stage_profile() {
	jq -n --arg id "stage-$1" --arg before "stage-$(($1 - 1))" --argjson sealed "$([ "$1" -gt 1 ] && echo true || echo false)" '
		{tarseal: "profile/1", id: $id, title: $id, consumes: $before, sealed: $sealed, evidence: "r.json", record: "r.json",
		 subject: "/record/trial_ref", fields: {"/record/trial_ref": "ref"},
		 gates: [{id: "ready", title: "Ready", all: [{at: "/evidence/status", is: "ready"}]},
			{id: "same", title: "Same", all: [{at: "/record/trial_ref", same_as: "/evidence/trial_ref"}]}]}' >"p$1.json"
}
echo '{"trial_ref": "trial:opaque-1"}' >r.json
echo '{"trial_ref": "trial:opaque-1", "status": "ready"}' >start.json
mkdir start && mv start.json start/r.json
evidence=start profiles= record=r.json trial=chain
for n in 1 2 3 4; do
	stage_profile $n
	stage=stage-$((n - 1)) profile=p$n.json sealer=producer-2
	approve --profile p$n.json
	# shellcheck disable=SC2086
	judges "stage $n" 0 "" pack_it b$n.tar $profiles
	profiles="$profiles --profile p$n.json"
	evidence=b$n.tar
done
jq --arg d "$(sha256sum p1.json | cut -c1-64) $(sha256sum p2.json | cut -c1-64) $(sha256sum p3.json | cut -c1-64) $(sha256sum p4.json | cut -c1-64)" \
	'.stages = ([$d | split(" ") | to_entries[] | {key: "stage-\(.key + 1)", value: {profiles: [{sha256: .value}]}}] | from_entries)' \
	"$KEYS/trust.json" >pinned.json
# shellcheck disable=SC2086
judges "four deep" 0 "" "$TARSEAL" verify --trust pinned.json --at $at $profiles b4.tar
is "the deepest is shown in its place" evidence/evidence/evidence \
	"$(printf '%s' "$verdict" | jq -r '[.bundles[0].checks[].in // ""] | max')"
judges "without the profiles inside" 6 "evidence:profile.known" \
	"$TARSEAL" verify --trust pinned.json --at $at --profile p4.json b4.tar

finish
