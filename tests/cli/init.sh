# A working set to begin with, and what is made of it.
script=init
. "$(dirname "$0")/lib.sh"
make_keys
rm -rf "$WORK/n"
mkdir "$WORK/n"
cd "$WORK/n" || exit 1

said=$("$TARSEAL" init acme --no-passphrase)
is "init" 0 $?
has "init says what is next" "$said" "^     tarseal check acme$"
is "what there is" ".gitignore approver.key approver.pub evidence evidence/expiry.json followup.json producer.key producer.pub tarseal.json trust.json" \
	"$(cd acme && find . -mindepth 1 | sed 's,^\./,,' | LC_ALL=C sort | tr '\n' ' ' | sed 's/ $//')"
is "secret keys are for their owner" "600 600" "$(stat -c %a acme/producer.key acme/approver.key | tr '\n' ' ' | sed 's/ $//')"
is "the policy is valid" 0 "$("$TARSEAL" trust check -q acme/trust.json >/dev/null 2>&1; echo $?)"
has "secret keys are kept out" "$(cat acme/.gitignore)" '^\*\.key$'
if command -v git >/dev/null; then
	git init -q acme && is "git does not see them" "" "$(git -C acme status --porcelain -uall | grep '\.key$')"
	rm -rf acme/.git
fi
is "every field of the record" "$("$TARSEAL" profile show trial-expired-followup | jq -r '.fields | keys[]' | wc -l)" \
	"$(jq '[paths(scalars)] | length' acme/followup.json)"
is "every value is a placeholder" '["TODO"]' "$(jq -c '[.. | scalars] | unique' acme/followup.json acme/evidence/expiry.json | sort -u)"

# check names every placeholder, and what is missing.
text=$("$TARSEAL" check acme)
is "check: exit" 6 $?
has "check: no approval yet" "$text" "cannot read acme/approval.dsse.json: there is no approval yet"
has "check: a placeholder" "$text" 'found     the placeholder "TODO"'
lacks "check: a placeholder lacks no scheme" "$text" "put a scheme before it"
is "check: every field of the record" "$(jq '[paths(scalars)] | length' acme/followup.json)" \
	"$("$TARSEAL" check acme --format json | jq '[.bundles[0].checks[] | select(.id == "document.field" and (.at | startswith("/record"))) | .at] | unique | length')"

# Filled in, it can be approved, sealed and verified with the commands that init printed.
cp "$FIXTURES/trials/alder-revoked/followup.json" acme/followup.json
cp "$FIXTURES/trials/alder-revoked/expiry/expiry.json" acme/evidence/expiry.json
"$TARSEAL" approve acme/evidence --stage trial-access-expiry --key acme/approver.key --ref approval:opaque-1 --by role:governance \
	-o acme/approval.dsse.json --yes -q && ok || not_ok "approve"
judges "check it" 0 "" "$TARSEAL" check acme --trust acme/trust.json
judges "pack it" 0 "" "$TARSEAL" pack acme --key acme/producer.key --trust acme/trust.json -o b.tar
judges "verify it" 0 "" "$TARSEAL" verify --trust acme/trust.json b.tar
has "an option comes first" "$("$TARSEAL" check acme --record gone.json 2>&1)" "gone.json"
jq 'del(.notification)' acme/followup.json >other.json
is "an option instead of what the set says" 1 "$("$TARSEAL" check acme --record other.json >/dev/null; echo $?)"

# Keys that are given, a stage of one's own, and one whose evidence is sealed.
"$TARSEAL" init given --producer "$KEYS/producer.pub" --approver "$KEYS/approver.pub" >/dev/null && ok || not_ok "keys that are given"
is "keys that are given" 0 "$(find given -name '*.key' | wc -l)"
is "who they are" "$(ssh-keygen -lf "$KEYS/producer.pub" | cut -d' ' -f2)" "$("$TARSEAL" trust show given/trust.json | grep -o 'SHA256:[A-Za-z0-9+/]*' | head -1)"
"$TARSEAL" profile show trial-expired-followup | jq '.id = "payroll"' >own.json
"$TARSEAL" init own --stage own.json --no-passphrase >steps && ok || not_ok "a stage of one's own"
is "its profile is pinned" "$(sha256sum own.json | cut -d' ' -f1)" "$(jq -r '.stages.payroll.profiles[0].sha256' own/trust.json)"
is "its profile is the same file" "" "$(cmp own.json own/profile.json)"
cp "$FIXTURES/trials/alder-revoked/followup.json" own/followup.json
cp "$FIXTURES/trials/alder-revoked/expiry/expiry.json" own/evidence/expiry.json
has "its profile is named" "$(cat steps)" "profile own/profile.json"
"$TARSEAL" approve own/evidence --stage trial-access-expiry --profile own/profile.json --key own/approver.key \
	--ref approval:opaque-1 --by role:governance -o own/approval.dsse.json --yes -q && ok || not_ok "approve for one's own"
judges "pack one's own" 0 "" "$TARSEAL" pack own --key own/producer.key --trust own/trust.json -o own.tar
judges "verify one's own" 0 "" "$TARSEAL" verify --trust own/trust.json --profile own/profile.json own.tar
"$TARSEAL" profile show trial-expired-followup | jq '.id = "sealed-only" | .sealed = true' >sealed.json
said=$("$TARSEAL" init sealed --stage sealed.json --no-passphrase) && ok || not_ok "a stage whose evidence is sealed"
has "sealed evidence" "$said" "put the sealed bundle of trial-access-expiry there"
absent "sealed evidence" sealed/evidence

# One key for both is possible, and said.
"$TARSEAL" approve acme/evidence --stage trial-access-expiry --key acme/producer.key --ref approval:opaque-1 --by role:governance \
	-o own.dsse.json --yes -q
has "one's own work" "$("$TARSEAL" pack acme --approval own.dsse.json --key acme/producer.key -o alone.tar 2>&1)" \
	"warning: SHA256:.* both approved and seals: verifiers refuse"

# Refusals leave nothing.
before=$(find acme -type f -exec sha256sum {} + | LC_ALL=C sort | sha256sum)
refuses "a directory that is there" 6 "acme already exists" "$TARSEAL" init acme --no-passphrase
is "a directory that is there: kept" "$before" "$(find acme -type f -exec sha256sum {} + | LC_ALL=C sort | sha256sum)"
refuses "no such stage" 6 "did you mean the built-in profile trial-expired-followup" "$TARSEAL" init x --stage trial-expired-folowup
refuses "a secret key as a public one" 6 "SECRET" "$TARSEAL" init x --producer "$KEYS/producer.key" --no-passphrase
refuses "nobody to ask" 6 "passphrase" "$TARSEAL" init x --no-input
refuses "no parent" 6 "gone" "$TARSEAL" init gone/x --no-passphrase
refuses "this directory" 2 "name a new directory" "$TARSEAL" init . --no-passphrase
refuses "no directory" 2 "missing argument" "$TARSEAL" init
refuses "both ways" 2 "exclude each other" "$TARSEAL" init x --no-passphrase --passphrase-fd 3
for name in x gone .tarseal-extract; do absent "a refusal" "$name"; done
is "nothing hidden is left" "" "$(find . -maxdepth 1 -name '.tarseal*')"
"$TARSEAL" init deep/ --no-passphrase >/dev/null && [ -s deep/trust.json ] && ok || not_ok "a slash at the end"
refuses "no working set" 6 "make a working set with tarseal init" "$TARSEAL" check "$KEYS"
refuses "pack without a working set" 6 "tarseal.json" "$TARSEAL" pack "$KEYS" --key x -o y.tar
refuses "pack still needs a key" 2 "the options --key and -o are required" "$TARSEAL" pack acme
for filter in '.tarseal = "work/2"' 'del(.record)' '.more = 1' '.evidence = 7'; do
	jq "$filter" acme/tarseal.json >deep/tarseal.json
	refuses "$filter" 1 "document.parse" "$TARSEAL" check deep
done
echo '{' >deep/tarseal.json
refuses "broken" 1 "deep/tarseal.json" "$TARSEAL" check deep
finish
