# --format junit: well-formed, and the same as the text and the JSON, for every verb that gives a verdict.
script=junit
. "$(dirname "$0")/lib.sh"
reader=$(cd "$(dirname "$0")" && pwd)/junit.py
seal_all
rm -rf "$WORK/ju"
mkdir "$WORK/ju"
cd "$WORK/ju" || exit 1
good=$SEALED_DIR/alder-revoked.tar

# counts FILTER: the number of such checks in $verdict
counts() {
	printf '%s' "$verdict" | jq "[.bundles[].checks[] | select($1)] | length"
}

# reports WHAT EXIT IDS COMMAND...: the three formats agree on exit codes, failing checks, counts and each case
reports() {
	r_what=$1 r_exit=$2
	judges "$@"
	shift 3
	printf '%s' "$verdict" >"$WORK/ju/verdict.json"
	"$@" >/dev/null 2>&1
	is "$r_what: exit of text" "$r_exit" $?
	"$@" --format junit >"$WORK/ju/report.xml" 2>"$WORK/stderr"
	is "$r_what: exit of JUnit" "$r_exit" $?
	lacks "$r_what: sanitizer" "$(cat "$WORK/stderr")" 'Sanitizer\|runtime error'
	r_said=$(python3 "$reader" "$WORK/ju/report.xml" "$WORK/ju/verdict.json" 2>&1) && ok || not_ok "$r_what" "$r_said"
	is "$r_what: counts" "$(counts true) $(counts '.result == "fail" and .class != "undecided"') $(
		counts '.result == "not-run" or (.result == "fail" and .class == "undecided")') $(
		counts '.result == "skip" or .result == "waived"')" "$(printf '%s\n' "$r_said" | sed -n 1p)"
}

# Every class, and several bundles.
reports "accepted" 0 "" verify_it "$good"
is "nothing fails, and something passes" 1 "$(python3 "$reader" report.xml | awk '{print ($2 + $3 == 0 && $1 > $4)}')"
reports "accepted, with chains" 0 "" verify_it "$SEALED_DIR"/*.tar
has "a bundle inside" "$(cat report.xml)" 'name="evidence: tar.canonical"'
head -c 5000 "$good" >damaged.tar
jq 'del(.keys[0, 2])' "$KEYS/trust.json" >nobody.json
reports "damaged" 3 tar.canonical verify_it damaged.tar
has "what was not run errs" "$(cat report.xml)" '<error message="this check did not run" type="not-run">'
reports "untrusted" 4 "seal.trusted" "$TARSEAL" verify --trust nobody.json --at "$NOW" "$good"
jq '.keys[0].stages = ["trial-conversion-readiness"]' "$KEYS/trust.json" >outer.json
"$TARSEAL" verify --trust outer.json --at "$NOW" --format json "$SEALED_DIR/birch-conversion.tar" >inner.json
reports "untrusted inside" 4 "$(failing <inner.json)" "$TARSEAL" verify --trust outer.json --at "$NOW" "$SEALED_DIR/birch-conversion.tar"
has "a failure inside" "$(cat report.xml)" 'name="evidence: seal.role"'
reports "blocked" 1 "expect.stage expect.subject" verify_it --stage trial-access-expiry --subject trial:other "$good"
reports "undecided" 6 io verify_it gone.tar
has "a file that cannot be opened errs" "$(cat report.xml)" '<error message="cannot open gone.tar: '
reports "all at once" 6 "io tar.canonical" verify_it "$good" gone.tar damaged.tar . ""
is "a suite each" 5 "$(grep -c '<testsuite ' report.xml)"
reports "too many files" 6 tar.limit verify_it --max-files 4 "$good"
reports "a policy that is none" 6 trust.valid "$TARSEAL" verify --trust damaged.tar "$good" damaged.tar
cat "$good" >piped
reports "standard input" 0 "" sh -c '"$0" verify --trust "$KEYS/trust.json" --at "$NOW" - "$@" <piped' "$TARSEAL"
is "quiet and verbose change nothing" "$(verify_it --format junit "$good" | sha256sum)" \
	"$(verify_it -q -v --color always --format junit "$good" | sha256sum)"

# A policy is required. A report goes to the file that -o names, complete or not at all.
refuses "no policy" 2 "no trust policy" "$TARSEAL" verify --format junit -o never.xml "$good"
is "no policy, no report" "" "$(cat "$WORK/stdout")"
absent "no policy, no report" never.xml
verify_it --format junit -o out.xml "$good" damaged.tar
is "a report into a file" "3 1" "$? $(python3 "$reader" out.xml >/dev/null && grep -c '<failure' out.xml)"
echo kept >kept.xml
refuses "never over a file" 6 "already exists" verify_it --format junit -o kept.xml "$good"
is "never over a file" kept "$(cat kept.xml)"
refuses "a full disk" 6 "No space left" sh -c "'$TARSEAL' verify --trust '$KEYS/trust.json' --format junit '$good' >/dev/full"
"$TARSEAL" scan --rules gone.json --format junit -o early.xml "$FIXTURES" >stdout
is "what cannot even begin" "6 1 0 1 0 " "$? $(python3 "$reader" early.xml) $(cat stdout)"

# Hostile names.
hostile=$(printf 'x<&>"'\''\n::error::now]]>\033[31m\342\200\256\357\277\277\357\277\276\377\t%%0A::stop-commands::x')
cp damaged.tar "$hostile"
"$TARSEAL" verify --trust "$KEYS/trust.json" --format junit "$hostile" "gone$hostile" "--" "-$hostile" >report.xml
is "hostile names: exit" 6 $?
said=$(python3 "$reader" report.xml 2>&1) && ok || not_ok "hostile names" "$said"
lacks "no line is a command" "$(cat report.xml)" '::'
has "they can be read" "$(cat report.xml)" \
	'classname="x&lt;&amp;&gt;&quot;&#39;\\u{a}:\\x3aerror:\\x3anow\]\]&gt;\\u{1b}\[31m\\u{202e}\\u{ffff}\\u{fffe}\\xff\\u{9}%0A:\\x3astop'
mkdir hostile
printf 'jane.roe@customer-mail.io\n' >"hostile/$hostile"
"$TARSEAL" scan --format junit hostile >report.xml
is "a hostile file: exit" 5 $?
said=$(python3 "$reader" report.xml 2>&1) && ok || not_ok "a hostile file" "$said"
lacks "what was found is not shown" "$(cat report.xml)" "jane.roe"
jq '.keys[1].owner = "x]]>::error::\u001b\u202e"' "$KEYS/trust.json" >hostile.json
"$TARSEAL" verify --trust hostile.json --format junit "$good" >report.xml
said=$(python3 "$reader" report.xml 2>&1) && ok || not_ok "a hostile policy" "$said"

# The other verbs.
mkdir clean scanned
echo clean >clean/a.txt
echo jane.roe@customer-mail.io >scanned/a.txt
echo john.doe@customer-mail.io >scanned/b.txt
reports "scan: nothing" 0 "" "$TARSEAL" scan clean
reports "scan: two of one rule" 5 boundary.customer.email "$TARSEAL" scan scanned
has "each has a name of its own" "$(cat report.xml)" 'name="boundary.customer.email (2)"'
reports "scan: what cannot be read" 6 "io boundary.customer.email" "$TARSEAL" scan scanned gone
"$TARSEAL" scan -q --write-baseline baseline.json scanned
reports "scan: waived" 0 "" "$TARSEAL" scan --baseline baseline.json scanned
has "who waived it, and until when" "$(cat report.xml)" \
	'<skipped message="waived: scanned/a.txt: waived by [^ ]* for [^ ]* until 20..-..-..T..:..:..Z"/>'

begin alder-revoked
approve
reports "check" 0 "" check_it
has "a gate that does not apply" "$(cat "$WORK/ju/report.xml")" '<skipped message='
pack_it "$WORK/ju/packed.tar" --format junit >"$WORK/ju/report.xml"
is "pack" "0 0" "$? $(python3 "$reader" "$WORK/ju/report.xml" | awk '{print $2 + $3}')"
has "the bundle's digest" "$(cat "$WORK/ju/report.xml")" "name=\"sha256\" value=\"$(sha256sum "$WORK/ju/packed.tar" | cut -d' ' -f1)\""
edit followup.json '.customer = "Jane"'
reports "check: boundary" 5 boundary.unknown-field check_it
reports "pack: boundary" 5 boundary.unknown-field pack_it "$WORK/ju/never.tar"
absent "pack: boundary" "$WORK/ju/never.tar"
cd "$WORK/ju" || exit 1

reports "extract: refused" 3 tar.canonical "$TARSEAL" extract --trust "$KEYS/trust.json" --at "$NOW" damaged.tar
reports "extract: no such file" 6 io "$TARSEAL" extract --trust "$KEYS/trust.json" gone.tar
"$TARSEAL" extract --trust "$KEYS/trust.json" --at "$NOW" -q --format junit "$good" >report.xml
is "extract" "0 0" "$? $(python3 "$reader" report.xml | awk '{print $2 + $3}')"
"$TARSEAL" keygen --no-passphrase -q -o verifier
jq --rawfile v verifier.pub '.keys += [{public_key: ($v | rtrimstr("\n")), owner: "ci", roles: ["verifier"]}]' \
	"$KEYS/trust.json" >verifiers.json
reports "publish: refused" 3 tar.canonical "$TARSEAL" publish --trust verifiers.json --key verifier.key -o never damaged.tar
reports "publish: no such file" 6 io "$TARSEAL" publish --trust verifiers.json --key verifier.key -o never gone.tar
absent "publish: refused" never
"$TARSEAL" publish -q --trust verifiers.json --key verifier.key -o public --format junit "$good" >report.xml
is "publish" "0 0" "$? $(python3 "$reader" report.xml | awk '{print $2 + $3}')"
reports "verify-summary" 0 "" "$TARSEAL" verify-summary --trust verifiers.json public/*.dsse.json
reports "verify-summary: refused" 4 summary.trusted "$TARSEAL" verify-summary --trust "$KEYS/trust.json" public/*.dsse.json
reports "verify-summary: no such file" 6 io "$TARSEAL" verify-summary --trust verifiers.json gone

# Every verb that gives a verdict offers it, and no other verb does; help and completion say so.
for verb in pack check verify extract scan publish verify-summary; do
	has "help $verb" "$("$TARSEAL" help "$verb")" '^  --format FORM\[=FILE\]  *text, json.*junit'
done
usage=$("$TARSEAL" inspect --format junit "$good" 2>&1)
is "inspect has no such form" 2 $?
has "inspect has no such form" "$usage" 'takes text or json here, not "junit"'
is "completion of --format" "text json sarif junit" "$(bash -c 'source /dev/stdin; COMP_WORDS=(tarseal scan --format ""); COMP_CWORD=3
	_tarseal; echo "${COMPREPLY[@]}"' <<-E2
	$("$TARSEAL" help --completion bash)
E2
)"
# The reader used here does refuse a bad report.
sed 's/tests="/tests="1/' report.xml >miscounted.xml
python3 "$reader" miscounted.xml >/dev/null 2>&1 && not_ok "a report that miscounts" || ok
sed 's/<error/<failure/; s,</error,</failure,' report.xml >other.xml
python3 "$reader" other.xml verdict.json >/dev/null 2>&1 && not_ok "a report that says something else" || ok

finish
