# Results: several forms in one run, reports that replace earlier ones, many bundles, directories of profiles, alerts.
script=forms
here=$(cd "$(dirname "$0")" && pwd)
. "$(dirname "$0")/lib.sh"
seal_all
rm -rf "$WORK/f"
mkdir "$WORK/f"
cd "$WORK/f" || exit 1
good=$SEALED_DIR/alder-revoked.tar
head -c 5000 "$good" >damaged.tar

# Several forms in one run agree with those of a run of their own.
text=$(verify_it "$good" damaged.tar --format json=v.json --format junit=v.xml --format html=v.html)
is "several forms: exit" 3 $?
is "several forms: text" "$(verify_it "$good" damaged.tar)" "$text"
is "several forms: JSON" "$(verify_it "$good" damaged.tar --format json)" "$(cat v.json)"
is "several forms: JUnit" "$(verify_it "$good" damaged.tar --format junit)" "$(cat v.xml)"
is "several forms: HTML" "$("$TARSEAL" report --trust "$KEYS/trust.json" --at "$NOW" "$good" damaged.tar)" "$(cat v.html)"
verify_it "$good" --format json --format text=v.txt -o main.json
is "text on the side" "$(verify_it "$good")" "$(cat v.txt)"
is "and the result" accepted "$(jq -r '.bundles[].verdict' main.json)"
"$TARSEAL" scan "$FIXTURES/trials" --format sarif=s.sarif --format junit=s.xml >/dev/null
is "scan: SARIF" "$("$TARSEAL" scan "$FIXTURES/trials" --format sarif)" "$(cat s.sarif)"
is "scan: JUnit" 1 "$(grep -c '<testsuites' s.xml)"
"$TARSEAL" inspect "$good" --format json=i.json >/dev/null
is "inspect" false "$(jq .verified i.json)"
begin alder-revoked
approve
pack_it out.tar --format json=pack.json -q >/dev/null
is "pack: exit" "0 accepted" "$? $(jq -r '.bundles[].verdict' pack.json)"
rm out.tar
pack_it out.tar --format json=/dev/full -q >/dev/null 2>err
is "pack: a lost report" 6 $?
has "pack: a lost report" "$(cat err)" "out.tar is whole: only a report on it is missing"
is "pack: what is whole" 0 "$(verify_it -q out.tar >/dev/null; echo $?)"
cd "$WORK/f" || exit 1
# One result that cannot be written keeps no other from being written.
text=$(trap '' XFSZ && ulimit -f 4 && verify_it "$good" --format html=toolarge.html --format text=small.txt 2>err)
is "a result that cannot be written: exit" 6 $?
is "a result that cannot be written: the text" "$(verify_it "$good")" "$text"
is "a result that cannot be written: another one" "$text" "$(cat small.txt)"
has "a result that cannot be written: which" "$(cat err)" "toolarge.html"
absent "a result that cannot be written" toolarge.html
# Only what is really of an earlier run is said to be.
"$TARSEAL" report --trust "$KEYS/trust.json" --at "$NOW" "$good" -o earlier.html
verify_it "$good" --format junit=written.xml >/dev/null
(trap '' XFSZ && ulimit -f 40 && verify_it "$good" --format html=earlier.html --format junit=written.xml --format json=written.json) >/dev/null 2>err
is "an earlier page stays: exit" 6 $?
has "an earlier page stays" "$(cat err)" "earlier.html is not written: what is there is of an earlier run"
lacks "the other results are of this run" "$(cat err)" "written.xml\|written.json"
is "the other results are whole" "$(verify_it "$good" --format junit)" "$(cat written.xml)"
# A policy that cannot be read is said once, in text, and of each bundle to programs.
text=$("$TARSEAL" verify --trust gone.json "$good" damaged.tar 2>&1)
is "no policy for several bundles" "6 tarseal verify: cannot open gone.json: No such file or directory (trust.valid)" "$? $text"
is "no policy for several bundles, JSON" 2 "$("$TARSEAL" verify --trust gone.json --format json "$good" damaged.tar | grep -c '"cannot open gone.json')"
# No result of an audit replaces a bundle.
mkdir victims
cp "$good" victims/a.tar
cp "$good" victims/unnamed
for victim in a.tar unnamed; do
	refuses "a page over $victim" 2 "is a bundle, or has the name of one" "$TARSEAL" audit victims --trust "$KEYS/trust.json" --at "$NOW" \
		--format html="victims/$victim" --force
	is "a page over $victim" "" "$(cmp "$good" "victims/$victim" 2>&1)"
done
refuses "two results" 2 "given twice" verify_it "$good" --format json --format junit
refuses "two results in one file" 2 "two results would go to x.json" verify_it "$good" --format json=x.json --format junit=x.json
refuses "the result and another" 2 "two outputs would go to x.json" verify_it "$good" --format json=x.json -o x.json
refuses "no file" 2 "needs the name of a file" verify_it "$good" --format json=
refuses "standard output" 2 "needs the name of a file" verify_it "$good" --format json=-
refuses "a form that is not offered" 2 'takes text, json, jsonl, junit or html here, not "csv"' verify_it "$good" --format csv=x.csv
refuses "a place that is not there" 6 "gone/x.json" verify_it "$good" --format json=gone/x.json
absent "no form" x.json
absent "no form of another verb" x.csv

# A report takes the place of an earlier one, in whatever form; of nothing else without --force.
cp v.json v.xml v.html v.txt main.json s.sarif i.json "$WORK/f" 2>/dev/null
"$TARSEAL" audit --trust "$KEYS/trust.json" --at "$NOW" "$SEALED_DIR" --format text=a.txt --format csv=a.csv \
	--format summary=a.sum --format prom=a.prom --format html=a.html --format json=a.json --format junit=a.xml >/dev/null 2>&1
verify_it "$good" -q --format text=q.txt >/dev/null
for old in v.json v.xml v.html v.txt q.txt s.sarif i.json a.txt a.csv a.sum a.prom a.html a.json a.xml; do
	cp "$old" old && verify_it "$good" --format json -o old && ok || not_ok "over $old"
	is "over $old" accepted "$(jq -r '.bundles[].verdict' old)"
done
is "its mode stays" 640 "$(chmod 640 old && verify_it "$good" -o old && stat -c %a old)"
"$TARSEAL" keygen --no-passphrase -q -o own
printf 'file      notes\nREJECTED  by me\nand more\n' >notes
printf '<!DOCTYPE html>\n<html></html>\n' >page
printf '{"tarseal": "verdict/1"}\n' >compact
ln -s v.json link
: >empty
cp "$SEALED_DIR/birch-renewed.tar" other.tar
cp "$KEYS/trust.json" other.json
for old in other.tar own.key own.pub notes page compact link other.json; do
	before=$(sha256sum "$old")
	refuses "over $(basename "$old")" 6 "already exists\|link or a device" verify_it "$good" -o "$old"
	is "over $(basename "$old"): kept" "$before" "$(sha256sum "$old")"
	refuses "beside over $(basename "$old")" 6 "already exists\|link or a device" verify_it "$good" --format json="$old"
	is "beside over $(basename "$old"): kept" "$before" "$(sha256sum "$old")"
done
verify_it "$good" -o notes --force && ok || not_ok "--force"
has "--force" "$(tail -1 notes)" "^ACCEPTED"
refuses "--force over a link" 6 "link or a device" verify_it "$good" -o link --force
refuses "keygen has no --force" 2 "unknown option" "$TARSEAL" keygen -o own --force
begin alder-revoked
cp "$WORK/f/v.json" approval.json
refuses "an approval over a report" 6 "already exists" "$TARSEAL" approve expiry --key "$KEYS/approver.key" --yes -q \
	--ref approval:opaque-1 --by role:x -o approval.json
"$TARSEAL" approve expiry --key "$KEYS/approver.key" --yes -q --ref approval:opaque-1 --by role:x -o approval.json --force &&
	ok || not_ok "an approval with --force"
is "an approval with --force" 1 "$(jq '.signatures | length' approval.json)"
cd "$WORK/f" || exit 1

# Directories and lists of bundles.
mkdir -p many/a many/b/c
cp "$good" many/z.tar
cp "$good" many/a/y.tar
cp damaged.tar many/b/c/x.tar
echo no bundle >many/readme.txt
is "a directory: paths" "many/a/y.tar many/b/c/x.tar many/z.tar" \
	"$(verify_it many --format json | jq -r '[.bundles[].path] | join(" ")')"
judges "a directory" 3 tar.canonical verify_it many
judges "a directory and a bundle" 3 tar.canonical verify_it many "$good"
ln -s gone.tar many/dangling.tar
judges "a link to nothing" 6 "io tar.canonical" verify_it many
rm many/dangling.tar
mkdir -p none
judges "a directory without bundles" 6 io verify_it none
has "a directory without bundles" "$(verify_it none)" "is a directory"
printf '%s\n' many/z.tar '' many/a/y.tar >list
is "a list" "many/z.tar many/a/y.tar" "$(verify_it --files-from list --format json | jq -r '[.bundles[].path] | join(" ")')"
judges "a list from standard input" 0 "" sh -c 'cat list | "$0" verify --trust "$KEYS/trust.json" --at "$NOW" --files-from - "$@"' "$TARSEAL"
find many -name '*.tar' -print0 | LC_ALL=C sort -z >list0
is "a list with NULs" 3 "$(verify_it --files-from list0 --format json | jq '.bundles | length')"
printf 'many/z.tar' >unended
judges "a list without its last newline" 0 "" verify_it --files-from unended
printf '%s\n' many/z.tar gone.tar >wrong
judges "a list that names what is not there" 6 io verify_it --files-from wrong
refuses "an empty list" 6 "names no bundle" verify_it --files-from empty
refuses "no list" 6 "gone" verify_it --files-from gone
refuses "standard input twice" 2 "only once" verify_it --files-from - -
refuses "nothing" 2 "name the bundles" verify_it
is "report of a directory" 2 "$("$TARSEAL" report --trust "$KEYS/trust.json" --at "$NOW" many/a many/b | grep -o '<article id="b' | wc -l | tr -d ' ')"

mkdir -p pipes && cp "$good" pipes/a.tar && mkfifo pipes/p.tar
text=$(timeout 20 "$TARSEAL" verify --trust "$KEYS/trust.json" --at "$NOW" pipes)
is "a pipe in a directory" 6 $?
has "a pipe in a directory: the others are verified" "$text" "^ACCEPTED  pipes/a.tar"
has "a pipe in a directory: named" "$text" "pipes/p.tar is a pipe to which nobody has written anything"
judges "a pipe that is named" 6 io timeout 20 "$TARSEAL" verify --trust "$KEYS/trust.json" pipes/p.tar
rm pipes/p.tar && mkfifo pipes/p && ln -s p pipes/link.tar
judges "a link to a pipe in a directory" 6 io timeout 20 "$TARSEAL" verify --trust "$KEYS/trust.json" --at "$NOW" pipes
is "a bundle through <(COMMAND)" 0 "$(bash -c '"$TARSEAL" verify -q --trust "$KEYS/trust.json" --at "$NOW" <(cat "$1")' x "$good" >/dev/null; echo $?)"

# An earlier report never looks as if it were of a run that failed early.
verify_it "$good" --format junit=s.xml --format html=s.html >/dev/null
verify_it --files-from empty --format junit=s.xml --format html=s.html >/dev/null 2>&1
is "an empty list: exit" 6 $?
has "an empty list: JUnit" "$(cat s.xml)" "names no bundle"
has "an empty list: HTML" "$(cat s.html)" "names no bundle"
"$TARSEAL" report --trust gone.json "$good" -o s.html >/dev/null 2>&1
is "no policy: exit" 6 $?
has "no policy: HTML" "$(cat s.html)" "cannot open gone.json"
has "no audit: an earlier page is named" "$("$TARSEAL" audit --trust gone.json "$SEALED_DIR" --format html=a.html --format json=a.json 2>&1)" \
	"warning: a.html is not written: what is there is of an earlier run"
has "no audit: an earlier page is named alone" "$("$TARSEAL" audit --trust gone.json "$SEALED_DIR" --format html -o a.html 2>&1)" \
	"warning: a.html is not written"

# No input is ever overwritten.
cp "$good" mine.tar
cp "$KEYS/trust.json" policy.json
cp mine.tar many/q.tar
for out in mine.tar policy.json list many/q.tar; do
	printf '%s\n' mine.tar >list
	before=$(sha256sum "$out")
	refuses "over the input $out" 2 "the output $out is also an input" "$TARSEAL" verify --trust policy.json --at "$NOW" \
		--files-from list mine.tar many -o "$out" --force
	refuses "beside over the input $out" 2 "the output $out is also an input" "$TARSEAL" verify --trust policy.json --at "$NOW" \
		--files-from list mine.tar many --format json="$out" --force
	is "the input $out is kept" "$before" "$(sha256sum "$out")"
done
ln mine.tar hard.tar
refuses "over an input by another name" 2 "is also an input" "$TARSEAL" verify --trust policy.json mine.tar -o hard.tar --force
rm -f many/q.tar hard.tar

# Profiles in a directory.
mkdir -p profiles/deep
"$TARSEAL" profile show trial-expired-followup | jq '.id = "payroll-review" | .title = "Payroll review"' >profiles/deep/payroll.json
echo 'no profile' >profiles/notes.txt
digest=$(sha256sum profiles/deep/payroll.json | cut -d' ' -f1)
jq --arg d "$digest" '.stages["payroll-review"] = {profiles: [{sha256: $d}]} | del(.keys[0].stages)' "$KEYS/trust.json" >pinned.json
begin alder-revoked
approve
own() { # VERB OPTIONS...
	verb=$1
	shift
	SOURCE_DATE_EPOCH=$SEALED "$TARSEAL" "$verb" --profiles "$WORK/f/profiles" --profile payroll-review --evidence "$evidence" \
		--approval approval.dsse.json --record "$record" "$@"
}
own check --format json >check.json 2>/dev/null
is "check with a profile of a directory" payroll-review "$(jq -r '.bundles[].stage // empty' check.json | head -1)"
own pack --key "$KEYS/producer.key" -q -o own.tar >/dev/null && ok || not_ok "pack with a profile of a directory"
cp own.tar "$WORK/f"
cd "$WORK/f" || exit 1
judges "verify with a directory" 0 "" "$TARSEAL" verify --trust pinned.json --at "$NOW" --profiles profiles own.tar
judges "verify with the variable" 0 "" env TARSEAL_PROFILES=profiles "$TARSEAL" verify --trust pinned.json --at "$NOW" own.tar
judges "verify without it" 6 profile.known "$TARSEAL" verify --trust pinned.json --at "$NOW" own.tar
jq '.title = "Another"' profiles/deep/payroll.json >profiles/second.json
judges "further revisions change nothing" 0 "" "$TARSEAL" verify --trust pinned.json --at "$NOW" --profiles profiles own.tar
begin alder-revoked
approve
judges "which revision?" 6 profile.valid own pack --key "$KEYS/producer.key" -o no.tar
has "which revision?" "$verdict" "several revisions of the profile payroll-review"
absent "which revision?" no.tar
cd "$WORK/f" || exit 1
echo '{' >profiles/broken.json
judges "a broken one" 6 profile.valid "$TARSEAL" verify --trust pinned.json --at "$NOW" --profiles profiles own.tar
has "a broken one is named" "$("$TARSEAL" verify --trust pinned.json --at "$NOW" --profiles profiles own.tar 2>&1)" "profiles/broken.json"
judges "a file" 6 profile.valid "$TARSEAL" verify --trust pinned.json --at "$NOW" --profiles pinned.json own.tar
judges "no directory" 6 io "$TARSEAL" verify --trust pinned.json --at "$NOW" --profiles gone own.tar

# Alerts, and only what fails.
audit() {
	"$TARSEAL" audit --trust "$KEYS/trust.json" --at 2027-03-01T00:00:00Z "$@"
}
printf 'trial_ref,expired_at\ntrial:opaque-4711,2026-10-01T00:00:00Z\ntrial:opaque-silent-1,2026-11-02T00:00:00Z\n' >register.csv
audit --format json --register register.csv "$SEALED_DIR" >audit.json
code=$?
audit --format summary --register register.csv "$SEALED_DIR" >summary
is "summary: exit" $code $?
is "summary: one line" 1 "$(wc -l <summary | tr -d ' ')"
has "summary" "$(cat summary)" "^tarseal audit: [A-Z]* trial-expired-followup as of 2027-03-01T00:00:00Z: [0-9]* trials, .*$(jq .counts.missing audit.json) missing"
audit --format prom --register register.csv "$SEALED_DIR" >prom
is "prom: exit" $code $?
for state in covered missing orphan; do
	has "prom: $state" "$(cat prom)" "^tarseal_audit_expiries{stage=\"trial-expired-followup\",state=\"$state\"} $(jq ".counts.$state" audit.json)\$"
done
has "prom: exit code" "$(cat prom)" "^tarseal_audit_exit_code{stage=\"trial-expired-followup\"} $code\$"
is "only failing: CSV" "$(jq '[.trials[] | select(.fails)] | length' audit.json)" \
	"$(audit --format csv --only failing --register register.csv "$SEALED_DIR" | grep -c '^[^,]*,"[a-z]*","true",')"
lacks "only failing: text" "$(audit -v --only failing --register register.csv "$SEALED_DIR")" "^covered "
has "everything: text" "$(audit -v --register register.csv "$SEALED_DIR")" "^covered "
lacks "only failing: HTML" "$(audit --format html --only failing --register register.csv "$SEALED_DIR" | sed '/<pre\|<script/,$d')" 'trial:opaque-4711'
is "only failing: the JSON has all" "$(jq -c .counts audit.json)" \
	"$(audit --only failing --format json --register register.csv "$SEALED_DIR" | jq -c .counts)"
refuses "only what?" 2 'unknown state "missing"; expected failing' audit --only missing "$SEALED_DIR"
# No audit could be made: every form that can says so, and the others are not written.
echo junk >junk.csv
audit --register junk.csv "$SEALED_DIR" --format prom=x.prom --format summary=x.sum --format json=x.json --format csv=x.csv \
	--format html=x.html >/dev/null 2>&1
is "no audit: exit" 6 $?
has "no audit: prom" "$(cat x.prom)" '^tarseal_audit_exit_code{stage="trial-expired-followup"} 6$'
lacks "no audit: no counts" "$(cat x.prom)" '^tarseal_audit_expiries'
has "no audit: summary" "$(cat x.sum)" "^tarseal audit: UNDECIDED trial-expired-followup: no audit was made: register.valid: "
is "no audit: JSON" 6 "$(jq .exit x.json)"
absent "no audit: CSV" x.csv
absent "no audit: HTML" x.html

# Many bundles: what is not accepted comes first, or alone.
mkdir three
cp "$good" three/a.tar
cp damaged.tar three/b.tar
cp "$good" three/c.tar
text=$(verify_it three --only failing)
is "only failing: exit" 3 $?
lacks "only failing: no accepted one" "$text" "three/[ac].tar"
has "only failing: the other" "$text" "^REJECTED  three/b.tar"
is "only failing: the last line" "REJECTED  1 of 3 bundles not accepted" "$(printf '%s\n' "$text" | tail -1)"
is "only failing: the text on the side" "$text" "$(verify_it three --only failing --format json --format text=only.txt >/dev/null; cat only.txt)"
is "only failing: the JSON has all" 3 "$(verify_it three --only failing --format json | jq '.bundles | length')"
is "quiet: one line for each that fails, and the last" "REJECTED REJECTED" "$(verify_it three -q | cut -d' ' -f1 | xargs)"
is "all are accepted" "ACCEPTED  all 2 bundles" "$(verify_it -q three/a.tar three/c.tar)"
is "one bundle is always shown" 1 "$(verify_it -q --only failing "$good" | wc -l | tr -d ' ')"
page=$("$TARSEAL" report --trust "$KEYS/trust.json" --at "$NOW" three)
is "a page begins with what fails" "three/b.tar three/a.tar three/c.tar" \
	"$(printf '%s\n' "$page" | sed -n '/<\/nav>/q; s/.*<span class="under">\([^<]*\)<.*/\1/p' | xargs)"
has "a page counts" "$page" "1 of 3 bundles not accepted\.<"
page=$("$TARSEAL" report --trust "$KEYS/trust.json" --at "$NOW" --only failing three)
is "a page only of what fails" "three/b.tar" "$(printf '%s\n' "$page" | sed -n 's/.*<span class="under">\([^<]*\)<.*/\1/p' | xargs)"
has "which says so" "$page" "1 of 3 bundles not accepted. Only those are listed\.<"
refuses "only what?" 2 'unknown state "bad"; expected failing' verify_it --only bad three
mkdir far && cp "$good" far/e.tar && ln -s ../far three/far && ln -s ../far three/more
has "what is passed over is named" "$(verify_it three 2>&1)" "warning: three/far and others are passed over"
is "once" 1 "$(verify_it three 2>&1 | grep -c 'passed over')"
is "what is passed over is not verified" 3 "$(verify_it three --format json 2>/dev/null | jq '.bundles | length')"
mkdir other-names
cp "$good" other-names/a.TAR
cp "$good" other-names/b.tar.bak
judges "bundles under other names" 0 "" verify_it other-names
gzip -c "$good" >other-names/c.tar.gz
judges "a compressed one" 3 tar.canonical verify_it other-names
echo >other-names/notes.txt
is "what is no bundle by its name" 3 "$(verify_it other-names --format json | jq '.bundles | length')"

# What only looks like a line of a verdict is not replaced.
printf '{"path":"/home/me","notes":1}\n' >notes.jsonl
refuses "something else that begins with a path" 6 "no earlier report" verify_it "$good" -o notes.jsonl
is "something else that begins with a path: kept" 1 "$(jq .notes notes.jsonl)"

# A report of an earlier run is named when this run cannot write its own.
verify_it "$good" --format jsonl --format json=stale.json --format html=stale.html >/dev/null
said=$(verify_it damaged.tar --format jsonl --format json=stale.json --format html=stale.html 2>&1 >/dev/full)
has "standard output failed: JSON" "$said" "stale.json is not written\|cannot write"
has "standard output failed: the page" "$said" "stale.html is not written"
verify_it "$good" --format junit=night.xml --format html=night.html >/dev/null
said=$(verify_it damaged.tar --format junit=night.xml --format html=night.html --format json=/dev/full 2>&1 >/dev/null)
is "an output that cannot be written: exit" 6 $?
has "an earlier report: JUnit" "$said" "night.xml is not written: what is there is of an earlier run"
has "an earlier report: HTML" "$said" "night.html is not written"

# Results are tried before any work is done; what is no report stays.
echo text >mine
mkdir nowhere && chmod 500 nowhere
for out in mine nowhere/x gone/x; do
	[ "$out $(id -u)" = "nowhere/x 0" ] && continue
	refuses "$out" 6 "$out" verify_it -o $out "$good"
	refuses "$out, on the side" 6 "$out" verify_it --format json=$out "$good"
	refuses "$out, of an audit" 6 "$out" audit --format json=$out "$SEALED_DIR"
	is "$out: no bundle was read" "" "$(verify_it --format json=$out no-such.tar 2>&1 | grep no-such)"
done
is "what is no report is kept" text "$(cat mine)"
has "what would replace it" "$(verify_it -o mine "$good" 2>&1)" "or replace it with --force"
: >new
is "an empty file is replaced" 0 "$(verify_it --format json -o new "$good" >/dev/null; jq .exit new)"

# A shell's <(COMMAND), and other descriptors.
cat >sub.bash <<'END'
set -eu
"$TARSEAL" verify -q --at "$NOW" --trust <(cat "$KEYS/trust.json") "$1"
"$TARSEAL" verify -q --at "$NOW" --trust <(sleep 0.3; cat "$KEYS/trust.json") "$1"
"$TARSEAL" verify -q --at "$NOW" --trust "$KEYS/trust.json" --files-from <(echo "$1")
"$TARSEAL" verify -q --at "$NOW" --trust /proc/self/fd/7 "$1" 7<"$KEYS/trust.json"
"$TARSEAL" audit -q --at "$NOW" --trust <(cat "$KEYS/trust.json") --register <(printf \
	'{"trial_ref":"trial:opaque-4711","expired_at":"2026-10-01T00:00:00Z"}\n') "$1"
END
is "process substitution" "0 5" "$(bash sub.bash "$good" >said; echo "$? $(grep -c ^ACCEPTED said)")"
mkfifo pipe
for path in /dev/fd/98 /dev/fd/1x /proc/self/fd/ pipe; do
	judges "no policy: $path" 6 trust.valid timeout 10 "$TARSEAL" verify --trust $path "$good"
done

# A line of JSON for each bundle, as they are verified.
lines=$(verify_it three --format jsonl)
is "jsonl: exit" 3 $?
is "jsonl: what is in the JSON" "$(verify_it three --format json | jq -c '.bundles[]')" "$(printf '%s\n' "$lines" | jq -c .)"
is "jsonl: one line each" 3 "$(printf '%s\n' "$lines" | wc -l | tr -d ' ')"
is "jsonl on the side" "$lines" "$(verify_it three --format jsonl=side.jsonl >/dev/null; cat side.jsonl)"
verify_it three --format jsonl=side.jsonl >/dev/null
is "jsonl replaces jsonl" 3 $?
is "jsonl: nothing was loaded" 6 "$("$TARSEAL" verify --trust gone.json --format jsonl "$good" >gone.jsonl; echo $?)"
is "jsonl: nothing was loaded: said" trust.valid "$(jq -r '.checks[0].id' gone.jsonl)"
is "the exit code comes last" 3 "$(verify_it three --format json | tail -2 | head -1 | tr -dc 0-9)"
"$TARSEAL" verify --trust "$KEYS/trust.json" --at "$NOW" --format json three >/dev/full 2>err
is "a full disk: exit" 6 $?
has "a full disk" "$(cat err)" "the result did not reach standard output"
mkdir lots
for n in $(seq 600); do ln "$good" "lots/$n.tar" 2>/dev/null || cp "$good" "lots/$n.tar"; done
# The sanitizers keep what was freed, and so does Node (tests/wasm/twin.sh).
forms="json jsonl text"
{ grep -q __asan_init "$TARSEAL" || [ -n "${TWIN_CLI:-}" ]; } && forms=
for form in $forms; do
	is "memory does not grow with bundles: $form" ok "$(python3 "$here/grows.py" 4 "$TARSEAL" verify --threads 1 -v --trust "$KEYS/trust.json" \
		--at "$NOW" --format $form -- three -- lots lots lots lots)"
done
finish
