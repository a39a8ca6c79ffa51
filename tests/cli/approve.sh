# Several approvers of one package: each signs the same statement, and owners are counted, not keys.
script=approve
. "$(dirname "$0")/lib.sh"
seal_all
begin birch-renewed
approve
cp approval.dsse.json one.json

# add OUT KEY OPTIONS...
add() {
	out=$1 key=$2
	shift 2
	"$TARSEAL" approve expiry --add "${first:-one.json}" --key "$KEYS/$key.key" -o "$out" --yes -q "$@"
}
# Every field that is signed is shown first, to the first approver and to the second.
said=$("$TARSEAL" approve expiry --key "$KEYS/approver.key" -o shown.json --yes --stage trial-access-expiry --ref approval:opaque-1 \
	--by role:trial-governance --expires 2099-01-01T00:00:00Z --condition first --condition second 2>&1)
more=$("$TARSEAL" approve expiry --add shown.json --key "$KEYS/approver-2.key" -o more.json --yes 2>&1)
for line in 'stage     trial-access-expiry' 'decision  approved, by role:trial-governance, as approval:opaque-1' \
	"decided   $(jq -r .payload shown.json | base64 -d | jq -r .predicate.decided_at)" 'expires   2099-01-01T00:00:00Z' \
	'condition first' 'condition second'; do
	has "what is signed is shown" "$said" "^  $line\$"
	has "what is signed again is shown" "$more" "^  $line\$"
done
add two.json approver-2 && ok || not_ok "a second approver"
is "the words are the same" "$(jq -r .payload one.json)" "$(jq -r .payload two.json)"
is "two signatures, sorted" "$(jq -r '.signatures[].keyid' two.json | LC_ALL=C sort)" "$(jq -r '.signatures[].keyid' two.json)"
is "the first one's is as it was" true \
	"$(jq --slurpfile o one.json '.signatures | any(. == $o[0].signatures[0])' two.json)"
first=two.json add three.json two-hats && ok || not_ok "a third approver"
cp three.json approval.dsse.json
jq '.default.approvers = 3' "$KEYS/trust.json" >three-policy.json
judges "three owners" 0 "" check_it --trust three-policy.json
judges "three owners, sealed" 0 "" pack_it three.tar --trust three-policy.json
judges "three owners, judged" 0 "" "$TARSEAL" verify --trust three-policy.json --at "$NOW" three.tar
is "all are reported" '["security","trial-governance","two-hats"]' \
	"$(printf '%s' "$verdict" | jq -c '.bundles[0].approvers | sort')"
jq '.default.approvers = 3 | .keys[3].owner = "trial-governance"' "$KEYS/trust.json" >same.json
judges "two keys of one owner" 4 approval.threshold check_it --trust same.json
jq '.default.approvers = 4' "$KEYS/trust.json" >four.json
judges "one too few" 4 approval.threshold check_it --trust four.json
jq '.default.approvers = 2 | .keys[4].roles = ["producer"]' "$KEYS/trust.json" >role.json
judges "a surplus signature that does not count" 4 approval.role check_it --trust role.json
jq 'del(.keys[4])' "$KEYS/trust.json" >unknown.json
judges "a surplus signature of a stranger" 4 approval.trusted check_it --trust unknown.json
jq '.signatures[0].sig = .signatures[1].sig' three.json >approval.dsse.json
judges "a signature in another's place" 4 "approval.signed" check_it --trust "$KEYS/trust.json"
jq '.signatures += [.signatures[0]]' one.json >approval.dsse.json
jq '.default.approvers = 2' "$KEYS/trust.json" >two-policy.json
judges "one signature twice" 4 approval.threshold check_it --trust two-policy.json
jq 'del(.signatures[].keyid)' two.json >approval.dsse.json
judges "signatures without keyids" 0 "" check_it --trust two-policy.json

refuses "the same key again" 1 "has already signed it" add x.json approver
refuses "words beside --add" 2 "only --key, -o and --yes" add x.json approver-2 --decision denied
refuses "no output" 2 "required" "$TARSEAL" approve expiry --add one.json --key "$KEYS/approver.key"
plain . && mv approval.dsse.json plain.json
first=plain.json
refuses "a plain approval" 1 "is not signed, so no signature can be added" add x.json approver-2
first=followup.json
refuses "no approval" 1 "approval.parse" add x.json approver-2
first=gone.json
refuses "nothing there" 6 "cannot open gone.json" add x.json approver-2
first=one.json
echo more >expiry/refs/more.txt
refuses "a package that changed since" 1 "has changed since it was approved" add x.json approver-2
absent "what was refused" x.json

finish
