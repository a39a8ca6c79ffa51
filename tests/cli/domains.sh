# Stages that have nothing to do with trials, from profiles that docs/gates.md describes: the whole way from init to
# publish, and no word of trials on it.
script=domains
. "$(dirname "$0")/lib.sh"
make_keys
rm -rf "$WORK/dom"
mkdir "$WORK/dom"
cd "$WORK/dom" || exit 1
"$TARSEAL" keygen --no-passphrase -q -o verifier

# silent WHAT TEXT: nothing speaks of trials. The members of JSON and the columns of CSV keep their names.
silent() {
	lacks "$1: no trials" "$(printf '%s\n' "$2" | sed 's/trial_ref//g; s/"trials": //g')" '[Tt]rial'
}

# take FOLDER PROFILE EVIDENCE RECORD ONE MANY LATEST: the whole way. LATEST is the delivery time in the record.
take() {
	docs=$FIXTURES/domains/$1
	stage=$2
	one=$5 many=$6
	consumes=$(jq -r .consumes "$docs/$stage.json")
	is "$stage: lint" 0 "$("$TARSEAL" profile lint "$docs/$stage.json" >lint; echo $?)"
	is "$stage: no advice" 0 "$(grep -c advice lint)"

	said=$("$TARSEAL" init "$1" --stage "$docs/$stage.json" --no-passphrase)
	is "$stage: init" 0 $?
	silent "$stage: init" "$said"
	is "$stage: what the evidence must have" "$(jq -c '[paths(scalars)] | sort' "$docs/$3")" \
		"$(jq -c --slurpfile d "$docs/$3" '[paths(scalars)] + [$d[0] | paths(scalars)] | unique' "$1/evidence/$3")"
	said=$("$TARSEAL" check "$1")
	is "$stage: placeholders" 6 $?
	silent "$stage: check" "$said"
	has "$stage: a placeholder" "$said" 'the placeholder "TODO"'

	cp "$docs/$3" "$1/evidence/$3"
	cp "$docs/$4" "$1/$4"
	SOURCE_DATE_EPOCH=$APPROVED "$TARSEAL" approve "$1/evidence" --stage "$consumes" --profile "$1/profile.json" \
		--key "$1/approver.key" --ref approval:opaque-1 --by role:risk-owner -o "$1/approval.dsse.json" --yes -q && ok ||
		not_ok "$stage: approve"
	export SOURCE_DATE_EPOCH=$SEALED
	judges "$stage: check" 0 "" "$TARSEAL" check "$1" --trust "$1/trust.json"
	mkdir -p "$1/store"
	judges "$stage: pack" 0 "" "$TARSEAL" pack "$1" --key "$1/producer.key" --trust "$1/trust.json" -o "$1/store/a.tar"
	unset SOURCE_DATE_EPOCH
	"$TARSEAL" trust add "$1/trust.json" --public-key verifier.pub --owner ci --role verifier -q >/dev/null
	set -- "$1" --trust "$1/trust.json" --profile "$1/profile.json" --at "$NOW"
	folder=$1
	shift
	judges "$stage: verify" 0 "" "$TARSEAL" verify "$@" "$folder/store/a.tar"
	silent "$stage: verify" "$("$TARSEAL" verify -v "$@" "$folder/store/a.tar")"
	page=$("$TARSEAL" report "$@" "$folder/store/a.tar")
	silent "$stage: report" "$page"
	has "$stage: its own word" "$page" "<b>$one expired</b>"
	has "$stage: what the record says" "$page" "owner</dt><dd>team:"

	# One is missing, one is covered.
	ref=$(jq -r "$(jq -r '.subject | sub("^/record/"; ".")' "$folder/profile.json")" "$folder/$(jq -r .record "$folder/profile.json")")
	expired=$(jq -r "$(jq -r '.expired | sub("^/evidence/"; ".")' "$folder/profile.json")" "$folder/evidence/"*.json)
	printf 'subject_ref,expired_at\n%s,%s\nother:opaque-9,2026-10-01T00:00:00Z\n' "$ref" "$expired" >"$folder/register.csv"
	for form in text summary prom html junit json csv; do
		said=$("$TARSEAL" audit "$folder/store" --stage "$stage" "$@" --due P30D --register "$folder/register.csv" --format $form)
		is "$stage: audit $form" 1 $?
		silent "$stage: audit $form" "$said"
		case $form in
		json) is "$stage: audit" "missing=other:opaque-9 covered=$ref" \
			"$(printf '%s' "$said" | jq -r '[.trials[] | "\(.state)=\(.trial_ref)"] | join(" ")')"
			is "$stage: what they are called" "$one $many" "$(printf '%s' "$said" | jq -r '"\(.subject_name.one) \(.subject_name.many)"')" ;;
		text | summary) has "$stage: audit $form" "$said" "2 $many" ;;
		html)
			has "$stage: audit page" "$said" "<h2>Not every $one is accounted for</h2>"
			has "$stage: the record's owner" "$said" "owner</dt><dd>team:"
			has "$stage: the approver" "$said" "<dt>Approved by</dt><dd>approver</dd>"
			;;
		esac
	done
	said=$("$TARSEAL" audit "$folder/store" --stage "$stage" "$@" --format text)
	silent "$stage: no register" "$said"
	has "$stage: no register" "$said" "so any $one without a bundle is not seen"

	said=$("$TARSEAL" publish --trust "$folder/trust.json" --profile "$folder/profile.json" --key verifier.key \
		"$folder/store/a.tar" -o "$folder/public" 2>&1)
	is "$stage: publish" 0 $?
	silent "$stage: publish" "$said"
	silent "$stage: what is published" "$(cat "$folder"/public/*.md)"
	rm -f "$folder"/approval.dsse.json
}

take vendor-review vendor-review-followup review.json followup.json "vendor review" "vendor reviews"
take certificate certificate-rotation certificate.json rotation.json certificate certificates

# stops FOLDER STAGE RECORD EVIDENCE-FILTER RECORD-FILTER IDS: the gates hold.
stops() {
	rm -rf bad
	mkdir bad
	docs=$FIXTURES/domains/$1
	jq "$4" "$docs/$(jq -r .evidence "$docs/$2.json")" >"bad/$(jq -r .evidence "$docs/$2.json")"
	jq "$5" "$docs/$3" >record.json
	SOURCE_DATE_EPOCH=$APPROVED "$TARSEAL" approve bad --key "$1/approver.key" --ref approval:opaque-1 --by role:risk-owner \
		--stage "$(jq -r .consumes "$docs/$2.json")" --profile "$docs/$2.json" -o bad.dsse.json --yes -q 2>/dev/null
	SOURCE_DATE_EPOCH=$SEALED judges "$2: $4 $5" "$([ -z "$6" ]; echo $?)" "$6" "$TARSEAL" check --profile "$docs/$2.json" --evidence bad \
		--approval bad.dsse.json --record record.json --trust "$1/trust.json"
	rm -f bad.dsse.json
}
while IFS='|' read -r evidence record ids; do
	stops vendor-review vendor-review-followup followup.json "$evidence" "$record" "$ids"
done <<'END'
.status = "draft"|.|gate.review-ready
.|.review_ref = "review:other"|gate.same-review
.|.notice.sent_at = "2026-10-30T00:00:00Z"|gate.owner-notified
.|.notice.sent_at = "2026-11-21T00:00:00Z"|gate.owner-notified
.|del(.notice.owner_ref)|gate.owner-notified
.|.exception.until = "2027-02-15T00:00:00Z"|gate.exception-limited
.|del(.exception)|gate.exception-limited gate.one-decision
.|.decision = "suspended"|gate.suspension-recorded
.|.decision = "forgotten"|document.field
.|del(.decision)|gate.decision-recorded
.|.renewal.review_ref = "review:new"|gate.one-decision
END
while IFS='|' read -r evidence record ids; do
	stops certificate certificate-rotation rotation.json "$evidence" "$record" "$ids"
done <<'END'
.status = "draft"|.|gate.issuance-ready
.not_after = "2026-11-02T00:00:00Z"|.|gate.rotated-in-time
.|.certificate_ref = "cert:other"|gate.same-certificate
.|.successor.not_after = "2026-11-30T23:59:59Z"|gate.successor-recorded
.|.successor.fingerprint = {"sha256": "00"}|document.field gate.successor-recorded
.|del(.predecessor.revoked_at)|gate.revocation-dated
.|.predecessor.state = "left_to_expire"|
.|.deployment.deployed_at = "2026-11-25T00:00:00Z"|gate.rotated-in-time
.|del(.method)|gate.method-recorded
.|del(.predecessor)|gate.predecessor-settled
END

# What people do when a stage is their own.
stage=certificate-rotation
docs=$FIXTURES/domains/certificate
said=$("$TARSEAL" init --stage "$docs/$stage.json" --no-passphrase "my set")
has "init quotes what is typed" "$said" "tarseal check 'my set'\$"
eval "$(printf '%s\n' "$said" | sed -n 's/^     tarseal check/"$TARSEAL" check -q/p')" >check.txt
has "and it works" "$(cat check.txt)" "^UNDECIDED  my set/evidence"
refuses "one key for both" 6 "the same one" "$TARSEAL" init --stage "$docs/$stage.json" --producer "$KEYS/producer.pub" \
	--approver "$KEYS/producer.pub" same
absent "one key for both" same
refuses "a directory that is there: nobody is asked" 6 "already exists" "$TARSEAL" init "my set" </dev/null
approves() {
	"$TARSEAL" approve "$@" --stage certificate-issuance --profile "$docs/$stage.json" --key certificate/approver.key \
		--ref approval:opaque-1 --by role:x --yes -o approved.json
}
refuses "a whole working set" 2 "approve the evidence in it, my set/evidence" approves "my set"
has "placeholders are counted" "$(approves "my set/evidence" 2>&1)" 'status    the placeholder "TODO", and 4 values are still TODO, in my set/evidence/certificate.json'
rm approved.json
mkdir mail
for text in mailto:jane@corp.example employee:jane.doe@corp.example sip:jane; do
	jq --arg t "$text" '.owner_ref = $t' "$docs/certificate.json" >mail/certificate.json
	SOURCE_DATE_EPOCH=$APPROVED approves mail -q
	SOURCE_DATE_EPOCH=$SEALED judges "an address in evidence of no known stage: $text" 5 boundary.private-reference \
		"$TARSEAL" check --profile "$docs/$stage.json" --evidence mail --approval approved.json --record "$docs/rotation.json"
	rm approved.json
done
has "another stage was meant" "$("$TARSEAL" audit certificate/store --trust certificate/trust.json --profile certificate/profile.json \
	--at "$NOW" 2>&1)" "warning: no bundle in the stores is of the stage trial-expired-followup"

# A profile's names for its subject.
docs=$FIXTURES/domains/certificate/certificate-rotation.json
while IFS='|' read -r filter why; do
	jq "$filter" "$docs" >wrong.json
	refuses "$filter" 6 "$why" "$TARSEAL" profile lint wrong.json
done <<'END'
.subject_name = "certificate"|/subject_name
.subject_name = {"one": "certificate"}|many
.subject_name.more = "x"|more
.subject_name.one = ""|words of 1 to 40 bytes
.subject_name.many = ("c" * 41)|words of 1 to 40 bytes
.subject_name.one = "a\nb"|words of 1 to 40 bytes
.subject_name.one = "a\u202eb"|words of 1 to 40 bytes
.subject_name.one = 7|/subject_name
END
jq 'del(.subject_name)' "$docs" >plain.json
"$TARSEAL" init plain --stage plain.json --no-passphrase >/dev/null
is "without it" "subject" "$("$TARSEAL" audit certificate/store --stage certificate-rotation --profile plain.json --trust plain/trust.json \
	--at "$NOW" --format json | jq -r .subject_name.one)"
is "of trials" "trials" "$("$TARSEAL" audit certificate/store --trust plain/trust.json --at "$NOW" --format json | jq -r .subject_name.many)"

# The register's columns.
store=certificate/store
audit() {
	"$TARSEAL" audit $store --stage certificate-rotation --profile certificate/profile.json --trust certificate/trust.json \
		--at "$NOW" --register "$@"
}
printf '{"subject_ref": "cert:api-gateway-2026-08", "expired_at": "2026-11-01T00:00:00Z"}\n' >new.jsonl
sed 's/subject_ref/trial_ref/' new.jsonl >old.jsonl
printf 'trial_ref,expired_at\ncert:api-gateway-2026-08,2026-11-01T00:00:00Z\n' >old.csv
for reg in new.jsonl old.jsonl old.csv; do
	is "$reg" 0 "$(audit $reg >/dev/null; echo $?)"
done
while IFS='|' read -r text why; do
	printf '%b' "$text" >wrong
	said=$(audit wrong 2>&1)
	is "register: $text" 6 $?
	has "register: $text" "$said" "$why"
done <<'END'
{"subject_ref": "c:1", "trial_ref": "c:1", "expired_at": "2026-11-01T00:00:00Z"}\n|which mean the same
{"expired_at": "2026-11-01T00:00:00Z"}\n|subject_ref is missing
subject_ref,trial_ref,expired_at\nc:1,c:1,2026-11-01T00:00:00Z\n|a column appears twice
subject_ref,expired_at\nc:1,2026-11-01\n|add the time of day
subject_ref,expired_at,due\nc:1,2026-11-01T00:00:00Z,2026-11-20\n|add the time of day
ref,expired_at\nc:1,2026-11-01T00:00:00Z\n|subject_ref and expired_at
END
finish
