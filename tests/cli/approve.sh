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
# Every member that is signed is shown first, to the first approver and to the second.
said=$("$TARSEAL" approve expiry --key "$KEYS/approver.key" -o shown.json --yes --stage trial-access-expiry --ref approval:opaque-1 \
	--by role:trial-governance --expires 2099-01-01T00:00:00Z --condition first --condition second 2>&1)
more=$("$TARSEAL" approve expiry --add shown.json --key "$KEYS/approver-2.key" -o more.json --yes 2>&1)
for line in 'name      expiry' "digest    $("$TARSEAL" digest expiry | cut -d' ' -f1)" 'stage     trial-access-expiry' \
	'decision  approved' 'by        role:trial-governance' 'reference approval:opaque-1' \
	"decided   $(jq -r .payload shown.json | base64 -d | jq -r .predicate.decided_at)" 'expires   2099-01-01T00:00:00Z' \
	'condition first' 'condition second'; do
	has "what is signed is shown" "$said" "^  $line\$"
	has "what is signed again is shown" "$more" "^  $line\$"
done
said=$("$TARSEAL" approve expiry --key "$KEYS/approver.key" -o short.json --yes --ref approval:opaque-1 --by role:trial-governance 2>&1)
for line in 'stage     any: the approval does not say' 'expires   never' 'condition none'; do
	has "what is not signed is shown" "$said" "^  $line\$"
done
said=$("$TARSEAL" approve expiry --key "$KEYS/approver.key" -o quiet.json --ref approval:opaque-1 --by role:trial-governance -q --no-input 2>&1)
has "what would be signed is shown even if quiet, where it is asked" "$said" '^  reference approval:opaque-1$'
absent "what nobody confirmed" quiet.json

# Who signed before is verified, or said to be unchecked.
signer=$(jq -r '.signatures[0].keyid' one.json)
second() { # OUT OPTIONS...
	out=$1
	shift
	"$TARSEAL" approve expiry --add "${first:-one.json}" --key "$KEYS/approver-2.key" -o "$out" --yes "$@"
}
has "nobody checked the first signature" "$(second u.json 2>&1)" "^  signed by $signer  (NOT CHECKED: --trust or --public-key checks it)\$"
has "checked with a policy" "$(second v.json --trust "$KEYS/trust.json" 2>&1)" \
	"^  signed by $signer, the key of \"trial-governance\"  (verified)\$"
has "checked with the policy of the environment" "$(TARSEAL_TRUST=$KEYS/trust.json second w.json 2>&1)" "(verified)\$"
has "checked with a public key" "$(second y.json --public-key "$KEYS/approver.pub" 2>&1)" "^  signed by $signer  (verified)\$"
has "a public key as text" "$(second z.json --public-key "$KEYS/producer.pub" --public-key "$(cat "$KEYS/approver.pub")" 2>&1)" "(verified)\$"
jq '.keys |= map(if .owner == "trial-governance" then .revoked = {at: "2026-11-01T00:00:00Z", reason: "compromised"} else . end)' \
	"$KEYS/trust.json" >revoked.json
refuses "the first key was stolen" 4 "which was revoked as compromised" second x.json --trust revoked.json
jq '.keys |= map(if .owner == "trial-governance" then .revoked.reason = "retired" else . end)' revoked.json >retired.json
has "the first key is revoked" "$(second r.json --trust retired.json 2>&1)" 'which is revoked (retired)  (verified)$'
jq '.keys |= map(if .owner == "trial-governance" then .roles = ["producer"] else . end)' "$KEYS/trust.json" >role.json
refuses "signed by a producer" 4 "does not have the role approver in the trust policy (approval.role)" second x.json --trust role.json
has "one key named twice" "$(second 2.json --public-key "$KEYS/approver.pub" --public-key "$KEYS/approver.pub" 2>&1)" "(verified)\$"
jq 'del(.keys[2])' "$KEYS/trust.json" >lacks.json
refuses "signed by a stranger" 4 "which the trust policy does not list (approval.trusted)" second x.json --trust lacks.json
refuses "signed by another key" 4 "by none of the keys that --public-key names (approval.trusted)" second x.json --public-key "$KEYS/producer.pub"
refuses "no such policy" 6 "cannot open gone.json" second x.json --trust gone.json
refuses "no such key" 6 "cannot open gone.pub" second x.json --public-key gone.pub
refuses "both" 2 "either --trust or --public-key, not both" second x.json --public-key "$KEYS/approver.pub" --trust "$KEYS/trust.json"
refuses "a policy without --add" 2 "an approval that --add names" "$TARSEAL" approve expiry --key "$KEYS/approver.key" -o x.json --yes \
	--ref approval:opaque-1 --by role:x --trust "$KEYS/trust.json"

# edited FILTER: one.json with another statement, which its signature does not cover
edited() {
	jq --arg p "$(jq -r .payload one.json | base64 -d | jq -cj "$1" | base64 -w0)" '.payload = $p' one.json >edited.json
}
first=edited.json
for filter in '.predicate.conditions = ["more"]' '.predicate.expires_at = "2099-01-01T00:00:00Z"' '.subject[0].name = "other"'; do
	edited "$filter"
	refuses "edited: $filter" 4 "does not verify with the key of \"trial-governance\"" second x.json --trust "$KEYS/trust.json"
	refuses "edited, by public key: $filter" 4 "(approval.signed)" second x.json --public-key "$KEYS/approver.pub"
done
edited '.subject[0].digest.sha512 = "00"'
refuses "one more digest" 1 "by more digests than the one that tarseal checks (approval.binds)" second x.json
edited '.predicate.decided_at = "2099-01-01T00:00:00Z"'
refuses "decided in the future" 1 "which is in the future (approval.time)" second x.json
refuses "decided in the future: what to do" 1 "correct the clock of this machine" second x.json
edited '.predicate.decided_at = "2026-11-01T00:00:00Z" | .predicate.expires_at = "2020-01-01T00:00:00Z"'
refuses "it ended before it began" 1 "before the decision at 2026-11-01T00:00:00Z" second x.json
edited '.predicate.approval_ref = "mailto:jane"'
refuses "a private reference" 5 "a reference in edited.json carries" second x.json
lacks "a private reference is not shown" "$(second x.json 2>&1)" "mailto:jane"
edited '.predicate.approved_by = "user:jane%40example.com"'
refuses "a private approver" 5 "(boundary.private-reference)" second x.json
edited '.predicate.conditions = []'
has "an empty list" "$(second empty.json 2>&1)" '^  condition none, in an empty list$'
jq '.signatures = [range(64) as $i | .signatures[0]]' one.json >edited.json
refuses "64 signatures" 1 "already has 64 signatures" second x.json
echo '{}' >edited.json
refuses "no approval at all" 1 "edited.json is not signed" second x.json
# Characters that nobody sees could make one name look like another.
for c in '\u00ad' '\u034f' '\u115f' '\u3164' '\u180e' '\ufe0f' '\u206f' '\ufff9' '\ud834\udd73' '\udb40\udc41'; do
	edited ".subject[0].name = \"ex${c}piry\""
	has "invisible: $c" "$(second "i$c.json" 2>&1)" '^  name      ex\\u{[0-9a-f]*}piry$'
done
edited '.subject[0].name = "a\u001b[2Jb"'
lacks "control characters" "$(second c.json 2>&1)" "$(printf '\033')"
edited '.predicate.expires_at = "2026-11-06T00:00:00Z"'
has "it has expired" "$(second e.json 2>&1)" 'warning: this approval has already expired'
first=

# When it was decided.
decided() { # OPTIONS...
	"$TARSEAL" approve expiry --key "$KEYS/approver.key" --yes --ref approval:opaque-1 --by role:x "$@"
}
decided -q --decided-at 2026-11-01T08:00:00+01:00 -o past.json && ok || not_ok "--decided-at"
is "in the past" 2026-11-01T08:00:00+01:00 "$(jq -r .payload past.json | base64 -d | jq -r .predicate.decided_at)"
SOURCE_DATE_EPOCH=$APPROVED decided -q --decided-at 2026-11-01T08:00:00Z -o both.json && ok || not_ok "--decided-at decides"
is "--decided-at, not SOURCE_DATE_EPOCH" 2026-11-01T08:00:00Z "$(jq -r .payload both.json | base64 -d | jq -r .predicate.decided_at)"
has "SOURCE_DATE_EPOCH is said" "$(SOURCE_DATE_EPOCH=$APPROVED decided -o epoch.json 2>&1)" \
	'^the time is 2026-11-05T09:00:00Z, from SOURCE_DATE_EPOCH, and not that of the clock$'
refuses "--decided-at in the future" 2 "2099-01-01T00:00:00Z, which is in the future" decided --decided-at 2099-01-01T00:00:00Z -o x.json
refuses "SOURCE_DATE_EPOCH in the future" 2 "which is in the future" env SOURCE_DATE_EPOCH=4102444800 "$TARSEAL" approve expiry \
	--key "$KEYS/approver.key" --yes --ref approval:opaque-1 --by role:x -o x.json
refuses "--decided-at is no time" 2 "decided-at takes a time" decided --decided-at yesterday -o x.json
# until WHAT EXPECTED EXPIRES: an end as people type it.
ends() {
	SOURCE_DATE_EPOCH=$APPROVED decided -q --expires "$3" -o end.json && ok || not_ok "--expires $1"
	is "--expires $1" "$2" "$(jq -r .payload end.json | base64 -d | jq -r .predicate.expires_at)"
	rm -f end.json
}
ends "a duration" 2026-12-05T09:00:00Z 30d
ends "hours" 2026-11-06T09:00:00Z 24h
ends "weeks" 2026-11-19T09:00:00Z 2w
ends "a duration of ISO 8601" 2026-11-06T10:30:00Z P1DT1H30M
ends "a date" 2026-12-31T00:00:00Z 2026-12-31
ends "a time of another zone, as it was given" 2026-12-31T00:00:00+02:00 2026-12-31T00:00:00+02:00
for end in soon 30 30m -1d 30D 9999999999d 2026-02-30 2026-13-01 P30 ''; do
	refuses "--expires $end" 2 "--expires takes a time or a date" decided -o x.json "--expires=$end"
done
refuses "--expires without a zone" 2 "takes a time with its zone: add Z for UTC" decided -o x.json --expires 2026-12-31T00:00:00
refuses "--expires beyond the year 9999" 2 "--expires takes a time" decided -o x.json --expires 900000000d
refuses "--decided-at takes no duration" 2 "--decided-at takes a time or a date" decided -o x.json --decided-at 1d
absent "a wrong end" x.json
refuses "it ends before it begins" 2 "before the decision" decided --decided-at 2026-11-01T00:00:00Z --expires 2026-10-01T00:00:00Z -o x.json
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
jq 'del(.signatures[].keyid)' one.json >unnamed.json
first=unnamed.json
refuses "the same key again, which it does not name" 1 "has already signed it" add x.json approver
first=one.json
refuses "an output that exists" 6 "one.json already exists" "$TARSEAL" approve expiry --key gone.key -o one.json --no-input \
	--ref approval:opaque-1 --by role:x
printf '%s' "{\"name\": \"x\"}" >single.json
refuses "another kind of package" 1 "one.json approves a directory, and the package is a single file" \
	"$TARSEAL" approve single.json --add one.json --key "$KEYS/approver-2.key" -o x.json --yes
refuses "words beside --add" 2 "only --key, --trust, --public-key, -o and --yes" add x.json approver-2 --decision denied
refuses "a mistyped stage" 2 'unknown stage "trial-acces-expiry"; did you mean trial-access-expiry?' \
	"$TARSEAL" approve expiry --key gone.key --ref approval:opaque-1 --by role:x -o x.json --stage trial-acces-expiry
refuses "a stage of one's own without its profile" 2 'unknown stage "payroll": give the profile' \
	"$TARSEAL" approve expiry --key gone.key --ref approval:opaque-1 --by role:x -o x.json --stage payroll
"$TARSEAL" profile show trial-access-expiry | jq '.id = "payroll"' >payroll.json
has "a stage of one's own: its status" "$("$TARSEAL" approve expiry --key "$KEYS/approver.key" --ref approval:opaque-1 --by role:x -o own.json -y \
	--stage payroll --profile payroll.json 2>&1)" '^  status    "ready", in expiry/expiry.json$'
refuses "a profile that is none" 6 "profile.valid" "$TARSEAL" approve expiry --key gone.key --ref approval:opaque-1 --by role:x \
	-o x.json --stage payroll --profile expiry/expiry.json
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
