#!/bin/sh
# seeds.sh BUILD: what the fuzz targets start with. BUILD/fuzz/seeds/TARGET/ is the seed corpus of a target, made
# from the fixtures, from the program's output, and from the forgeries. BUILD/fuzz/setup/ holds the policies and
# documents that targets verify with. The example keys sign, so bundles are the same each time.
set -eu
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."
root=$PWD
tarseal=$build/tarseal
seeds=$build/fuzz/seeds
setup=$build/fuzz/setup
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset TARSEAL_TRUST TARSEAL_PASSPHRASE_FILE
rm -rf "$seeds" "$setup"
mkdir -p "$setup"
for target in tests/fuzz/fuzz_*.c; do
	mkdir -p "$seeds/$(basename "$target" .c)"
done
cp -r keys.example "$work/keys"
chmod 600 "$work"/keys/*.key

# into TARGET NAME: make a seed of standard input
into() {
	cat >"$seeds/fuzz_$1/$2"
}

# take TARGET FILE...: copy files, under the names that their paths give
take() {
	target=$1
	shift
	for file; do
		cp "$file" "$seeds/fuzz_$target/$(printf '%s' "${file#"$root"/}" | tr / _)"
	done
}

payload() {
	jq -r .payload "$1" | base64 -d
}

# key NAME: a PKCS#8 key made from a phrase, so that it is the same each time
key() {
	(umask 077 && {
		printf '\060\056\002\001\000\060\005\006\003\053\145\160\004\042\004\040'
		printf '%s' "$2" | sha256sum | cut -c1-64 | xxd -r -p
	} | openssl pkey -inform DER -out "$work/$1.key")
}

# openssh SPKI: the public key in this PEM file as an OpenSSH line
openssh() {
	printf 'ssh-ed25519 '
	{ printf '\000\000\000\013ssh-ed25519\000\000\000\040'; openssl pkey -pubin -in "$1" -outform DER | tail -c 32; } |
		base64 -w 0
}

policies() {
	jq -s '.[0].keys += .[1].keys | .[0]' fixtures/golden/trust.json keys.example/trust.json >"$setup/trust.json"
	key verifier "tarseal fuzz verifier"
	openssl pkey -in "$work/verifier.key" -pubout -out "$work/verifier.pem"
	jq --arg v "$(openssh "$work/verifier.pem")" \
		'.keys += [{public_key: $v, owner: "ci", roles: ["verifier"]}]' fixtures/golden/trust.json \
		>"$setup/summary-trust.json"
	cp fixtures/golden/profile.json "$setup/profile.json"
	cp fixtures/golden/evidence/expiry.json "$setup/evidence.json"
	cp fixtures/golden/followup.json "$setup/record.json"
	cp fixtures/golden/approval.dsse.json "$setup/approval.json"
	take trust keys.example/trust.json fixtures/golden/trust.json "$setup/summary-trust.json"
	jq '.keys[0] += {valid_from: "2026-01-01T00:00:00Z", valid_until: "2027-01-01T00:00:00Z"}
		| .keys[1] += {revoked: {at: "2026-09-01T00:00:00Z", reason: "superseded"}}
		| .stages = {"trial-expired-followup": {profiles: [{sha256: ("0" * 64)}], producers: 1, approvers: 2,
			separate: true, max_age: "P400D", approval_max_age: "PT30H", scan: true,
			waivers: ["customer.email"], rules: {sha256: ("1" * 64)}}, "golden-followup": {approvers: 0}}' \
		keys.example/trust.json | into trust all-members
	printf '{"trial_ref":"trial:opaque-1","expired_at":"2026-10-01T00:00:00Z"}\n%s\n' \
		'{"trial_ref":"trial:opaque-2","expired_at":"2026-10-02T00:00:00Z","outcome":"renewed","due":"2026-10-20T00:00:00Z"}' |
		into register lines
	printf 'expired_at,trial_ref,due\r\n2026-10-01T00:00:00Z,"trial:opaque-1",\r\n2026-10-02T00:00:00Z,trial:a"b,\n' |
		into register csv
	jq -cn '{_type: "https://in-toto.io/Statement/v1", predicateType: "urn:tarseal:register:v1", subject: [{name: "register.jsonl",
		digest: {sha256: ("0" * 64)}}], predicate: {issued_at: "2026-11-20T10:00:00Z", covers: {from: "2026-10-01T00:00:00Z",
		to: "2026-10-31T00:00:00Z"}}}' | into register statement
}

# Each trial, approved and sealed with the example keys.
seal() {
	mkdir "$work/sealed"
	grep -v '^#' fixtures/trials.tsv | while read -r trial profile evidence record stage; do
		cd "$root/fixtures/trials/$trial"
		case $evidence in @*) evidence=$work/sealed/${evidence#@}.tar ;; esac
		SOURCE_DATE_EPOCH=1793869200 "$tarseal" approve "$evidence" --yes -q --key "$work/keys/approver.key" \
			--stage "$stage" --ref "approval:opaque-$trial" --by role:trial-governance \
			-o "$work/sealed/$trial.dsse.json" 2>/dev/null
		SOURCE_DATE_EPOCH=1795168800 "$tarseal" pack --profile "$profile" --evidence "$evidence" \
			--approval "$work/sealed/$trial.dsse.json" --record "$record" --key "$work/keys/producer.key" \
			-o "$work/sealed/$trial.tar" -q >/dev/null 2>&1
		cp "$work/sealed/$trial.tar" "$seeds/fuzz_bundle/$trial.tar"
		cp "$work/sealed/$trial.dsse.json" "$seeds/fuzz_approval/$trial"
		payload "$work/sealed/$trial.dsse.json" | into dsse "$trial-approval"
		tar -xOf "$work/sealed/$trial.tar" "$trial/seal.dsse.json" >"$seeds/fuzz_dsse/$trial-seal"
		payload "$seeds/fuzz_dsse/$trial-seal" | into dsse "$trial-statement"
	done
	cd "$root"
	cp fixtures/golden/golden-followup.tar "$seeds/fuzz_bundle/golden.tar"
	tar -xOf fixtures/golden/golden-followup.tar golden-followup/seal.dsse.json | into dsse golden
	take approval fixtures/golden/approval.dsse.json fixtures/approval.json
	for change in '.conditions = ["scope-followup-only"]' '.expires_at = "2026-12-01T00:00:00+01:00"' \
		'.stage = "trial-access-expiry"' '.decision = "denied"' '.package.digest.sha256 = ("0" * 64)'; do
		jq "$change" fixtures/approval.json | into approval "$(printf '%s' "$change" | tr -cd '[:lower:]')"
	done
}

forge() {
	python3 tests/cli/forge.py list | while read -r forgery; do
		python3 tests/cli/forge.py "$forgery" "$work/sealed/alder-revoked.tar" "$work/keys/producer.key" \
			"$seeds/fuzz_bundle/forged-$forgery"
	done
	jq '.predicate.boundary = {salt: ("0" * 64), scan: false, waivers: [{rule: "customer.email",
		path: "data/record/x", fingerprint: ("0" * 64), reason_ref: "ticket:opaque-1",
		waived_by: "role:privacy", expires_at: "2027-12-31T00:00:00Z"}]}' \
		"$seeds/fuzz_dsse/alder-revoked-statement" | jq -cjS . | into dsse waivers
}

archives() {
	take tar "$work"/sealed/elm-revoked.tar "$work"/sealed/alder-revoked.tar fixtures/golden/golden-followup.tar
	PYTHONPATH=tests/cli PYTHONDONTWRITEBYTECODE=1 python3 - "$seeds/fuzz_tar" <<'END'
import sys
from forge import entry

LONG = "d" * 90 + "/" + "f" * 60
ARCHIVES = {
    "one": [("b/one", b"hello")],
    "two": [("b/one", b"hello"), ("b/two", b"z" * 512)],
    "empty": [("b/e", b""), ("b/f", b"")],
    "twice": [("b/a", b"1"), ("b/a", b"2")],
    "nested": [("b/in.tar", entry("c/x", b"x") + bytes(1024)), ("b/z", b"")],
    "blocks": [("b/n", bytes(513)), ("b/m", bytes(1024))],
}
for name, entries in ARCHIVES.items():
    open(sys.argv[1] + "/" + name, "wb").write(b"".join(entry(*e) for e in entries) + bytes(1024))
END
}

# Signed statements and payloads without the archive around them; the target signs them again.
parts() {
	PYTHONPATH=tests/cli PYTHONDONTWRITEBYTECODE=1 python3 - "$seeds/fuzz_sealed" "$seeds"/fuzz_bundle/* <<'END'
import base64
import json
import os
import sys
from forge import entry, read

APPROVAL = "data/approval/approval.dsse.json"


def payload(text):
	return base64.b64decode(json.loads(text)["payload"])


for path in sys.argv[2:]:
	try:
		files = {name.split("/", 1)[1]: content for name, content in read(open(path, "rb").read())}
		parts = {"statement.json": payload(files["seal.dsse.json"]), "approval.json": payload(files[APPROVAL])}
	except (ValueError, KeyError):
		continue
	parts.update((n, c) for n, c in files.items() if n.startswith("data/") and n != APPROVAL)
	archive = b"".join(entry(n, c) for n, c in parts.items()) + bytes(1024)
	open(os.path.join(sys.argv[1], os.path.basename(path)), "wb").write(archive)
END
}

keys() {
	take key keys.example/*.key keys.example/*.pub fixtures/golden/keys/*
	ssh-keygen -q -t ed25519 -N '' -C comment -f "$work/ssh"
	ssh-keygen -q -t ed25519 -N secret -a 1 -C comment -f "$work/ssh-locked"
	minisign -GWf -p "$work/minisign.pub" -s "$work/minisign.key" >/dev/null
	openssl pkcs8 -topk8 -v2 aes-256-cbc -scrypt -passout pass:secret -in keys.example/producer.key \
		-out "$work/locked.key"
	for file in ssh ssh.pub ssh-locked minisign.pub minisign.key locked.key; do
		into key "$file" <"$work/$file"
	done
}

texts() {
	find fixtures/trials fixtures/golden -name '*.json' >"$work/documents"
	while read -r file; do take json "$file"; done <"$work/documents"
	take json src/profiles/*.json
	take profile src/profiles/*.json fixtures/golden/profile.json
	jq '. += {public: ["/evidence/status"], media: ["application/pdf"], sealed: false} | .gates = [
		{id: "each", title: "T", each: "/record/notification", when: {at: "/record/owner", present: true},
			all: [{at: "/x", type: "text"}, {at: "/y", same_as: "/record/owner"}]},
		{id: "every", title: "T", any: [{at: "/record/owner", in: [1, true, "a"]},
			{at: "/evidence/status", not_in: ["ready"]}], all: [
			{at: "/record/owner", present: false}, {at: "/approval/decided_at", after: "/bundle/created"},
			{at: "/approval/decided_at", not_after: "/bundle/created"}, {at: "/record/a~1b", type: ["x"]},
			{at: "/bundle/created", within: {of: "/approval/decided_at", at_most: "PT1S"}},
			{at: "/approval/package/digest", digest_of: "evidence"}, {at: "/record/owner", type: "digest"},
			{only_one_of: ["/record/owner", "/evidence/status", "/record/none"]}]}]' \
		fixtures/golden/profile.json | into profile every-test
	i=0
	for text in '[0,-0,1e3,-1.5E-7,9007199254740992,1e999,"\u00e9\ud83d\ude00\\\/\b\f\n\r\t\""]' \
		'{"a":{"":null,"/":1,"~":[true,false,[],{}]},"A":"\u0041"}' '"lone \ud800"' '{"a":1,"a":2}' '[[[[[[[[1]]]]]]]]'; do
		i=$((i + 1))
		printf '%s' "$text" | into json "text-$i"
	done
	i=0
	for text in '2026-11-22T00:00:00Z|2026-11-22T01:00:00+01:00|P14D' '1970-01-01T00:00:00+23:59|9999-12-31T23:59:59Z|P52W' \
		'2024-02-29T12:30:59.123456789Z|2000-02-29T00:00:00-00:01|P1DT2H3M4S' '2100-02-28T00:00:00Z|1970-01-01|PT1S'; do
		i=$((i + 1))
		printf '%s' "$text" | tr '|' '\n' | into clock "$i"
	done
}

# Every rule's own examples, and the attachments of the trials.
content() {
	jq -rj '.rules[] | .id as $id | .examples + .counterexamples | to_entries[] |
		"\($id)-\(.key)\t\(.value | @base64)\n"' src/rules/*.json | while read -r name text; do
		{ printf '\006\377\000'; printf '%s' "$text" | base64 -d; } | into scanner "$name"
	done
	i=0
	for file in $(find fixtures/trials -type f | LC_ALL=C sort); do
		i=$((i + 1))
		# shellcheck disable=SC2059 # three bytes, as octal escapes
		{ printf "\\$((i % 4))77\\377\\00$((i % 6))"; cat "$file"; } | into scanner "file-$i"
	done
	{ printf '\100\001\000'; jq -r '.rules[0].examples[0]' src/rules/keys.json; } | into scanner edge
}

# A summary as publish writes it, but with a fixed time, so that it is the same each time.
summaries() {
	"$tarseal" publish --trust "$setup/summary-trust.json" --profile fixtures/golden/profile.json \
		--key "$work/verifier.key" fixtures/golden/golden-followup.tar -o "$work/public" -q >/dev/null
	published=$(find "$work/public" -name '*.dsse.json')
	payload "$published" | jq -cjS '.predicate.timeVerified = "2026-11-22T00:00:00Z"' | into summary statement
	PYTHONPATH=tests/cli PYTHONDONTWRITEBYTECODE=1 python3 - "$seeds/fuzz_summary/statement" "$work/verifier.key" <<'END' |
import base64
import sys
from forge import sign

print(base64.b64encode(sign(open(sys.argv[1], "rb").read(), sys.argv[2])).decode())
END
		jq -R --slurpfile old "$published" --rawfile statement "$seeds/fuzz_summary/statement" \
			'. as $sig | $old[0] | .payload = ($statement | @base64) | .signatures[0].sig = $sig' |
		into summary envelope
	jq '.signatures[0].keyid = "SHA256:" + "A" * 43' "$seeds/fuzz_summary/envelope" | into summary stranger
}

# Time stamps, and DER of other kinds.
stamps() {
	cp fixtures/time/trust.json "$setup/stamp-trust.json"
	take stamp fixtures/time/stamps/*.tsr fixtures/time/request.tsq
	take der fixtures/time/stamps/*.tsr fixtures/time/request.tsq
	for certificate in fixtures/time/authority/*.pem; do
		openssl x509 -in "$certificate" -outform DER | into der "$(basename "$certificate")"
	done
	take trust fixtures/time/*.json
}

policies
stamps
seal
forge
archives
parts
keys
texts
content
summaries
