# What a user types: usage, outputs that appear complete or not at all, several bundles, JSON.
script=verbs
. "$(dirname "$0")/lib.sh"
seal_all
rm -rf "$WORK/v"
mkdir "$WORK/v"
good=$SEALED_DIR/alder-revoked.tar

# usage WHAT PATTERN ARGUMENTS...
usage() {
	what=$1 pattern=$2
	shift 2
	refuses "$what" 2 "$pattern" "$TARSEAL" "$@"
	is "$what: standard output" "" "$(cat "$WORK/stdout")"
}
usage "nothing" "Usage: tarseal VERB"
usage "unknown verb" 'unknown verb "frobnicate"' frobnicate
usage "escapes in a verb" 'unknown verb "\\u{1b}\[31m"' "$(printf '\033[31m')"
usage "unknown option" "unknown option.*--frobnicate" verify --frobnicate "$good"
usage "an option that is not ASCII" 'unknown option -.x[ce]' verify -é "$good"
usage "an option that is ambiguous" "the option --s could be --stage, --subject, --scan" verify --s "$good"
usage "an option without an argument" "the option --scan takes no argument" verify --scan=yes "$good"
usage "unknown short option" "unknown option.*-x" verify -xq "$good"
usage "missing argument" "the option --trust needs an argument" verify "$good" --trust
usage "missing operand" "name the bundles" verify
usage "given twice" "--stage is given twice" verify --stage a --stage b "$good"
usage "too many operands" "unexpected argument" inspect "$good" "$good"
usage "bad format" "takes text, json, jsonl, junit or html here, not .yaml" verify --format yaml "$good"
usage "half a format" "takes text, json, jsonl, junit or html" verify --format j "$good"
usage "two formats" "takes text, json, jsonl, junit or html" verify --format "json junit" "$good"
usage "no format" "takes text, json, jsonl, junit or html" verify --format "" "$good"
usage "a format of another verb" "text, json, jsonl, junit or html here, not .sarif" verify --format sarif "$good"
usage "bad color" "auto, always or never" verify --color blue "$good"
usage "bad time" "--at takes a time" verify --trust x --at yesterday "$good"
usage "bad number" "--max-files takes" verify --trust x --max-files 0 "$good"
usage "standard input twice" "only once" verify --trust x - -
usage "pack without a profile" "--profile is required" pack --evidence x --approval x --record x --key x -o x
usage "pack without a key" "--key is required" pack --profile x --evidence x --approval x --record x -o x
usage "pack to a pipe" "cannot be written to a pipe" pack --profile x --evidence x --approval x --record x --key x -o -
usage "pack with a bad name" "begin with a letter or digit" pack --profile x --evidence x --approval x \
	--record x --key x -o Release.tar
usage "approve without words" "required" approve "$good"
usage "approve with a bad reference" "is not a reference such as" approve "$good" --key x --ref 771 --by role:x -o x
usage "approve with a bad decision" "approved, denied or needs_more_info" approve "$good" --key x \
	--ref approval:1 --by role:x -o x --decision perhaps
usage "approve with a bad time" "a time" approve "$good" --key x --ref approval:1 --by role:x -o x --expires soon
usage "bad descriptor" "number of a file descriptor" keygen -o x --passphrase-fd nine
usage "JSON of a verb that has none" "takes text here, not .json" keygen -o x --format json
usage "a mistyped verb" 'unknown verb "vreify"; did you mean verify?' vreify x.tar
usage "a mistyped option" 'unknown option --trsut; did you mean --trust?' verify --trsut x y.tar
usage "a mistyped option with a value" 'unknown option --trsut; did you mean --trust?' verify --trsut=x y.tar
usage "a mistyped action" 'unknown action "revoek"; did you mean revoke?' trust revoek
usage "a mistyped profile" 'unknown profile "trial-expired-folowup"; did you mean trial-expired-followup?' profile show trial-expired-folowup
usage "a mistyped topic of help" 'unknown verb "scna"; did you mean scan?' help scna
usage "everything that pack needs" 'the options --profile, --evidence, --approval, --record, --key and -o are required' pack
usage "everything that approve needs" 'the options --key, -o, --ref and --by are required' approve x
usage "like no verb" 'unknown verb "frobnicate"$' frobnicate
# Everything that a finding can name is explained.
"$TARSEAL" explain >"$WORK/v/words"
# shellcheck disable=SC2046
"$TARSEAL" explain $(cat "$WORK/v/words") >"$WORK/v/said" && ok || not_ok "explain: every word"
is "explain: every word has a meaning and a fix" "$(wc -l <"$WORK/v/words")" "$(grep -c '^[a-z.0-9-]*  (.*, exit code [1-6])$' "$WORK/v/said")"
is "explain: every word says what to do" "$(wc -l <"$WORK/v/words")" "$(grep -c '^  fix       ' "$WORK/v/said")"
for id in $(grep -o '`[a-z][a-z]*\.[a-z-]*`' "$FIXTURES/../docs/verdict.md" | tr -d '\140' | grep -v '^tar\.seal\|\.md$\|\.json$' | sort -u); do
	grep -qx "$id" "$WORK/v/words" && ok || not_ok "explain: $id"
done
refuses "completion for another shell" 2 'unknown shell "tcsh"; expected bash, zsh or fish' "$TARSEAL" help --completion tcsh
has "a page of a verb" "$("$TARSEAL" help --mdoc verify)" '^\.Dt TARSEAL-VERIFY 1$'
refuses "a page of no verb" 2 'unknown verb "verifyy"; did you mean verify?' "$TARSEAL" help --mdoc verifyy
for code in 0 1 2 3 4 5 6; do
	has "explain $code" "$("$TARSEAL" explain $code)" "^exit code $code\$"
done
has "explain a gate, of all its stages" "$("$TARSEAL" explain same-trial | grep -c '^  stage ')" '^5$'
has "explain a rule without its prefix" "$("$TARSEAL" explain customer.email)" '^boundary.customer.email  (boundary, exit code 5)$'
for word in covered late missing orphan rejected undecided blocked damaged untrusted boundary; do
	has "explain $word" "$("$TARSEAL" explain $word)" "^$word  ("
done
is "explain: every word once" "" "$(sort "$WORK/v/words" | uniq -d)"
has "explain data about people" "$("$TARSEAL" explain customer.email)" '^  fix       remove it, or replace it with an opaque reference'
has "explain a credential" "$("$TARSEAL" explain boundary.key.pgp)$("$TARSEAL" explain $(grep -m1 'boundary.*github' "$WORK/v/words"))" '^  fix       remove it, and revoke'
mkdir "$WORK/v/profiles"
cp "$FIXTURES/domains/certificate/certificate-rotation.json" "$WORK/v/profiles"
has "explain a gate of one's own" "$("$TARSEAL" explain --profiles "$WORK/v/profiles" successor-recorded 2>&1)" '^  stage     certificate-rotation$'
for word in sign:'approve or pack' seal:pack unpack:extract validate:'check or verify' show:inspect; do
	usage "${word%%:*}" "did you mean ${word#*:}?" "${word%%:*}"
done
usage "explain what is mistyped" 'unknown check or exit code "seal.trsted"; did you mean seal.trusted?' explain seal.trsted
usage "explain nothing" 'unknown check or exit code "7"$' explain 7
has "help on an action" "$("$TARSEAL" help trust add)" '^Usage: tarseal trust'
begin birch-renewed
judges "several inputs are missing" 6 io "$TARSEAL" check --profile trial-expired-folowup --evidence gone --approval none --record followup.json
has "several inputs are missing" "$verdict" '3 inputs do not exist: trial-expired-folowup (did you mean trial-expired-followup?), gone, none'
usage "unknown profile to show" 'unknown profile "x"; expected trial-access-expiry' profile show x
usage "profile nonsense" "expected list, show, lint or schema" profile frobnicate
has "-- ends options" "$("$TARSEAL" verify --trust x -- --help 2>&1)" "REJECTED\|UNDECIDED"
for verb in pack check verify approve keygen trust digest inspect profile version help; do
	has "help $verb" "$("$TARSEAL" help "$verb")" "^Usage: tarseal $verb"
	is "$verb --help" "$("$TARSEAL" help "$verb")" "$("$TARSEAL" "$verb" --help)"
	has "help" "$("$TARSEAL" help)" "^  $verb "
done
has "version" "$("$TARSEAL" --version)" "^tarseal [0-9]"
bash -n <<-E2 && ok || not_ok "completion"
	$("$TARSEAL" help --completion bash)
E2

# Several bundles: each gets its verdict, and the worst class decides, in the order 6, 3, 4, 5, 1.
cd "$WORK/v" || exit 1
head -c 5000 "$good" >damaged.tar
jq '.keys[0].stages = ["trial-expired-*"]' "$KEYS/trust.json" >other.json
judges "accepted and damaged" 3 tar.canonical verify_it "$good" damaged.tar
is "both are there" '["accepted","rejected"]' "$(printf '%s' "$verdict" | jq -c '[.bundles[].verdict]')"
judges "damaged and unreadable" 6 "io tar.canonical" verify_it damaged.tar gone.tar "$good"
is "all three are there" '["damaged","undecided","accepted"]' "$(printf '%s' "$verdict" | jq -c '[.bundles[].class]')"
judges "blocked and untrusted" 4 "expect.stage seal.role seal.threshold" "$TARSEAL" verify --trust other.json \
	--at "$NOW" --stage trial-access-expiry "$good" "$SEALED_DIR/ivy-access-expiry.tar"
mkdir -p empty/below
judges "a directory without bundles" 6 io verify_it empty
judges "no file" 6 io verify_it ""
judges "too many files" 6 tar.limit verify_it --max-files 4 "$good"
judges "as many files as allowed" 0 "" verify_it --max-files 5 "$good"
has "text: last line" "$(verify_it "$good" | tail -1)" "^ACCEPTED"
has "text: last line" "$(verify_it damaged.tar | tail -1)" "^REJECTED"
has "text: last line" "$(verify_it gone.tar | tail -1)" "^UNDECIDED"
has "text: last of several" "$(verify_it "$good" damaged.tar | tail -1)" "^REJECTED  1 of 2 bundles not accepted"
is "quiet" 1 "$(verify_it -q "$good" | wc -l)"
has "verbose" "$(verify_it -v "$good")" "pass  tar.canonical"
lacks "no color in a file" "$(verify_it "$good")" "$(printf '\033')"
has "color" "$(verify_it --color always "$good")" "$(printf '\033')"

# Expectations that CI states.
judges "the right stage and subject" 0 "" verify_it --stage trial-expired-followup \
	--subject trial:opaque-4711 "$good"
judges "another stage" 1 expect.stage verify_it --stage trial-access-expiry "$good"
judges "another subject" 1 expect.subject verify_it --subject trial:opaque-4712 "$good"

# The JSON has everything, also on success.
judges "JSON" 0 "" verify_it "$good"
is "JSON: sha256" "$(sha256sum "$good" | cut -d' ' -f1)" "$(printf '%s' "$verdict" | jq -r '.bundles[0].sha256')"
is "JSON: bytes" "$(stat -c %s "$good")" "$(printf '%s' "$verdict" | jq -r '.bundles[0].bytes')"
is "JSON: policy" "$(sha256sum "$KEYS/trust.json" | cut -d' ' -f1)" "$(printf '%s' "$verdict" | jq -r .trust.sha256)"
is "JSON: statement" "$(tar -xOf "$good" alder-revoked/seal.dsse.json | jq -r .payload | base64 -d | sha256sum | cut -d' ' -f1)" \
	"$(printf '%s' "$verdict" | jq -r '.bundles[0].statement_sha256')"
is "JSON: words" '["alder-revoked","trial-expired-followup","trial:opaque-4711","2026-11-20T10:00:00Z","claimed","release-automation",["trial-governance"]]' \
	"$(printf '%s' "$verdict" | jq -c '.bundles[0] | [.name, .stage, .subject, .created, .time, .actor, .approvers]')"
judges "JSON of what was truncated" 3 tar.canonical verify_it damaged.tar
is "JSON: sha256 of what was not read" null "$(printf '%s' "$verdict" | jq '.bundles[0].sha256')"
verify_it -o verdict.json --format json "$good" && ok || not_ok "verdict into a file"
is "verdict into a file" 0 "$(jq .exit verdict.json)"
echo kept >kept
refuses "verdict over a file" 6 "already exists" verify_it -o kept "$good"
refuses "verdict to a full disk" 6 "No space left" sh -c "'$TARSEAL' verify --trust '$KEYS/trust.json' '$good' >/dev/full"
refuses "verdict to nobody" 6 "cannot write" sh -c "'$TARSEAL' verify --trust '$KEYS/trust.json' '$good' >&-"
is "nothing on standard input" 6 "$("$TARSEAL" verify --trust "$KEYS/trust.json" -q - <&- >/dev/null 2>&1; echo $?)"

# Outputs of pack.
begin alder-revoked
approve
for form in text json junit; do
	refuses "the report of pack is lost: $form" 6 "$form.tar is whole: only the report on it did not arrive" \
		sh -c "SOURCE_DATE_EPOCH=$SEALED '$TARSEAL' pack -q --profile $profile --evidence expiry --approval approval.dsse.json \
			--record followup.json --key '$KEYS/producer.key' --format $form -o $form.tar >/dev/full"
	judges "what was packed is whole: $form" 0 "" "$TARSEAL" verify --trust "$KEYS/trust.json" --at "$NOW" $form.tar
done
rm -f text.tar json.tar junit.tar
has "a file that may not grow" "$(bash -c "ulimit -f 1; SOURCE_DATE_EPOCH=$SEALED '$TARSEAL' pack --profile $profile --evidence expiry \
	--approval approval.dsse.json --record followup.json --key '$KEYS/producer.key' -o limited.tar; echo exit \$?" 2>&1)" \
	'File too large'
absent "a file that may not grow" limited.tar
has "SOURCE_DATE_EPOCH is said by pack" "$(SOURCE_DATE_EPOCH=$SEALED "$TARSEAL" pack --profile "$profile" --evidence expiry --approval approval.dsse.json \
	--record followup.json --key "$KEYS/producer.key" -o said.tar 2>&1)" '^the time is 2026-11-20T10:00:00Z, from SOURCE_DATE_EPOCH, and not that of the clock$'
has "a date in the future" "$(SOURCE_DATE_EPOCH=4102444800 "$TARSEAL" pack -q --profile "$profile" --evidence expiry --approval approval.dsse.json \
	--record followup.json --key "$KEYS/producer.key" -o future.tar 2>&1)" 'warning: 2100-01-01T00:00:00Z is in the future: no verifier accepts it'
has "the other cause of a date in the future" "$("$TARSEAL" verify --trust "$KEYS/trust.json" --at "$NOW" future.tar)" 'check the clock of this machine'
rm -f said.tar future.tar
approve
judges "pack" 0 "" pack_it out.tar
before=$(sha256sum out.tar)
judges "over an existing file" 6 io pack_it out.tar
is "it is as it was" "$before" "$(sha256sum out.tar)"
echo old >out.tar
judges "over it with --force" 0 "" pack_it out.tar --force
is "what replaced it is whole" 0 "$(verify_it -q out.tar >/dev/null; echo $?)"
ln -s out.tar link.tar
judges "over a link with --force" 6 io pack_it link.tar --force
mkdir directory.tar
judges "over a directory" 6 io pack_it directory.tar --force
judges "into nowhere" 6 io pack_it gone/out.tar
usage "over its own key" "is also an input" pack --profile "$profile" --evidence "$evidence" --record "$record" \
	--approval approval.dsse.json --key "$KEYS/producer.key" -o "$KEYS/producer.key" --name x --force
refuses "over a file of the package" 2 "inside an input" pack_it expiry/refs/timeline.csv --name x --force
refuses "into the package" 2 "inside an input" pack_it expiry/out.tar
absent "into the package" expiry/out.tar
refuses "an approval into the package" 2 "inside the package" "$TARSEAL" approve expiry --yes --key x --ref approval:1 \
	--by role:x -o expiry/approval.json
absent "an approval into the package" expiry/approval.json
has "quiet says why" "$(verify_it -q ../v/damaged.tar)" "tar.canonical: the archive is truncated"
[ -s expiry/refs/timeline.csv ] && ok || not_ok "a file of the package is gone"
judges "a blocked pack" 1 gate.expiry-evidence-ready sh -c "$(cat <<-E3
	jq '.status = "incomplete"' expiry/expiry.json >e && mv e expiry/expiry.json
	rm approval.dsse.json
	SOURCE_DATE_EPOCH=$APPROVED "$TARSEAL" approve expiry --yes -q --key "$KEYS/approver.key" --ref approval:opaque-1 --by role:x -o approval.dsse.json
	SOURCE_DATE_EPOCH=$SEALED "$TARSEAL" pack --profile trial-expired-followup --evidence expiry --record followup.json \
		--approval approval.dsse.json --key "$KEYS/producer.key" -o blocked.tar "\$@"
E3
)" sh
absent "a blocked pack" blocked.tar
is "nothing is left behind" "" "$(find . -name '.tarseal*')"

# Whenever it is stopped, pack leaves nothing or a complete bundle.
begin alder-revoked
yes 'a line of an ordinary log' | head -c 200000000 >expiry/refs/large.txt
approve
for signal in INT TERM HUP KILL; do
	for delay in 0.02 0.1 0.3; do
		rm -f out.tar
		SOURCE_DATE_EPOCH=$SEALED timeout -s $signal $delay "$TARSEAL" pack --profile "$profile" -q \
			--evidence "$evidence" --approval approval.dsse.json --record "$record" \
			--key "$KEYS/producer.key" -o out.tar >/dev/null 2>&1
		[ ! -e out.tar ] || verify_it -q out.tar >/dev/null && ok || not_ok "half a bundle after $signal"
		is "left behind after $signal" "" "$(find . -name '.tarseal*')"
	done
done
rm -f out.tar
(pack_it out.tar -q --name one >one 2>&1; echo $? >>one) &
(pack_it out.tar -q --name two >two 2>&1; echo $? >>two) &
wait
is "of two packs to one path, one wins" "0 6" "$(echo $(cat one two | grep '^[0-9]' | sort))"
is "and the bundle is whole" 0 "$(verify_it -q out.tar >/dev/null; echo $?)"
rm -f out.tar expiry/refs/large.txt

begin alder-revoked
refuses "SOURCE_DATE_EPOCH" 6 "SOURCE_DATE_EPOCH is not" env SOURCE_DATE_EPOCH=soon "$TARSEAL" approve expiry --yes \
	--key "$KEYS/approver.key" --ref approval:1 --by role:x -o a.json
absent "SOURCE_DATE_EPOCH" a.json

# digest, inspect, profile.
is "digest of both kinds" "2" "$("$TARSEAL" digest expiry followup.json | wc -l)"
refuses "digest of nothing" 6 "cannot read gone" "$TARSEAL" digest gone
refuses "digest of an empty directory" 6 "contains no file" sh -c "mkdir e && '$TARSEAL' digest e"
refuses "digest with a link" 5 "boundary.file-kind" sh -c "ln -s x expiry/l; '$TARSEAL' digest expiry"
has "inspect" "$("$TARSEAL" inspect "$good")" "^UNVERIFIED"
is "inspect as JSON" false "$("$TARSEAL" inspect --format json "$good" | jq .verified)"
is "inspect from a pipe" 0 "$("$TARSEAL" inspect - <"$good" >/dev/null; echo $?)"
refuses "inspect of something else" 3 "not a bundle" "$TARSEAL" inspect followup.json
refuses "inspect of a directory" 6 "is a directory" "$TARSEAL" inspect .
is "profile list" 5 "$("$TARSEAL" profile list | grep -c '^trial-')"
rm -r expiry/l e
"$TARSEAL" profile show trial-expired-followup >p.json
is "profile lint" 0 "$("$TARSEAL" profile lint p.json >/dev/null; echo $?)"
jq '.gates[0].all[0].matches = "x"' p.json >q.json
refuses "profile lint" 6 "unknown test" "$TARSEAL" profile lint q.json
has "profile lint: where" "$j_said" "q.json, /gates/0/all/0"
lacks "profile lint of a built-in" "$("$TARSEAL" profile lint p.json)" "^advice"
jq '.gates[0].all[0].at = "/recrod/status" | .gates[1].all[0].at = "/record/gone" | .subject = "/record/x"' p.json >odd.json
said=$("$TARSEAL" profile lint odd.json)
has "profile lint: a mistyped root" "$said" '^advice   expiry-evidence-ready: "/recrod/status" names nothing'
has "profile lint: no field" "$said" '^advice   expiry-approval-approved: "/record/gone" is not a field'
jq '.expired = "/recrod/expired_at" | .delivered = "/record/gone"' p.json >times.json
said=$("$TARSEAL" profile lint times.json)
has "profile lint: expired" "$said" '^advice   expired: "/recrod/expired_at" names nothing'
has "profile lint: delivered" "$said" '^advice   delivered: "/record/gone" is not a field'
jq '.expired = "expired_at"' p.json >times.json
refuses "profile lint: expired is no pointer" 6 "it is not a JSON Pointer" "$TARSEAL" profile lint times.json
jq '.expired = 7' p.json >times.json
refuses "profile lint: expired is no text" 6 "/expired" "$TARSEAL" profile lint times.json
said=$("$TARSEAL" profile lint odd.json)
has "profile lint: the subject" "$said" '^advice   subject: "/record/x" is not a field'
jq '.subject = "/record/notification/delivered_at" | .delivered = "/record/trial_ref" | .public += ["/record/trial_ref", "/record/gone"] |
	.media = ["application/pdf", "application/zip"] | .gates += [
	{id: "a", title: "A", all: [{at: "/record/notification/channel", is: "fax"}]},
	{id: "b", title: "B", all: [{at: "/record/notification/channel", in: ["fax", "email"]}]},
	{id: "c", title: "C", all: [{at: "/record/trial_ref", type: "time"}]},
	{id: "d", title: "D", all: [{at: "/record/trial_ref", after: "/bundle/created"}]},
	{id: "e", title: "E", all: [{at: "/record/notification/delivered_at", same_as: "/evidence/expired_at"}]}]' p.json >wrong.json
said=$("$TARSEAL" profile lint wrong.json)
while IFS= read -r line; do
	has "profile lint: $line" "$said" "^advice   $line"
done <<'END'
subject: "/record/notification/delivered_at" is a time .*, but a subject is a reference$
delivered: "/record/trial_ref" is a reference .*, but an audit needs a time$
public: "/record/trial_ref" is a reference .*, but only labels are published$
public: "/record/gone" is not a field
media: "application/zip" cannot be allowed
a: "/record/notification/channel" is compared with a value that the field cannot have
b: "/record/notification/channel" is compared with a value that the field cannot have
c: "/record/trial_ref" must be a time .*, but the field is a reference
d: "/record/trial_ref" is a reference .*, but it is compared as a time$
e: same_as compares times as text
END
is "profile lint: no more advice" 10 "$(printf '%s\n' "$said" | grep -c '^advice')"
# Colour is used where it is asked for, by every verb that has something to colour, and nowhere else.
esc=$(printf '\033')
jq '.default.approvers = 9' "$KEYS/trust.json" >nine.json
for verb in "profile lint wrong.json" "trust check nine.json" "trust check $KEYS/trust.json" "scan wrong.json" "verify --trust $KEYS/trust.json $good" \
	"audit --trust $KEYS/trust.json $good" "verify --trust $KEYS/trust.json $good -o colour.txt"; do
	has "colour: $verb" "$("$TARSEAL" ${verb} --color always 2>/dev/null; cat colour.txt 2>/dev/null)" "$esc\\[3[123]m"
	rm -f colour.txt
	lacks "no colour: $verb" "$("$TARSEAL" ${verb} 2>&1; cat colour.txt 2>/dev/null)" "$esc"
	rm -f colour.txt
	lacks "never colour: $verb" "$(CLICOLOR_FORCE=1 "$TARSEAL" ${verb} --color never 2>&1; cat colour.txt 2>/dev/null)" "$esc"
	rm -f colour.txt
done
jq '.title = "Mine"' p.json >mine.json
approve
profile=mine.json
judges "a file with a built-in's id" 6 profile.known check_it
jq '.id = "my-followup"' p.json >own.json
profile=own.json
judges "a profile of one's own" 0 "" check_it

# What the program is made of.
version=$(sed -n 's/^VERSION := //p' "$FIXTURES/../Makefile")
is "version" "tarseal $version (bundle format 1)" "$("$TARSEAL" --version)"
about=$("$TARSEAL" version --json)
is "version --json: the same as --format json" "$about" "$("$TARSEAL" version --format json)"
is "version --json: members" "build bundle_format features libraries limits rules tarseal version" "$(printf '%s' "$about" | jq -r 'keys | join(" ")')"
is "version --json: form and version" "version/1 $version 1" "$(printf '%s' "$about" | jq -r '"\(.tarseal) \(.version) \(.bundle_format)"')"
has "version --json: how it is linked" "$(linking)" '^\(shared\|mixed\|static\)$'
is "version --json: libraries without a version" "" "$(printf '%s' "$about" | jq -r '.libraries | to_entries[] | select(.value | test("^[0-9]+[.][0-9]") | not) | .key')"
is "version --json: the rules" "$("$TARSEAL" scan --list-rules | sed -n 's/.*sha256:\([0-9a-f]*\).*/\1/p')" "$(printf '%s' "$about" | jq -r .rules.sha256)"
is "version --json: limits" "true" "$(printf '%s' "$about" | jq '[.limits[] | . > 0] | all')"
"$TARSEAL" version --json -o "$WORK/v/version.json"
is "version -o" "$about" "$(cat "$WORK/v/version.json")"
usage "version with an argument" "unexpected argument" version 1
finish
