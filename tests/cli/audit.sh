# audit: every state of every trial, with a register and without; register sign; report; inspect --chain.
# shellcheck disable=SC2086 # words are words
script=audit
. "$(dirname "$0")/lib.sh"
seal_all
rm -rf "$WORK/au"
mkdir "$WORK/au"
cd "$WORK/au" || exit 1
[ -e "$KEYS/registrar.key" ] || "$TARSEAL" keygen --no-passphrase -q -o "$KEYS/registrar" || exit 1
jq --rawfile k "$KEYS/registrar.pub" '.keys += [{public_key: ($k | rtrimstr("\n")), owner: "trial-registry",
	roles: ["registrar"]}]' "$KEYS/trust.json" >trust.json

audit() {
	"$TARSEAL" audit --trust trust.json --at "${AT:-$NOW}" "$@"
}
# states WHAT EXIT STATES OPTIONS...: the audit exits so, with these "trial=state" pairs (sorted, without the
# scheme)
states() {
	a_what=$1 a_exit=$2 a_states=$3
	shift 3
	found=$(audit --format json "$@" 2>"$WORK/stderr")
	a_code=$?
	grep -q -e Sanitizer -e 'runtime error' "$WORK/stderr" && not_ok "$a_what: sanitizer" "$(cat "$WORK/stderr")"
	is "$a_what" "exit $a_exit: $a_states" "exit $a_code: $(printf '%s' "$found" |
		jq -r '[.trials[] | "\((.trial_ref // "none") | sub("trial:opaque-"; ""))=\(.state)"] | sort | join(" ")')"
	is "$a_what: exit in JSON" "$a_exit" "$(printf '%s' "$found" | jq .exit)"
	is "$a_what: the counts" "$(printf '%s' "$found" | jq '.trials | length')" \
		"$(printf '%s' "$found" | jq '[.counts[]] | add')"
}
# again TRIAL EPOCH OUT: the trial, sealed at another time
again() {
	begin "$1"
	approve
	SOURCE_DATE_EPOCH=$2 "$TARSEAL" pack --profile "$profile" --evidence "$evidence" --approval approval.dsse.json \
		--record "$record" --key "$KEYS/producer.key" -q -o "$3" >"$WORK/stdout"
	cd "$WORK/au" || exit 1
}

mkdir -p store/2026/october store/notes
echo "no bundle" >store/notes/readme.txt
: >store/notes/empty
ln -s ../2026 store/notes/link
cp "$SEALED_DIR/alder-revoked.tar" store/2026/
cp "$SEALED_DIR/birch-renewed.tar" store/2026/october/
cat >register.jsonl <<'R'
{"trial_ref":"trial:opaque-4711","expired_at":"2026-10-01T00:00:00Z"}
{"trial_ref":"trial:opaque-4712","expired_at":"2026-10-03T12:00:00Z","outcome":"renewed"}
{"trial_ref":"trial:opaque-9001","expired_at":"2026-10-05T00:00:00Z"}
{"trial_ref":"trial:opaque-9002","expired_at":"2026-11-20T00:00:00Z"}
R
states "covered, missing, open" 1 "4711=covered 4712=covered 9001=missing 9002=open" --register register.jsonl store
is "files that are no bundles" 3 "$(printf '%s' "$found" | jq .files.no_bundles)"
states "the same from CSV" 1 "4711=covered 4712=covered 9001=missing 9002=open" --register "$(
	printf 'expired_at,trial_ref,due\r\n2026-10-01T02:00:00+02:00,"trial:opaque-4711",\r\n' >register.csv
	printf '2026-10-03T12:00:00Z,trial:opaque-4712,\n2026-10-05T00:00:00Z,trial:opaque-9001,\n' >>register.csv
	printf '2026-10-05T00:00:00Z,trial:opaque-9002,2026-12-01T00:00:00Z\n' >>register.csv
	echo register.csv)" store
states "bundles by name" 1 "4711=covered 4712=covered 9001=missing 9002=open" --register register.jsonl \
	store/2026/alder-revoked.tar store/2026/october/birch-renewed.tar
AT=2026-12-05T00:00:00Z
states "later, what was open is missing" 1 "4711=covered 4712=covered 9001=missing 9002=missing" --register register.jsonl store
AT=$NOW
states "a longer time to do it" 0 "4711=covered 4712=covered 9001=open 9002=open" --register register.jsonl --due P60D store
head -2 register.jsonl >both.jsonl
states "all covered" 0 "4711=covered 4712=covered" --register both.jsonl store
states "an orphan" 1 "4711=covered 4712=orphan" --register "$(head -1 both.jsonl >one.jsonl && echo one.jsonl)" store
sed "s/}\$/,\"due\":\"2026-10-02T00:00:00Z\"}/" one.jsonl >early.jsonl
states "late" 1 "4711=late" --register early.jsonl store/2026/alder-revoked.tar
sed "s/T..:00:00Z/T23:00:00Z/" one.jsonl >differs.jsonl
states "another expiry than the evidence's" 1 "4711=missing 4711=orphan" --register differs.jsonl store/2026/alder-revoked.tar
said=$(audit --register differs.jsonl store/2026/alder-revoked.tar)
has "it is reported with the line" "$said" "alder-revoked.tar is about another expiry, 2026-10-01T00:00:00Z"
has "it is reported with the bundle" "$said" "the register has it with another expiry, 2026-10-01T23:00:00Z"

again alder-revoked 1795168860 "$WORK/au/store/second.tar"
states "two stories" 1 "4711=duplicate 4712=covered" --register both.jsonl store
cp store/2026/alder-revoked.tar store/copy.tar
mv store/second.tar second.tar
states "a copy is no second story" 0 "4711=covered 4712=covered" --register both.jsonl store
rm store/copy.tar
python3 - <<'P'
data = bytearray(open("store/2026/alder-revoked.tar", "rb").read())
data[data.rindex(b"notification")] ^= 1
open("store/2026/alder-revoked.tar", "wb").write(data)
P
states "only a damaged one" 1 "4711=rejected 4712=covered" --register both.jsonl store
has "its first failing check" "$(audit --register both.jsonl store)" "alder-revoked.tar: [a-z]*\.[a-z]*"
cp "$SEALED_DIR/alder-revoked.tar" store/good.tar
states "a damaged one beside a good one" 0 "4711=covered 4712=covered" --register both.jsonl store
rm store/good.tar
head -c 3000 "$SEALED_DIR/alder-revoked.tar" >store/2026/alder-revoked.tar
states "truncated before it says whose it is" 1 "4711=missing 4712=covered none=rejected" --register both.jsonl store
cp "$SEALED_DIR/alder-revoked.tar" store/2026/
jq '.keys |= map(select(.owner != "release-automation"))' trust.json >others.json
found=$(audit --trust others.json store 2>&1)
is "given twice" 2 $?
states_of() {
	"$TARSEAL" audit --trust "$1" --at "$NOW" --format json --register both.jsonl store 2>"$WORK/stderr" |
		jq -r '[.trials[] | "\(.trial_ref)=\(.state)=\(.check)"] | sort | join(" ")'
}
is "by nobody whom the policy knows" \
	"trial:opaque-4711=rejected=seal.trusted trial:opaque-4712=rejected=seal.trusted" "$(states_of others.json)"

# Without a register, the previous stage says which trials to expect.
mkdir plain
cp "$SEALED_DIR/ivy-access-expiry.tar" plain/
states "no register, nothing followed" 1 "4719=missing" plain
has "what it cannot see" "$(audit plain)" "is not seen"
cp "$SEALED_DIR/juniper-expiry.tar" "$SEALED_DIR/juniper-followup.tar" plain/
states "no register, followed" 1 "4719=missing 4720=covered" plain
rm plain/ivy-access-expiry.tar
states "no register, all followed" 0 "4720=covered" plain
rm plain/juniper-expiry.tar
states "the bundle before is gone" 1 "4720=broken" plain
cp "$SEALED_DIR/juniper-expiry.tar" plain/
again juniper-followup 1795168860 "$WORK/au/plain/fork.tar"
states "two of one trial over one bundle" 1 "4720=duplicate" plain
rm plain/fork.tar
states "another stage" 1 "4720=missing" --stage trial-conversion-readiness plain
cp "$SEALED_DIR/juniper-conversion.tar" plain/
states "another stage, done" 0 "4720=covered" --stage trial-conversion-readiness plain

# What cannot be read is always reported.
mkdir unread
cp "$SEALED_DIR/birch-renewed.tar" unread/
states "a store that is not there" 6 "4712=covered" unread absent
states "a dangling link by name" 6 "4712=covered" unread "$(ln -s nowhere dangling && echo dangling)"
ln -s "$SEALED_DIR/cedar-escalated.tar" named
states "a link by name" 0 "4712=covered 4713=covered" unread named
if [ "$(id -u)" -ne 0 ]; then
	chmod 0 unread/birch-renewed.tar
	states "no permission" 6 "" unread
	chmod 644 unread/birch-renewed.tar
fi
states "an empty store" 6 "" "$(mkdir -p void && echo void)"
has "an empty store: why" "$(audit void)" "^UNDECIDED .*there is nothing to audit"

# A damaged bundle never disappears among files that are no bundles, or behind a good one.
# damage FILE OFFSET: change one byte
damage() {
	printf X | dd of="$1" bs=1 seek="$2" conv=notrunc 2>"$WORK/stderr"
}
mkdir harm
cp "$SEALED_DIR/ivy-access-expiry.tar" harm/
damage harm/ivy-access-expiry.tar "$(grep -abo '"trial_ref"' harm/ivy-access-expiry.tar | head -1 | cut -d: -f1)"
states "the previous stage is damaged" 1 "4719=rejected" harm
is "the previous stage is damaged: counts" "0 of the stage, 1 of others, 1 refused" \
	"$(audit --format json harm | jq -r '.files | "\(.of_stage) of the stage, \(.of_other_stages) of others, \(.other_stages_refused) refused"')"
cp "$SEALED_DIR/ivy-access-expiry.tar" harm/good.tar
states "a damaged copy does not hide the good one" 1 "4719=missing" harm
states "a damaged copy, not yet due" 0 "4719=open" --due P90D harm
refuses "a due time beyond the calendar" 2 "at most P36500D" audit --due P9999999W harm
rm harm/good.tar
cp "$SEALED_DIR/birch-renewed.tar" harm/
damage harm/birch-renewed.tar 257
states "a first header is damaged" 6 "4719=rejected" harm
has "a first header is damaged: it is named" "$(audit harm)" "^unverified *harm/birch-renewed.tar: tar.canonical"
rm harm/*
ln -s "$SEALED_DIR/birch-renewed.tar" harm/birch-renewed.tar
mkfifo harm/pipe.tar harm/pipe
states "links and pipes with the name of a bundle" 6 "" harm
has "a link: it is named" "$(audit harm)" "^unverified *harm/birch-renewed.tar: .*it is a link to something outside"
has "a pipe: it is named" "$(audit harm)" "^unverified *harm/pipe.tar"
has "another pipe: counted" "$(audit harm)" " 1 other file, 2 not verified"
rm harm/*
states "a file that is not a bundle, by name" 6 "" register.jsonl
cp "$SEALED_DIR/birch-renewed.tar" harm/good.tar
cp harm/good.tar harm/bad.tar
damage harm/bad.tar "$(grep -abo 'task:' harm/bad.tar | head -1 | cut -d: -f1)"
states "a damaged copy next to a good bundle" 0 "4712=covered" harm
has "a damaged copy is named" "$(audit harm)" "^refused *harm/bad.tar: manifest.digest"
is "a damaged copy in JSON" harm/bad.tar "$(audit --format json harm | jq -r '.trials[0].refused')"
judges "a stage that nobody knows" 6 profile.known audit --stage trial-unknown unread
for bad in '{"trial_ref":"x y","expired_at":"2026-10-01T10:00:00Z"}' '{"trial_ref":"trial:a"}' \
	'{"trial_ref":"trial:a","expired_at":"2026-02-30T10:00:00Z"}' '{"trial_ref":"trial:a","expired_at":"2026-10-01T10:00:00Z","x":1}' \
	'{"trial_ref":"trial:a","expired_at":"9999-12-31T23:59:59-10:00"}' \
	'{"trial_ref":"trial:a","expired_at":"1970-01-01T00:00:00+10:00"}' \
	'{"trial_ref":"trial:a","expired_at":"2026-10-01T10:00:00Z","due":"9999-12-31T23:59:59-12:00"}' \
	'trial_ref,expired
trial:a,2026-10-01T10:00:00Z' 'trial_ref,expired_at
trial:a' 'trial_ref,expired_at
"trial:a,2026-10-01T10:00:00Z' '{"trial_ref":"trial:a","expired_at":"2026-10-01T10:00:00Z"}
{"trial_ref":"trial:a","expired_at":"2026-10-01T12:00:00+02:00"}' 'trial_ref,expired_at
' ''; do
	printf '%s' "$bad" >bad.register
	judges "a register: $bad" 6 register.valid audit --register bad.register unread
done
refuses "an expiry that is named twice: where" 6 "lines 1 and 3" audit --register "$(printf '%s\n' \
	'{"trial_ref":"trial:a","expired_at":"2026-10-01T10:00:00Z"}' '{"trial_ref":"trial:b","expired_at":"2026-10-01T10:00:00Z"}' \
	'{"trial_ref":"trial:a","expired_at":"2026-10-01T12:00:00+02:00"}' >twice.jsonl; echo twice.jsonl)" --format csv unread
judges "no register there" 6 io audit --register absent unread

# Signed registers.
sign() {
	SOURCE_DATE_EPOCH=${EPOCH:-1795250000} "$TARSEAL" register sign "$@" -q
}
sign both.jsonl --key "$KEYS/registrar.key" -o both.dsse.json || not_ok "register sign"
for option in --from --to; do
	refuses "register sign: $option" 2 "$option takes a time or a date" sign both.jsonl --key "$KEYS/registrar.key" -o no.dsse.json $option junk
done
jq '.register = {signed: true, max_age: "P7D"}' trust.json >demands.json
demanding() {
	"$TARSEAL" audit --trust demands.json --at "$NOW" "$@"
}
demanding --format json --register both.dsse.json store >json
is "a signed register" "0 true trial-registry" "$? $(jq -r '"\(.register.signed) \(.register.owner)"' json)"
judges "lines where a signature is asked for" 4 register.signed demanding --register both.jsonl store
refuses "no register where one is asked for" 2 "requires a signed register" demanding store
is "nothing is printed" "" "$(cat "$WORK/stdout")"
jq '.register = {max_age: "P7D"}' trust.json >aging.json
refuses "no register where a recent one is asked for" 2 "requires a signed register" \
	"$TARSEAL" audit --trust aging.json --at "$NOW" store
judges "lines where a recent register is asked for" 4 register.signed \
	"$TARSEAL" audit --trust aging.json --at "$NOW" --register both.jsonl store
"$TARSEAL" audit --trust demands.json --at 2026-12-05T00:00:00Z --format json --register both.dsse.json store >json 2>"$WORK/stderr"
is "too old a register" "1 register.age" "$? $(failing <json)"
cp both.jsonl kept.jsonl
head -1 kept.jsonl >both.jsonl
judges "a line taken out" 3 register.digest demanding --register both.dsse.json store
mv kept.jsonl both.jsonl
sign both.jsonl --key "$KEYS/producer.key" -o wrong-role.dsse.json
judges "signed by a producer" 4 "register.role register.threshold" demanding --register wrong-role.dsse.json store
sign both.jsonl --key "$KEYS/stranger.key" -o stranger.dsse.json
judges "signed by a stranger" 4 register.trusted demanding --register stranger.dsse.json store
jq -c '.signatures[0].sig = "AAAA"' both.dsse.json >cut.dsse.json
judges "a cut signature" 4 register.signature demanding --register cut.dsse.json store
EPOCH=1797250000 sign both.jsonl --key "$KEYS/registrar.key" -o future.dsse.json
judges "signed in the future" 4 "register.validity register.threshold" demanding --register future.dsse.json store
mv both.jsonl away.jsonl
judges "the lines are not beside it" 6 io demanding --register both.dsse.json store
mv away.jsonl both.jsonl
cp "$WORK/trial/approval.dsse.json" approval.json
judges "an approval passed off as one" 3 register.statement demanding --register approval.json store
refuses "signing what is no register" 6 "register.valid" sign trust.json --key "$KEYS/registrar.key" -o x.dsse.json
absent "signing what is no register" x.dsse.json
refuses "what it covers is said" 0 "lists all expiries from 2026-10-01T00:00:00Z to 2026-11-21T08:33:20Z" \
	env SOURCE_DATE_EPOCH=1795250000 "$TARSEAL" register sign both.jsonl --key "$KEYS/registrar.key" -o now.dsse.json
refuses "covering too little" 3 "register.covers" sign both.jsonl --key "$KEYS/registrar.key" --to 2026-10-02T00:00:00Z -o x.dsse.json
absent "covering too little" x.dsse.json
refuses "over what is there" 6 "already exists" sign both.jsonl --key "$KEYS/registrar.key" -o both.dsse.json
refuses "no key" 2 "--key is required" sign both.jsonl -o x.dsse.json
refuses "no such thing to do" 2 'unknown action "show"; expected sign' "$TARSEAL" register show both.jsonl

# Output formats.
said=$(audit --register register.jsonl store)
has "text: the silent one" "$said" "^missing *trial:opaque-9001  expired 2026-10-05T00:00:00Z, due 2026-10-19"
has "text: the last line" "$said" "^REJECTED  trial-expired-followup: 4 trials, 2 covered, 1 open, 1 failing"
lacks "text: what is covered is counted only" "$said" "^covered "
has "text: all with -v" "$(audit -v --register register.jsonl store 2>/dev/null)" "^covered *trial:opaque-4711"
is "text: -q" 1 "$(audit -q --register register.jsonl store | wc -l)"
audit --format csv --register register.jsonl store >csv
is "CSV: lines" 5 "$(wc -l <csv)"
has "CSV" "$(cat csv)" '^"trial:opaque-9001","missing","true"'
audit --format junit --register register.jsonl store >junit
is "JUnit" "4 1 1" "$(python3 -c 'import xml.etree.ElementTree as e; r = e.parse("junit").getroot()[0]
print(r.get("tests"), r.get("failures"), r.get("skipped"))')"
audit --format html --register register.jsonl -o page.html store
has "HTML" "$(cat page.html)" "trial:opaque-9001"
lacks "HTML: no script that runs" "$(cat page.html)" '<script>'
echo kept >kept.html
refuses "over another page" 6 "already exists" audit --format html --register register.jsonl -o kept.html store
printf '{"trial_ref":"trial:=cmd","expired_at":"2026-10-05T00:00:00Z"}\n' >formula.jsonl
audit --format csv --register formula.jsonl void >csv
has "CSV: no formula" "$(cat csv)" '^"trial:=cmd"'
refuses "no policy" 2 "no trust policy" "$TARSEAL" audit store
refuses "standard input" 2 "cannot be standard input" audit -
refuses "a bad time to do it" 2 "--due takes a duration" audit --due soon store
refuses "a subject" 2 "unknown option --subject" audit --subject x store
for t in 1 2 16; do
	audit -v --threads $t --register register.jsonl store >threads.$t 2>/dev/null
	cmp -s threads.1 threads.$t && ok || not_ok "$t threads"
done

# Reports of bundles.
"$TARSEAL" report --trust trust.json --at "$NOW" -o report.html "$SEALED_DIR/alder-revoked.tar" "$SEALED_DIR/juniper-activation.tar"
is "report" 0 $?
for text in "trial:opaque-4711" "release-automation" "trial-governance" "openssl dgst -sha256" "gate.closeout-recorded"; do
	has "report: $text" "$(cat report.html)" "$text"
done
head -c 5000 "$SEALED_DIR/alder-revoked.tar" >cut.tar
"$TARSEAL" report --trust trust.json --at "$NOW" cut.tar >cut.html
is "report of a damaged one" 3 $?
has "report of a damaged one" "$(cat cut.html)" "tar.canonical"
"$TARSEAL" report --trust trust.json --at "$NOW" absent.tar >absent.html
is "report of nothing" 6 $?

# Chains.
said=$("$TARSEAL" inspect --chain "$SEALED_DIR/juniper-activation.tar")
is "the chain" "trial-conversion-activation trial-conversion-readiness trial-expired-followup trial-access-expiry trial-license-access" \
	"$(printf '%s\n' "$said" | grep -o 'trial-[a-z-]*  ' | tr -d '\n' | sed 's/  / /g; s/ $//')"
has "it is not verified" "$said" "^UNVERIFIED"
is "the chain as JSON" trial-license-access "$("$TARSEAL" inspect --chain --format json "$SEALED_DIR/juniper-activation.tar" |
	jq -r .evidence.evidence.evidence.evidence.stage)"
is "without --chain" null "$("$TARSEAL" inspect --format json "$SEALED_DIR/juniper-activation.tar" | jq .evidence)"
# A path that must not be published is shown in no form, but can be found by its digest.
secret=hidden/ghp_0123456789abcdefABCDEF0123456789abcd
mkdir -p $secret
cp "$SEALED_DIR/alder-revoked.tar" $secret/good.tar
cp "$SEALED_DIR/alder-revoked.tar" $secret/twin.tar
head -c 5000 "$SEALED_DIR/birch-renewed.tar" >$secret/cut.tar
echo junk >$secret/junk.tar
ln -s nowhere $secret/link.tar
for form in text json junit csv html; do
	lacks "a secret path: $form" "$(audit --format $form hidden 2>&1)" "ghp_0123"
	lacks "a secret path that is named: $form" "$(audit --format $form $secret 2>&1)" "ghp_0123"
done
digest() { printf '%s' "$secret/$1" | sha256sum | cut -d' ' -f1; }
has "it can be found" "$(audit --format csv hidden)" "SHA-256 is $(digest cut.tar))"
has "it can be found, too" "$(audit --format csv hidden)" "SHA-256 is \($(digest good.tar)\|$(digest twin.tar)\))"

# Registers as spreadsheets write them.
printf '\357\273\277trial_ref,expired_at\r\ntrial:opaque-4711,2026-10-01T00:00:00Z\r\n' >marked.csv
states "a byte-order mark in CSV" 0 "4711=covered" --register marked.csv hidden/*/good.tar
printf '\357\273\277{"trial_ref":"trial:opaque-4711","expired_at":"2026-10-01T00:00:00Z"}\n' >marked.jsonl
states "a byte-order mark in JSON lines" 0 "4711=covered" --register marked.jsonl hidden/*/good.tar
register_says() { # WHAT PATTERN FILE
	said=$(audit --register "$3" hidden 2>&1)
	is "$1: exit" 6 $?
	has "$1" "$said" "$2"
}
printf 'trial_ref;expired_at\ntrial:opaque-4711;2026-10-01T00:00:00Z\n' >semicolons.csv
register_says "semicolons" 'unknown column "trial_ref;expired_at"' semicolons.csv
has "semicolons: the way out" "$said" 'fix  .*with commas, not with semicolons$'
printf 'trial_ref\texpired_at\ntrial:opaque-4711\t2026-10-01T00:00:00Z\n' >tabs.csv
register_says "tabs" 'not with tabs' tabs.csv
printf 'trial,expired_at\ntrial:opaque-4711,2026-10-01T00:00:00Z\n' >other.csv
register_says "another column" 'unknown column "trial"' other.csv
printf 'trial_ref,expired_at\n' | iconv -t UTF-16LE >wide.csv
printf 'trial_ref,expired_at,outcome,due,customer\ntrial:a,2026-10-03T00:00:00Z,,,x\n' >wider.csv
register_says "a fifth column" 'unknown column "customer"' wider.csv
printf 'trial_ref,expired_at,,,\ntrial:a,2026-10-03T00:00:00Z,,,\n' >empty.csv
register_says "columns without a name" 'a column has no name' empty.csv
printf 'sep=,\ntrial_ref,expired_at\n' >sep.csv
register_says "sep=" 'remove this line' sep.csv
printf 'PK\003\004xlsx' >book.csv
register_says "a workbook" 'is a workbook, not text' book.csv
printf '[{"trial_ref": "trial:a", "expired_at": "2026-10-03T00:00:00Z"}]' >array.json
register_says "an array" 'one object per line' array.json
printf 'trial_ref,expired_at\rtrial:a,2026-10-03T00:00:00Z\r' >mac.csv
register_says "CR only" 'end with CR only' mac.csv
printf '{\n "trial_ref": "trial:a"\n}\n' >pretty.json
register_says "JSON over several lines" 'a JSON object on one line' pretty.json
printf 'trial_ref,expired_at\nopaque,2026-10-03T00:00:00Z\n' >noref.csv
register_says "no reference" 'such as trial:opaque-4711' noref.csv
register_says "UTF-16" 'save it as UTF-8' wide.csv

finish
