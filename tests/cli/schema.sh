# The JSON Schemas of the stages, with a real validator: what check accepts is valid, and mistakes are not.
script=schema
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
python=python3
"$python" -c 'import jsonschema' 2>/dev/null || python=/usr/bin/python3
seal_all
rm -rf "$WORK/j"
mkdir "$WORK/j"
schema() { # PROFILE: its schema, made once
	[ -s "$WORK/j/$(basename "$1")" ] || "$TARSEAL" profile schema "$1" >"$WORK/j/$(basename "$1")"
	printf '%s' "$WORK/j/$(basename "$1")"
}
validate() { # PROFILE DEFINITION FILE...
	v_schema=$(schema "$1")
	shift
	"$python" "$here/schema.py" "$v_schema" "$@" 2>&1
}

for t in $(grep -v '^#' "$FIXTURES/trials.tsv" | cut -f1); do
	begin "$t"
	[ ! -d "$record" ] || record=$record/$("$TARSEAL" profile show "$profile" | jq -r .record)
	is "$t: the record" "" "$(validate "$profile" record "$record")"
	[ -d "$evidence" ] || continue
	name=$("$TARSEAL" profile show "$profile" | jq -r .evidence)
	is "$t: the evidence" "" "$(validate "$profile" evidence "$evidence/$name")"
done

# wrong WHAT FILTER PATTERN: a record that check refuses, and an editor would mark
wrong() {
	begin alder-revoked
	edit followup.json "$2"
	has "$1" "$(validate "$profile" record followup.json)" "$3"
}
wrong "an unknown field" '.note = "x"' "Additional properties"
wrong "an unknown field within" '.notification.note = "x"' "[$].notification: Additional properties"
wrong "what is missing" 'del(.notification.delivered_at)' "'delivered_at' is a required property"
wrong "a label" '.notification.channel = "Email"' "notification.channel: 'Email' is not one of"
wrong "a reference" '.trial_ref = "REN-1234"' "does not match"
wrong "a time without its zone" '.notification.delivered_at = "2026-10-02T08:30:00"' "delivered_at: .* does not match"
wrong "a number" '.trial_ref = 7' "is not of type 'string'"
wrong "no object" '[]' "is not of type 'object'"
begin alder-revoked
edit expiry/expiry.json '.customer = "x"'
has "evidence with an unknown field" "$(validate "$profile" evidence expiry/expiry.json)" "Additional properties"

# A stage of one's own, whose evidence is of no known stage.
cat >own.json <<'END'
{"tarseal": "profile/1", "id": "vendor-review", "title": "Vendor review", "consumes": "vendor-file",
 "evidence": "vendor.json", "record": "review.json", "subject": "/record/vendor_ref",
 "fields": {"/record/vendor_ref": "ref", "/record/findings/*/ref": "ref", "/record/findings/*/open": "bool",
  "/record/score": "int", "/record/on": "date", "/record/package": "digest"},
 "gates": [{"id": "same", "title": "Same vendor", "all": [{"at": "/record/vendor_ref", "same_as": "/evidence/vendor_ref"}]},
  {"id": "ready", "title": "Ready", "all": [{"at": "/evidence/status", "is": "ready"}]},
  {"id": "open", "title": "Nothing open", "each": "/record/findings", "all": [{"at": "/open", "is": false}]}]}
END
"$TARSEAL" profile lint own.json >said 2>&1 || not_ok "own profile" "$(cat said)"
printf '{"vendor_ref": "vendor:x1", "findings": [{"ref": "finding:1", "open": false}], "score": 3, "on": "2026-01-02",
	"package": {"sha256": "00"}}' >list.json
printf '{"vendor_ref": "vendor:x1", "findings": {"first": {"ref": "finding:1", "open": false}}}' >members.json
is "own: valid" "" "$(validate own.json record list.json members.json)"
printf '{"vendor_ref": "vendor:x1", "findings": [{"ref": 1, "secret": 2}], "score": "3", "on": "today", "package": {}}' >bad.json
is "own: invalid" 5 "$(validate own.json record bad.json | grep -c '^bad.json')"
printf '{"status": "ready", "vendor_ref": "vendor:x1", "more": 1}' >vendor.json
is "own: evidence" "" "$(validate own.json evidence vendor.json)"
printf '{"more": 1}' >vendor.json
has "own: evidence without what gates need" "$(validate own.json evidence vendor.json)" "'status' is a required"

# What any member or element is like is described once, however deep.
deep=$(jq '.id = "deep" | .fields = {"/record/vendor_ref": "ref", "/record/a b%/*/*/*/*/*/*/*/*/*/*/*/*/ref": "ref"} | del(.gates[1])' own.json)
printf '%s' "$deep" >deep.json
is "deep: size" 1 "$(($("$TARSEAL" profile schema deep.json | wc -c) < 20000))"
deep='[[[[[[[[[[[[{"ref": "a:1"}]]]]]]]]]]]]'
printf '{"vendor_ref": "vendor:x1", "a b%%": %s}' "$deep" >good.json
is "deep: valid" "" "$(validate deep.json record good.json)"
printf '{"vendor_ref": "vendor:x1", "a b%%": %s}' "$deep" | sed 's/a:1/A/' >bad.json
has "deep: invalid" "$(validate deep.json record bad.json)" "^bad.json"

refuses "no profile" 2 "takes the id of a built-in profile, or a profile file" "$TARSEAL" profile schema
refuses "no such profile" 6 'did you mean the built-in profile trial-expired-followup?' "$TARSEAL" profile schema trial-expired-folowup
echo '{' >broken.json
refuses "a broken one" 6 "profile.valid" "$TARSEAL" profile schema broken.json
finish
