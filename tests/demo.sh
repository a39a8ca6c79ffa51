#!/bin/sh
# demo.sh TARSEAL: run the main job on sample trials, in a temporary directory, and explain each step.
set -eu
tarseal=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
root=$(cd "$(dirname "$0")/.." && pwd)
trials=$root/fixtures/trials
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
unset TARSEAL_TRUST TARSEAL_PASSPHRASE_FILE
export SOURCE_DATE_EPOCH=1795168800 # 2026-11-20T10:00:00Z
at=2026-11-21T00:00:00Z
PATH=$(dirname "$tarseal"):$PATH

say() {
	printf '\n== %s\n' "$*"
}
# show COMMAND...: print a command as a user would type it, then run it
show() {
	printf '\n$ tarseal'
	for word; do
		printf ' %s' "$(printf '%s' "$word" | sed "s|$trials|trials|")"
	done
	echo
	"$tarseal" "$@"
}

cat <<'T'
The trial of a product has expired. Somebody must be told, a grace period is granted or refused, and sales or
support takes over. tarseal seals the record of that together with the approved expiry evidence, so that anybody
can check later that this trial did not end silently. (The trials here ended in October 2026. They are sealed as
of November, with SOURCE_DATE_EPOCH, and verified as of then, with --at.)
T

say "There are two people: one produces bundles, the other approves evidence. (Real keys need a passphrase.)"
show keygen --no-passphrase -q -o producer
show keygen --no-passphrase -q -o approver

say "The verifier has a trust policy of their own. It says who may do what."
show trust add trust.json --public-key producer.pub --owner release-automation --role producer --stage 'trial-*'
show trust add trust.json --public-key approver.pub --owner trial-governance --role approver
show trust check trust.json --at $at
show trust show trust.json

for trial in alder-revoked birch-renewed cedar-escalated; do
	say "A trial that was ${trial#*-}: approve the expiry evidence, then seal the follow-up."
	show approve "$trials/$trial/expiry" --stage trial-access-expiry --key approver.key \
		--ref "approval:opaque-$trial" --by role:trial-governance --yes -q -o "$trial.dsse.json"
	show pack --profile trial-expired-followup --evidence "$trials/$trial/expiry" \
		--approval "$trial.dsse.json" --record "$trials/$trial/followup.json" --key producer.key \
		--owner release-automation --trust trust.json -q -o "$trial.tar"
done

say "A CI pipeline verifies one of them, and says which one it expects."
show verify --trust trust.json --at $at --stage trial-expired-followup --subject trial:opaque-4713 cedar-escalated.tar

say "The next stage is conversion. Its evidence is the sealed follow-up itself, which is approved as it is."
show approve birch-renewed.tar --stage trial-expired-followup --key approver.key \
	--ref approval:opaque-conversion --by role:trial-governance --yes -q -o conversion.dsse.json
show pack --profile trial-conversion-readiness --evidence birch-renewed.tar --approval conversion.dsse.json \
	--record "$trials/birch-conversion/conversion.json" --key producer.key --owner release-automation \
	--trust trust.json -q -o birch-conversion.tar

say "An auditor verifies all of them at once."
show verify --trust trust.json --at $at -q ./*.tar

say "Who proves when it was sealed? A time-stamping authority signs the digest of the seal and the time. (This one is made with \
openssl, and its clock set with faketime. A real one answers over HTTP, and curl carries request and answer.)"
cat >tsa.cnf <<'C'
[root]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign
subjectKeyIdentifier=hash
[tsa]
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=critical,timeStamping
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
[answer]
serial=serial
signer_cert=tsa.pem
signer_key=tsa.key
signer_digest=sha256
certs=issuer.pem
default_policy=1.3.6.1.4.1.99999.1
digests=sha256
accuracy=secs:1
ess_cert_id_alg=sha256
C
# as_of DATE COMMAND...: run openssl with the clock at that time, in silence
as_of() {
	when=$1
	shift
	TZ=UTC faketime -f "$when" "$@" 2>openssl.log || { cat openssl.log; exit 1; }
}
for name in issuer tsa; do
	openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out $name.key
	openssl req -new -key $name.key -subj "/CN=Demo $name" -out $name.csr
done
as_of '2026-11-01 00:00:00' openssl x509 -req -in issuer.csr -signkey issuer.key -days 3650 -extfile tsa.cnf -extensions root -out issuer.pem
as_of '2026-11-01 00:00:00' openssl x509 -req -in tsa.csr -CA issuer.pem -CAkey issuer.key -CAcreateserial -days 3650 -extfile tsa.cnf \
	-extensions tsa -out tsa.pem
show trust add-authority trust.json issuer.pem --owner demo-authority
show stamp request cedar-escalated.tar -o cedar.tsq
as_of '2026-11-20 10:04:31' openssl ts -reply -config tsa.cnf -section answer -queryfile cedar.tsq -out cedar.answer
show stamp add cedar-escalated.tar --trust trust.json --at $at --request cedar.tsq --response cedar.answer
show verify --trust trust.json --at $at cedar-escalated.tar | sed -n '1,2p; /^created/,/^time/p; /^ACCEPTED/p'

say "Weeks later the producer's key is stolen. What was stamped before that still counts; a thief could have made the rest."
cp trust.json theft.json
show trust revoke theft.json --public-key producer.pub --reason compromised --at 2026-12-20 --since 2026-12-01
show verify --trust theft.json --at 2026-12-21 -q cedar-escalated.tar
show verify --trust theft.json --at 2026-12-21 -q alder-revoked.tar || true

say "Somebody forgets what an escalated trial needs. pack lists every problem at once, and writes nothing."
jq 'del(.grace_period) | .notification.channel = "fax"' "$trials/cedar-escalated/followup.json" >forgotten.json
show pack --profile trial-expired-followup --evidence "$trials/cedar-escalated/expiry" \
	--approval cedar-escalated.dsse.json --record forgotten.json --key producer.key -o forgotten.tar |
	grep -A5 'FAIL\|^[A-Z]' || true
[ ! -e forgotten.tar ] || { echo "a bundle was written!"; exit 1; }

say "A customer's address and a registry token slip into the evidence. They are found, never shown, and nothing is written."
cp -r "$trials/alder-revoked/expiry" leaking
printf 'checked by %s@%s\n' jane.roe customer-mail.io >>leaking/refs/access-checks.txt
printf '{"note": "pull with \\u0067hp_%s"}\n' 0123456789abcdefABCDEF0123456789abcd >leaking/refs/pull.json
show approve leaking --stage trial-access-expiry --key approver.key --ref approval:opaque-leaking \
	--by role:trial-governance --yes -q -o leaking.dsse.json
show pack --profile trial-expired-followup --evidence leaking --approval leaking.dsse.json \
	--record "$trials/alder-revoked/followup.json" --key producer.key -o leaking.tar | grep -A5 'FAIL\|^[A-Z]' || true
[ ! -e leaking.tar ] || { echo "a bundle was written!"; exit 1; }

say "A summary of an accepted bundle may be published. It contains signed digests, results and labels, nothing else."
show keygen --no-passphrase -q -o verifier
show trust add trust.json --public-key verifier.pub --owner ci --role verifier
show publish birch-renewed.tar --trust trust.json --key verifier.key -o public -q
sed -n '1,20p' public/*.public.md
show verify-summary public/*.vsa.dsse.json --trust trust.json --bundle birch-renewed.tar

say "Somebody changes one byte of a sealed bundle."
offset=$(grep -abo '2026-10-03T12' birch-renewed.tar | head -1 | cut -d: -f1)
cp birch-renewed.tar tampered.tar
printf 2 | dd of=tampered.tar bs=1 seek=$((offset + 5)) conv=notrunc 2>/dev/null
code=0
show verify --trust trust.json --at $at tampered.tar || code=$?
[ $code -eq 3 ] || { echo "exit $code: it was not refused as damaged!"; exit 1; }

say "The exit code is 3, damaged. docs/verify-by-hand.md shows the same check with tar, sha256sum, jq and openssl alone."

say "Eleven trials should have been followed up. A registrar signs the list of them."
mkdir store
# seal TRIAL PROFILE EVIDENCE RECORD STAGE OUT: approve and seal, printing nothing
seal() {
	"$tarseal" approve "$3" --stage "$5" --key approver.key --ref "approval:opaque-$1" --by role:trial-governance \
		--yes -q -o "$6.dsse.json"
	"$tarseal" pack --profile "$2" --evidence "$3" --approval "$6.dsse.json" --record "$trials/$1/$4" --key producer.key \
		--owner release-automation -q -o "$6.tar" >/dev/null
}
row() {
	grep "^$1	" "$root/fixtures/trials.tsv" | cut -f"$2"
}
followup() {
	seal "$1" trial-expired-followup "$trials/$1/$(row "$1" 3)" "$(row "$1" 4)" trial-access-expiry "$2"
}
cp alder-revoked.tar birch-renewed.tar cedar-escalated.tar cedar-escalated.tar.tsr store/
for trial in douglas-renewed elm-revoked fir-escalated gorse-revoked hazel-renewed; do
	followup $trial store/$trial
done
SOURCE_DATE_EPOCH=1795168860 followup hazel-renewed store/hazel-again
seal juniper-access trial-license-access "$trials/juniper-access/$(row juniper-access 3)" access.json trial-access-request juniper-access
seal juniper-expiry trial-access-expiry juniper-access.tar expiry.json trial-license-access juniper-expiry
seal juniper-followup trial-expired-followup juniper-expiry.tar followup.json trial-access-expiry store/juniper-followup
offset=$(grep -abo 'notification' store/gorse-revoked.tar | tail -1 | cut -d: -f1)
printf N | dd of=store/gorse-revoked.tar bs=1 seek="$offset" conv=notrunc 2>/dev/null
for trial in alder-revoked birch-renewed cedar-escalated douglas-renewed fir-escalated gorse-revoked hazel-renewed; do
	jq -c '{trial_ref, expired_at}' "$trials/$trial/$(row $trial 3)" 2>/dev/null || jq -c '{trial_ref, expired_at}' "$trials/$trial/$(row $trial 3)/expiry.json"
done | sed '/4716/s/}$/,"due":"2026-10-12T00:00:00Z"}/' >register.jsonl
jq -c '{trial_ref, expired_at}' "$trials/juniper-expiry/expiry.json" >>register.jsonl
cat >>register.jsonl <<'R'
{"trial_ref":"trial:opaque-4731","expired_at":"2026-10-20T00:00:00Z"}
{"trial_ref":"trial:opaque-4732","expired_at":"2026-11-15T00:00:00Z"}
{"trial_ref":"trial:opaque-4733","expired_at":"2026-11-16T00:00:00Z"}
R
show keygen --no-passphrase -q -o registrar
show trust add trust.json --public-key registrar.pub --owner trial-registry --role registrar
show register sign register.jsonl --key registrar.key -q -o register.dsse.json

say "An auditor has a store, the register and a policy. Which trial ended silently?"
code=0
show audit store --trust trust.json --at $at --register register.dsse.json || code=$?
[ $code -eq 1 ] || { echo "exit $code: the silent trial was not found!"; exit 1; }
page=$(dirname "$tarseal")/demo-audit.html
rm -f "$page"
"$tarseal" audit store --trust trust.json --at $at --register register.dsse.json --format html -o "$page" || true
[ -s "$page" ] || { echo "no report was written!"; exit 1; }

say "trial:opaque-4731 has no follow-up: it ended silently. The same audit as a page to read and print: $page"
