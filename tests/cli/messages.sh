# One mistake is one message, and the fix fits the case.
script=messages
. "$(dirname "$0")/lib.sh"

# said: what check says about the trial
said() {
	"$TARSEAL" check --profile "$profile" --evidence "$evidence" --approval approval.dsse.json --record "$record" 2>/dev/null
}
# mistake WHAT FILTER FINDINGS PATTERN...: a record changed by jq has so many failures in text, and each pattern is there
mistake() {
	m_what=$1 m_n=$3
	begin alder-revoked
	approve
	edit followup.json "$2"
	text=$(said)
	is "$m_what: failures" "$m_n" "$(printf '%s\n' "$text" | grep -c '^  FAIL')"
	shift 3
	for pattern in "$@"; do has "$m_what" "$text" "$pattern"; done
}
mistake "a label in another case" '.notification.channel = "Email"' 1 \
	'^        found     "Email"$' 'fix       did you mean "email"? correct notification.channel in followup.json' \
	'^        also fails gate.channel-supported$'
mistake "a mistyped label" '.notification.channel = "custmer_success"' 1 'did you mean "customer_success"?'
mistake "no such date" '.notification.delivered_at = "2026-11-31T09:00:00Z"' 1 'which is no date and time that exists'
mistake "a name" '.notification.delivery_owner_ref = "Jane Doe"' 1 'found     a text with a space' 'without spaces, such as jira:REN-1234, not a name'
mistake "what may be a secret" '.notification.channel = "hunter2-Secret!"' 1 'found     another string of 15 bytes'
lacks "what may be a secret" "$text" 'hunter2\|did you mean'
mistake "no scheme" '.notification.ref = "REN-1234"' 1 'put a scheme before it, as in jira:REN-1234: correct notification.ref in followup.json'
mistake "no zone" '.notification.delivered_at = "2026-10-02T08:30:00"' 1 \
	'found     "2026-10-02T08:30:00", a time without its zone' 'add Z for UTC, or an offset such as +02:00' \
	'also fails gate.followup-after-expiry'
mistake "no time" '.notification.delivered_at = "2026-10-02"' 1 'a date without a time' 'as in 2026-10-02T12:00:00Z'
mistake "a subject without a scheme" '.trial_ref = "REN-1234"' 1 'the subject of the bundle is no reference' \
	'also fails gate.same-trial'
mistake "what is missing" 'del(.notification.delivered_at)' 1 'add notification.delivered_at to followup.json'
mistake "a misspelt field" '.handoff.closout = .handoff.closeout | del(.handoff.closeout)' 2 \
	'fix       did you mean closeout? If not, remove it from followup.json'
mistake "a misspelt field within" '.notification.chanmel = "email"' 1 'did you mean channel? If not, remove it'
mistake "a field that is like none" '.warehouse = "handoff:1"' 1 'fix       remove it from followup.json'
mistake "two mistakes" 'del(.notification.delivered_at) | .notification.channel = "Email"' 2
mistake "an address" '.note = "jane.roe@customer-mail.io"' 2 'remove it, or replace it with an opaque reference; a false alarm can be waived'
lacks "an address gives no access" "$text" 'revoke what'
begin alder-revoked
printf 'AWS_SECRET_ACCESS_KEY=%s\n' "$(printf 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYzq%s' 8tF2kLmN)" >expiry/refs/env.txt
approve
has "a credential" "$(said)" 'remove it, and revoke what it gives access to'
for name in .DS_Store Thumbs.db; do
	begin alder-revoked
	printf '\000\005\026\007\000' >"expiry/$name"
	approve
	text=$(said)
	has "$name" "$text" 'found     a file that a file manager leaves behind'
	has "$name" "$text" 'fix       delete it: it is no part of the package'
done
begin alder-revoked
: >expiry/._expiry.json
has "an AppleDouble" "$("$TARSEAL" approve expiry --key "$KEYS/approver.key" --yes --ref approval:opaque-1 --by role:x -o x 2>&1)" \
	'fix       delete it: it is no part of the package'
begin alder-revoked
printf '%%PDF-1.7\n' >expiry/letter.pdf
approve
has "a PDF" "$(said)" 'or use a profile that lists application/pdf in its member "media"'
# The other forms keep each check's own result.
begin alder-revoked
approve
edit followup.json '.notification.channel = "Email"'
is "each check in JSON" "document.field gate.channel-supported" \
	"$("$TARSEAL" check --profile "$profile" --evidence "$evidence" --approval approval.dsse.json --record "$record" --format json 2>/dev/null | failing)"
finish
