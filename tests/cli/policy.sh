# Making and checking a trust policy: trust add, trust check.
script=policy
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
seal_all
rm -rf "$WORK/p"
mkdir "$WORK/p"
cd "$WORK/p" || exit 1

add() {
	"$TARSEAL" trust add t.json "$@"
}
# checks WHAT EXIT PATTERN FILTER: what trust check prints about the changed policy
checks() {
	jq "$4" good.json >changed.json
	said=$("$TARSEAL" trust check changed.json --at "$NOW" 2>&1)
	is "$1: exit" "$2" $?
	has "$1" "$said" "$3"
}
add --public-key "$KEYS/producer.pub" --owner release-automation --role producer --stage 'trial-*' && ok || not_ok "a first key"
add --public-key "$(cat "$KEYS/approver.pub")" --owner trial-governance --role approver \
	--valid-from 2026-01-01T00:00:00Z --valid-until 2027-06-01T00:00:00Z && ok || not_ok "a second key"
is "nothing was written that nobody asked for" '["keys","tarseal"]' "$(jq -c keys t.json)"
jq '.default = {max_age: "P400D", approval_max_age: "P60D"}' t.json >u.json && mv u.json t.json
judges "what was made works" 0 "" "$TARSEAL" verify --trust t.json --at "$NOW" "$SEALED_DIR/birch-renewed.tar"
is "what was said is in it" '["trial-governance",["approver"],"2026-01-01T00:00:00Z","2027-06-01T00:00:00Z",null]' \
	"$(jq -c '.keys[1] | [.owner, .roles, .valid_from, .valid_until, .stages]' t.json)"
jq '.stages = {"trial-access-expiry": {"approvers": 1}}' t.json >u.json && mv u.json t.json
add --public-key "$KEYS/approver-2.pub" --owner security --role approver --role verifier && ok || not_ok "a third key"
is "the rest is as it was" 1 "$(jq '.stages["trial-access-expiry"].approvers' t.json)"
said=$(add --public-key "$KEYS/stranger.pub" --owner x --role approver -o - 2>/dev/null | jq -r '.keys[-1].owner')
is "to standard output" x "$said"
[ -e ./- ] && not_ok "a file named -" || ok
refuses "a policy from standard input" 2 "name the policy" "$TARSEAL" trust add - --public-key "$KEYS/stranger.pub" --owner x --role approver
cp t.json good.json
before=$(sha256sum t.json)
echo kept >bad.json
refuses "a key twice" 6 "belongs to \"trial-governance\" already" add --public-key "$KEYS/approver.pub" --owner other --role approver
refuses "a unknown role" 2 "unknown role \"boss\"; expected producer" add --public-key "$KEYS/stranger.pub" --owner x --role boss
refuses "a time" 2 "valid-from takes a time or a date" add --public-key "$KEYS/stranger.pub" --owner x --role approver --valid-from today
refuses "a secret key" 6 "not a public key" add --public-key "$KEYS/stranger.key" --owner x --role approver
refuses "a secret key, named" 6 "this is a SECRET key in PKCS#8" add --public-key "$KEYS/stranger.key" --owner x --role approver
refuses "a directory" 6 "is a directory, not a regular file" add --public-key . --owner x --role approver
refuses "a policy that is a directory" 6 ". is a directory, not a regular file (io)" "$TARSEAL" trust add . --public-key "$KEYS/stranger.pub" --owner x --role approver
refuses "no such key" 6 "cannot open gone" add --public-key gone --owner x --role approver
refuses "no owner" 2 "required" add --public-key "$KEYS/stranger.pub" --role approver
refuses "no policy" 2 "name the policy" "$TARSEAL" trust add --public-key x --owner x --role approver
add --public-key "$KEYS/stranger.pub" --owner x --role approver -o other.json && ok || not_ok "into another file"
is "into another file" 4 "$(jq '.keys | length' other.json)"
refuses "over another file" 6 "already exists" add --public-key "$KEYS/stranger.pub" --owner x --role approver -o bad.json
is "nothing was changed" "$before" "$(sha256sum t.json)"
echo '{"tarseal": "trust/1"}' >bad.json
refuses "into a policy that is none" 6 "trust.valid" "$TARSEAL" trust add bad.json --public-key "$KEYS/stranger.pub" \
	--owner x --role approver
# What changes a policy: nobody has to edit it.
edit() { # ACTION OPTIONS...: on e.json, whose bytes are shown if it is refused
	action=$1
	shift
	"$TARSEAL" trust "$action" e.json "$@" 2>"$WORK/stderr"
}
cp good.json e.json
approver=$(ssh-keygen -lf "$KEYS/approver.pub" | cut -d' ' -f2)
edit add --public-key "$KEYS/approver.pub" --owner trial-governance --role registrar --role approver && ok || not_ok "a further role"
is "a further role" '["approver","registrar"]' "$(jq -c '.keys[1].roles' e.json)"
has "a further role: it is said" "$(cat "$WORK/stderr")" "^e.json: registrar is now a role of trial-governance ($approver)\$"
before=$(sha256sum e.json)
edit add --public-key "$KEYS/approver.pub" --owner trial-governance --role registrar && ok || not_ok "a role that is there"
is "a role that is there: unchanged" "$before" "$(sha256sum e.json)"
refuses "more than a role" 6 "only roles can be added to it" "$TARSEAL" trust add e.json --public-key "$KEYS/approver.pub" \
	--owner trial-governance --role producer --stage x
edit revoke --public-key "$approver" --reason superseded --at 2027-01-01T00:00:00Z && ok || not_ok "revoked by fingerprint"
is "revoked" '{"at":"2027-01-01T00:00:00Z","reason":"superseded"}' "$(jq -c '.keys[1].revoked' e.json)"
edit revoke --public-key "$KEYS/approver.pub" --reason compromised && ok || not_ok "revoked now"
has "revoked now" "$(jq -r '.keys[1].revoked | .reason + " " + .at' e.json)" "^compromised 20[0-9-]*T[0-9:]*Z\$"
judges "a revoked key in use" 4 approval.validity "$TARSEAL" verify --trust e.json --at "$NOW" "$SEALED_DIR/birch-renewed.tar"
# Whoever seals cannot name somebody else, not even one whose key is known to be stolen.
other=$(ssh-keygen -lf "$KEYS/approver-2.pub" | cut -d' ' -f2)
PYTHONPATH=$here python3 -B - "$SEALED_DIR/alder-revoked.tar" "$KEYS/producer.key" "$other" >named.tar <<'END'
import sys
import forge
bundle = forge.Bundle(sys.argv[1])
bundle.predicate["actor"].update({"keyid": sys.argv[3], "owner": "the-other"})
sys.stdout.buffer.write(bundle.build(sys.argv[2]))
END
jq --arg k "$(cat "$KEYS/approver-2.pub")" '.keys |= map(select(.public_key != $k)) + [{public_key: $k, owner: "the-other",
	roles: ["producer"], revoked: {at: "2026-11-21T00:00:00Z", reason: "compromised"}}]' "$KEYS/trust.json" >named.json
judges "the actor is another, whose key was stolen, and did not sign" 4 seal.trusted \
	"$TARSEAL" verify --trust named.json --at "$NOW" named.tar
edit remove --public-key "$KEYS/approver.pub" && ok || not_ok "removed"
is "removed, and nothing else" "$(jq -c 'del(.keys[1])' good.json)" "$(jq -c . e.json)"
edit require --stage trial-access-expiry --approvers 2 --max-age P30D --scan && ok || not_ok "required"
is "required" '{"approvers":2,"max_age":"P30D","scan":true}' "$(jq -c '.stages["trial-access-expiry"]' e.json)"
refuses "stamps of one stage" 2 "for every stage" "$TARSEAL" trust require e.json --stage trial-access-expiry --stamps 2
edit require --approval-max-age P7D --producers 1 && ok || not_ok "required by default"
is "required by default" '{"max_age":"P400D","approval_max_age":"P7D","producers":1}' "$(jq -c .default e.json)"
"$TARSEAL" profile show trial-expired-followup >pinned.json
edit pin pinned.json && ok || not_ok "pinned"
is "pinned" "[{\"sha256\":\"$(sha256sum pinned.json | cut -d' ' -f1)\"}]" "$(jq -c '.stages["trial-expired-followup"].profiles' e.json)"
before=$(sha256sum e.json)
edit pin trial-expired-followup && ok || not_ok "pinned again"
is "pinned again" "$before" "$(sha256sum e.json)"
edit remove --public-key "$KEYS/approver.pub" -o copy.json && not_ok "removed twice" || ok
absent "removed twice" copy.json
edit require --approvers 3 -o copy.json && ok || not_ok "into a copy"
is "into a copy" 3 "$(jq .default.approvers copy.json)"
refuses "a key that is not listed" 6 "does not list the key" "$TARSEAL" trust revoke e.json --public-key "$KEYS/stranger.pub" --reason retired
"$TARSEAL" trust revoke e.json --public-key "$KEYS/producer.pub" --reason compromised -o compromised.json -q
refuses "a compromise is not undone" 6 "is revoked as compromised: \"superseded\" would trust it again" \
	"$TARSEAL" trust revoke compromised.json --public-key "$KEYS/producer.pub" --reason superseded
is "it stays compromised" compromised "$(jq -r '[.keys[].revoked.reason // empty] | join(" ")' compromised.json)"
refuses "a fingerprint that is not listed" 6 "does not list the key SHA256:" "$TARSEAL" trust revoke e.json --reason retired \
	--public-key SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
"$TARSEAL" profile show trial-expired-followup | jq '.title = "Weaker"' >weaker.json
"$TARSEAL" trust pin e.json trial-expired-followup -o pins.json -q
"$TARSEAL" trust pin pins.json weaker.json -q
has "a profile that is pinned is shown" "$("$TARSEAL" trust show pins.json)" "profile   $(sha256sum weaker.json | cut -d' ' -f1)  (not built in"
has "a built-in one too" "$("$TARSEAL" trust show pins.json)" "profile   .*  (built in)"
has "a mistyped stage" "$("$TARSEAL" trust require e.json --stage trial-expird-followup --approvers 2 -o typo.json 2>&1)" \
	'warning: no stage "trial-expird-followup" is built in; did you mean trial-expired-followup?'
lacks "a pattern is no mistake" "$("$TARSEAL" trust add e.json --public-key "$KEYS/two-hats.pub" --owner x --role producer \
	--stage 'trial-*' -o star.json 2>&1)" warning
# What differs between two policies.
diff_of() { # FILTER: from good.json to the same, changed
	jq "$1" good.json >changed.json
	"$TARSEAL" trust diff good.json changed.json
}
is "no difference" "0 differences" "$(diff_of '.')"
is "no difference in another order" "0 differences" "$(diff_of 'to_entries | reverse | from_entries')"
has "a key less" "$(diff_of 'del(.keys[0])')" '^- key of release-automation (SHA256:[^)]*), roles: \["producer"\]$'
has "a key more" "$("$TARSEAL" trust diff changed.json good.json)" '^+ key of release-automation (SHA256:'
has "a role more" "$(diff_of '.keys[0].roles += ["registrar"]')" '^~ key of release-automation (.*), roles: \["producer"\] -> \["producer","registrar"\]$'
has "an owner" "$(diff_of '.keys[0].owner = "x"')" 'owner: "release-automation" -> "x"$'
has "revoked" "$(diff_of '.keys[0].revoked = {at: "2026-11-01T00:00:00Z", reason: "retired"}')" '^+ key of .*, revoked: {"at":'
has "a rule" "$(diff_of '.default.approvers = 2')" '^[+~] every stage, approvers: '
has "a stage" "$(diff_of '.stages["trial-conversion-readiness"] = {approvers: 2}')" '^+ trial-conversion-readiness, approvers: 2$'
has "an own domain" "$(diff_of '.own_domains = ["norrland.example"]')" '^+ own domain, norrland.example$'
has "it is shown" "$("$TARSEAL" trust show changed.json)" "^  domains   norrland.example$"
has "the register" "$(diff_of '.register = {signed: true}')" '^+ register, signed: true$'
is "how many" "2 differences" "$(diff_of '.default.approvers = 2 | .register = {signed: true}' | tail -1)"
refuses "one policy alone" 2 "diff takes two policies" "$TARSEAL" trust diff good.json
refuses "not a policy" 6 "trust.valid" "$TARSEAL" trust diff good.json weaker.json
refuses "no policy" 6 "gone" "$TARSEAL" trust diff gone good.json
refuses "an option of another action" 2 "is an option of trust add" "$TARSEAL" trust diff good.json e.json --owner x
refuses "an unknown reason" 2 'unknown reason "stolen"; expected superseded, retired or compromised' \
	"$TARSEAL" trust revoke e.json --public-key "$KEYS/producer.pub" --reason stolen
refuses "no reason" 2 "--reason is required" "$TARSEAL" trust revoke e.json --public-key "$KEYS/producer.pub"
refuses "nothing required" 6 "nothing is required" "$TARSEAL" trust require e.json --stage trial-access-expiry
refuses "no number" 2 'approvers takes a number from 0 to 999, not "two"' "$TARSEAL" trust require e.json --approvers two
refuses "no duration" 2 'max-age takes a duration in weeks, days or hours .2w, 14d, 12h. or as ISO 8601 has it .P14D., not "30"' "$TARSEAL" trust require e.json --max-age 30
"$TARSEAL" trust require e.json --max-age 400d -o ages.json && ok || not_ok "a duration of days"
is "a duration of days" P400D "$(jq -r .default.max_age ages.json)"
rm ages.json
refuses "a stage that is no id" 6 "trust.valid" "$TARSEAL" trust require e.json --stage 'No Stage' --approvers 1
refuses "pinning nothing" 2 "trust pin FILE PROFILE" "$TARSEAL" trust pin e.json
refuses "pinning what is no profile" 6 "profile.valid" "$TARSEAL" trust pin e.json good.json
refuses "a policy that does not exist" 6 "cannot open gone.json" "$TARSEAL" trust remove gone.json --public-key "$KEYS/producer.pub"
refuses "another action's option" 2 "--role is an option of trust add, not of trust check" "$TARSEAL" trust check --role producer e.json
refuses "too many arguments" 2 'unexpected argument "x"' "$TARSEAL" trust show e.json x
is "all that changes nothing" "$before" "$(sha256sum e.json)"

# Who may read a policy does not change with its keys.
cp good.json mode.json && chmod 640 mode.json
"$TARSEAL" trust add mode.json --public-key "$KEYS/stranger.pub" --owner x --role approver 2>/dev/null
is "the policy's mode" 640 "$(stat -c %a mode.json)"
if [ "$(id -u)" -eq 0 ]; then
	cp good.json owned.json && chown 2001:3000 owned.json && chmod 440 owned.json
	"$TARSEAL" trust add owned.json --public-key "$KEYS/stranger.pub" --owner x --role approver 2>/dev/null
	is "the policy's owner" "440 2001:3000" "$(stat -c '%a %u:%g' owned.json)"
fi
is "nothing is left behind" "" "$(find . -name '.tarseal*')"

checks "a good one" 0 "^valid: " .
lacks "a good one" "$said" "^problem\|^advice"
checks "nobody approves" 1 "problem  trial-expired-followup, by default: 1 approver must sign, but nobody can" '.keys |= .[:1]'
checks "nobody produces" 1 "1 producer must sign" '.keys |= .[1:]'
checks "too many approvers" 1 "3 approvers must sign, but only 2 owners can" '.default.approvers = 3'
checks "of one owner" 1 "2 approvers must sign, but only 1 owner can" '.default.approvers = 2 | .keys[2].owner = "trial-governance"'
checks "a stage's own rules" 1 "problem  /stages/trial-access-expiry: 3 approvers" '.stages["trial-access-expiry"].approvers = 3'
checks "one person in both roles" 1 "must be different people" '.keys |= .[:1] | .keys[0].roles = ["producer", "approver"]'
checks "expired" 1 "advice   /keys/1: the key has expired" '.keys |= .[:2] | .keys[1].valid_until = "2026-02-01T00:00:00Z"'
checks "revoked" 1 "only 1 owner can" '.default.approvers = 2 | .keys[1].revoked = {at: "2026-10-01T00:00:00Z", reason: "retired"}'
checks "revoked later" 0 "advice   /keys/1: the key's revocation is in the future" \
	'.keys[1].revoked = {at: "2030-01-01T00:00:00Z", reason: "superseded"}'
checks "compromised, with a later date" 1 "only 1 owner can" \
	'.default.approvers = 2 | .keys[1].revoked = {at: "2030-01-01T00:00:00Z", reason: "compromised"}'
checks "not valid yet" 1 "1 producer must sign, but nobody can" '.keys[0].valid_from = "2099-01-01T00:00:00Z"'
has "not valid yet: why" "$said" "^advice   /keys/0: the key is not valid yet"
has "how many problems" "$said" "problems: correct them before you use this policy"
checks "no profile is allowed" 1 "profiles is empty, so no profile of the stage is allowed" '.stages["trial-access-expiry"].profiles = []'
checks "no age at all" 1 "^problem  /default: max_age is zero: nothing can be accepted" '.default.max_age = "PT0S"'
checks "no approval's age at all" 1 "approval_max_age is zero" '.default.approval_max_age = "P0D"'
checks "owners that differ in case" 1 "almost the same name" '.keys[2].owner = "Trial-Governance"'
checks "owners that differ in a space" 1 "almost the same name" '.keys[2].owner = "trial governance"'
checks "owners that are two" 0 "^valid: " '.keys[2].owner = "trial-governance-2"'
checks "own domains" 0 "^valid: " '.own_domains = ["norrland.example", "a-b.c1.se"]'
for domain in '"NORRLAND.example"' '"norrland"' '""' '"a..se"' '"-a.se"' '"@a.se"' 1 null; do
	checks "no domain: $domain" 6 "own_domains lists something that is not a domain" ".own_domains = [$domain]"
done
checks "own domains that are no list" 6 "trust.valid" '.own_domains = "norrland.example"'
checks "waivers of no rule" 1 'lists the unknown rule "customer.mail"' '.default.waivers = ["customer.mail"]'
checks "waivers of no rule, in a stage" 1 '/stages/trial-access-expiry: waivers lists' '.stages["trial-access-expiry"].waivers = ["boundary.customer.email"]'
checks "rules for no stage" 1 'the rules for "trial-expired-folowup" never apply.*(did you mean "trial-expired-followup"?)$' \
	'.stages["trial-expired-folowup"] = {max_age: "P1D"}'
checks "rules for a stage that is like none" 1 'the rules for "payroll" never apply.*nor pinned by this policy$' '.stages.payroll = {}'
checks "rules for a stage of one's own" 0 "^valid: " ".stages.payroll = {profiles: [{sha256: \"$(printf '%064d' 1)\"}]} | .keys[0].stages += [\"payroll\"]"
checks "nobody produces for a stage of one's own" 1 "/stages/payroll: 1 producer must sign" ".stages.payroll = {profiles: [{sha256: \"$(printf '%064d' 1)\"}]}"
checks "only a stage of one's own" 0 "^valid: " ".stages = {payroll: {profiles: [{sha256: \"$(printf '%064d' 1)\"}]}} | .keys[].stages = [\"payroll\"]"
checks "a key for no stage" 1 "^problem  /keys/0: the key's pattern \"trial-acces-\*\" matches no stage.*(did you mean \"trial-access-expiry\"?)\$" \
	'.keys[0].stages += ["trial-acces-*"]'
checks "a key for some stage" 0 "^valid: " '.keys[0].stages += ["*-expiry", "trial-*-followup", "*"]'
checks "a key for a stage of one's own" 0 "^valid: " ".stages.payroll = {profiles: [{sha256: \"$(printf '%064d' 1)\"}]} | .keys[0].stages += [\"pay*\"]"
checks "a registrar for registers only" 0 "^valid: " '.keys[2].roles = ["registrar"] | .keys[2].stages = ["register"]'
checks "a producer for registers only" 1 'matches no stage' '.keys[0].stages += ["register"]'
checks "stages that nobody uses" 0 "^valid: " '.keys[1].stages = ["trial-expired-followup"]'
lacks "stages that nobody uses" "$said" "^problem\|^advice"
checks "waivers of a rule" 0 "^valid: " '.default.waivers = ["customer.email"]'
checks "one key, two owners" 6 'listed twice, for two owners: "release-automation" and "me"' '.keys += [.keys[0] | .owner = "me"]'
checks "an example key" 1 "published example key" ".keys[0].public_key = \"$(cat "$FIXTURES/../keys.example/producer.pub")\""
checks "no age" 0 "advice   /default: there is no max_age" 'del(.default.max_age)'
checks "no approval age" 0 "advice   /default: there is no approval_max_age" 'del(.default.approval_max_age)'
checks "no approver" 0 "the producer alone is responsible" '.default.approvers = 0'
checks "not separate" 0 "may approve their own work" '.default.separate = false'
checks "invalid" 6 "trust.valid" '.x = 1'

finish
