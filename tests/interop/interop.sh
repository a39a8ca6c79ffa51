#!/bin/sh
# interop.sh BUILD: other tools read tarseal's keys, signatures and bundles, and tarseal reads theirs.
# shellcheck disable=SC1091,SC2015,SC2016,SC2030,SC2031,SC2034,SC2154 # lib.sh sets what is used here; ok and not_ok do not fail; other shells expand
set -u
build=$(cd "$1" && pwd)
root=$(cd "$(dirname "$0")/../.." && pwd)
TARSEAL=$build/tarseal
FIXTURES=$root/fixtures
WORK=$(mktemp -d)
export TARSEAL FIXTURES WORK
trap 'rm -rf "$WORK"' EXIT
script=interop
. "$root/tests/cli/lib.sh"

# Sigstore's libraries, at the versions in the lock file.
sh "$root/tests/npm.sh" interop "$build" || exit 1
cp "$root/tests/interop/sigstore.js" "$build/interop/"
sigstore() {
	node "$build/interop/sigstore.js" "$@"
}

seal_all
mkdir "$WORK/i"
cd "$WORK/i" || exit 1
tar -xf "$SEALED_DIR/cedar-escalated.tar"
bag=$WORK/i/cedar-escalated

echo "ssh-keygen"
for key in producer approver; do
	{ printf '302a300506032b6570032100'; cut -d' ' -f2 "$KEYS/$key.pub" | base64 -d | tail -c 32 | xxd -p -c 64; } |
		tr -d '\n' | xxd -r -p | openssl pkey -pubin -inform DER -out $key.pem
done
is "fingerprint of the seal's key" "$(ssh-keygen -lf "$KEYS/producer.pub" | cut -d' ' -f2)" \
	"$(jq -r '.signatures[0].keyid' "$bag/seal.dsse.json")"
is "fingerprint of the approval's key" "$(ssh-keygen -lf "$KEYS/approver.pub" | cut -d' ' -f2)" \
	"$(jq -r '.signatures[0].keyid' "$bag/data/approval/approval.dsse.json")"
theirs=$(for k in "$KEYS"/*.pub; do ssh-keygen -lf "$k"; done)
for each in $("$TARSEAL" trust show "$KEYS/trust.json" | sed -n 's/.*\(SHA256:[^ ]*\).*/\1/p'); do
	has "a fingerprint that trust show prints" "$theirs" " $each "
done

echo "openssl"
# openssl_verifies ENVELOPE PUBLIC
openssl_verifies() {
	jq -r .payload "$1" | base64 -d >payload
	{ printf 'DSSEv1 28 application/vnd.in-toto+json %s ' "$(wc -c <payload)"; cat payload; } >pae
	jq -r '.signatures[0].sig' "$1" | base64 -d >sig
	openssl pkeyutl -verify -pubin -inkey "$2" -rawin -in pae -sigfile sig >/dev/null 2>&1
}
openssl_verifies "$bag/seal.dsse.json" producer.pem && ok || not_ok "openssl verifies the seal"
openssl_verifies "$bag/data/approval/approval.dsse.json" approver.pem && ok || not_ok "openssl verifies the approval"
openssl_verifies "$bag/seal.dsse.json" approver.pem && not_ok "openssl, another key" || ok
jq '.payload |= (@base64d | sub("cedar"; "alder") | @base64)' "$bag/seal.dsse.json" >changed.json
openssl_verifies changed.json producer.pem && not_ok "openssl, a changed seal" || ok
openssl genpkey -algorithm ed25519 -out theirs.key 2>/dev/null && chmod 600 theirs.key
openssl pkey -in theirs.key -pubout -out theirs.pem
minisign -G -W -p mini.pub -s mini.key >/dev/null
ssh-keygen -q -t ed25519 -N '' -f ssh.key
for pair in theirs.key:theirs.pem mini.key:mini.pub ssh.key:ssh.key.pub; do
	secret=$WORK/i/${pair%:*} public=$WORK/i/${pair#*:}
	begin cedar-escalated
	approve
	SOURCE_DATE_EPOCH=$SEALED "$TARSEAL" pack --profile "$profile" --evidence "$evidence" --approval approval.dsse.json \
		--record "$record" --key "$secret" -o theirs.tar -q >/dev/null && ok || not_ok "sealed with $pair"
	jq --rawfile k "$public" '.keys += [{public_key: $k, owner: "theirs", roles: ["producer"]}]' \
		"$KEYS/trust.json" >policy.json
	judges "a key of $pair" 0 "" "$TARSEAL" verify --trust policy.json --at "$NOW" theirs.tar
	judges "a key of $pair, not listed" 4 seal.trusted verify_it theirs.tar
done
cd "$WORK/i" || exit 1

echo "time stamps"
# One bundle and an authority of openssl; each program gives to the other, and to a third.
mkdir "$WORK/ts"
cd "$WORK/ts" || exit 1
cp "$FIXTURES/golden/golden-followup.tar" b.tar
tar -xOf b.tar golden-followup/seal.dsse.json >seal.json
seal=$(sha256sum <seal.json | cut -c1-64)
PYTHONPATH=$root/tests/cli python3 -B - "$seal" <<'END'
import json, sys
from stamps_lab import Authority, tst_info
one = Authority("one", key="rsa")
one.reply(sys.argv[1])  # writes the configuration
with open("cms.tsr", "wb") as f:
    f.write(one.sign(tst_info(sys.argv[1], at="20260620123000Z")))
with open("trust.json", "w", encoding="utf-8") as f:
    json.dump({"tarseal": "trust/1", "keys": [], "time": {"authorities": [{"owner": "tsa-one", "certificates": [one.certificate()]}]}}, f)
END
jq --slurpfile t trust.json '.time = $t[0].time' "$FIXTURES/golden/trust.json" >policy.json
answer() { # REQUEST OUTPUT
	TZ=UTC faketime -f "2026-06-20 12:30:00" openssl ts -reply -config tsa.cnf -section tsa -queryfile "$1" -out "$2" 2>/dev/null
}
add() { # STAMP OPTIONS...: keep it as the only one
	rm -f b.tar*.tsr
	response=$1
	shift
	"$TARSEAL" stamp add b.tar --trust policy.json --at 2026-07-01T00:00:00Z --response "$response" "$@" 2>&1
}
openssl_stamp() { # WHAT PATTERN REQUEST-OR-DIGEST...
	what=$1 pattern=$2
	shift 2
	has "$what" "$(openssl ts -verify -in b.tar.tsr -CAfile one-root.pem -attime 1781958600 "$@" 2>&1)" "$pattern"
}
"$TARSEAL" stamp request -q b.tar -o ours.tsq && ok || not_ok "a request"
openssl ts -query -in ours.tsq -text >said 2>/dev/null && ok || not_ok "openssl reads our request"
is "openssl reads our request: the digest" "$seal" "$(sed -n 's/^ *[0-9a-f]* - \([0-9a-f -]*\)   .*/\1/p' said | tr -d ' \n-')"
has "openssl reads our request: certificates" "$(cat said)" "Certificate required: yes"
has "openssl reads our request: a nonce" "$(cat said)" "Nonce: 0x[0-9A-F]"
answer ours.tsq answer.tsr && ok || not_ok "openssl answers our request"
has "an answer to our request" "$(add answer.tsr --request ours.tsq)" "^kept as b.tar.tsr: the seal existed before 2026-06-20T12:30:01Z"
openssl_stamp "openssl verifies what is kept, by our request" "Verification: OK" -queryfile ours.tsq
openssl_stamp "openssl verifies what is kept, by the digest" "Verification: OK" -digest "$seal"
openssl_stamp "openssl, another digest" "Verification: FAILED" -digest "$(sha256sum <b.tar | cut -c1-64)"
is "Sigstore verifies what is kept" "2026-06-20T12:30:00.000Z" "$(sigstore stamp b.tar.tsr seal.json one.pem one-root.pem)"
refuses "Sigstore: a stamp of something else" 1 "could not be verified" sigstore stamp b.tar.tsr b.tar one.pem one-root.pem
openssl ts -query -digest "$seal" -sha256 -cert -out theirs.tsq 2>/dev/null
answer theirs.tsq answer.tsr
has "an answer to openssl's request" "$(add answer.tsr --request theirs.tsq)" "^kept as b.tar.tsr"
has "an answer to another request" "$(add answer.tsr --request ours.tsq)" "(stamp.form)"
absent "an answer to another request" b.tar.tsr
has "a token of openssl cms" "$(add cms.tsr)" "^kept as b.tar.tsr: the seal existed before 2026-06-20T12:30:00Z"
openssl_stamp "openssl verifies the token" "Verification: OK" -token_in -digest "$seal"

echo "other versions of OpenSSL"
# Those of Debian's archive. tarseal is given them alone: the tests' own openssl stays as it is.
mkdir -p "$build/interop/libssl"
for version in $(apt-cache madison libssl3 | awk '{print $3}' | sort -u); do
	at=$build/interop/libssl/$version
	if [ ! -d "$at" ]; then
		(cd "$build/interop/libssl" && apt-get -q download "libssl3=$version" >/dev/null && dpkg-deb -x libssl3_*.deb "$at" && rm -f libssl3_*.deb) ||
			{ not_ok "libssl3 $version cannot be downloaded"; continue; }
	fi
	lib=$(dirname "$(find "$at" -name libcrypto.so.3)")
	printf '#!/bin/sh\nLD_LIBRARY_PATH=%s exec %s "$@"\n' "$lib" "$TARSEAL" >with-it
	chmod +x with-it
	LD_DEBUG=files ./with-it stamp show cms.tsr >said 2>&1
	has "libssl3 $version is used" "$(cat said)" "$lib/libcrypto.so.3"
	said=$(TARSEAL=$PWD/with-it sh "$root/tests/cli/stamp.sh" 2>&1) && ok || not_ok "libssl3 $version: the suite of time stamps" "$said"
done
cd "$WORK/i" || exit 1

echo "sha256sum, tar"
(cd "$bag" && sha256sum --quiet --strict -c manifest-sha256.txt) && ok || not_ok "sha256sum -c"
is "sha256sum -c sees every file" "$(cd "$bag" && find data -type f | LC_ALL=C sort)" \
	"$(sed 's/^[0-9a-f]*  //' "$bag/manifest-sha256.txt" | LC_ALL=C sort)"
echo more >>"$bag/data/record/followup.json"
(cd "$bag" && sha256sum --quiet --strict -c manifest-sha256.txt >/dev/null 2>&1) && not_ok "sha256sum -c, changed" || ok
is "Python's tarfile lists what tar lists" "$(tar -tf "$SEALED_DIR/cedar-escalated.tar")" \
	"$(python3 -c 'import sys, tarfile; print("\n".join(tarfile.open(sys.argv[1], "r:").getnames()))' \
		"$SEALED_DIR/cedar-escalated.tar")"

echo "Sigstore"
sigstore verify "$bag/seal.dsse.json" producer.pem "$bag/manifest-sha256.txt" && ok || not_ok "Sigstore accepts the seal"
# sigstore_refuses WHAT PATTERN ARGUMENTS...
sigstore_refuses() {
	refuses "Sigstore: $1" 1 "$2" sigstore verify "$3" "$4" "$5"
}
sigstore_refuses "a changed seal" "signature verification failed" changed.json producer.pem "$bag/manifest-sha256.txt"
sigstore_refuses "another key" "signature verification failed" "$bag/seal.dsse.json" approver.pem "$bag/manifest-sha256.txt"
jq '.signatures[0].sig |= "AA" + .[2:]' "$bag/seal.dsse.json" >signature.json
sigstore_refuses "a changed signature" "signature verification failed" signature.json producer.pem "$bag/manifest-sha256.txt"
sed '1s/^./x/' "$bag/manifest-sha256.txt" >manifest
sigstore_refuses "a changed manifest" "not about this manifest" "$bag/seal.dsse.json" producer.pem manifest

begin cedar-escalated
node -e 'const { privateKey, publicKey } = require("crypto").generateKeyPairSync("ed25519");
	require("fs").writeFileSync("node.key", privateKey.export({ type: "pkcs8", format: "pem" }));
	require("fs").writeFileSync("node.pem", publicKey.export({ type: "spki", format: "pem" }));'
digest=$("$TARSEAL" digest "$evidence" | sed 's/  .*//')
jq -n --arg kind "${digest%%:*}" --arg hex "${digest#*:}" --arg stage "$stage" --arg name "$(basename "$evidence")" '{
	_type: "https://in-toto.io/Statement/v1", subject: [{name: $name, digest: {($kind): $hex}}],
	predicateType: "urn:tarseal:approval:v1", predicate: {approval_ref: "approval:opaque-node",
	decision: "approved", approved_by: "role:trial-governance", decided_at: "2026-11-05T09:00:00Z", stage: $stage}}' >statement.json
sigstore sign statement.json node.key >approval.dsse.json
jq --rawfile k node.pem '.keys += [{public_key: $k, owner: "node", roles: ["approver"]}]' "$KEYS/trust.json" >policy.json
judges "an approval made with Node and Sigstore" 0 "" check_it --trust policy.json
judges "sealed" 0 "" pack_it node.tar --trust policy.json
judges "judged" 0 "" "$TARSEAL" verify --trust policy.json --at "$NOW" node.tar
judges "its key is not listed" 4 approval.trusted verify_it node.tar
sed 's/"approved"/"denied"/' statement.json >denied.json
jq --rawfile s denied.json '.payload = ($s | @base64)' approval.dsse.json >changed.json && mv changed.json approval.dsse.json
judges "its statement changed" 4 approval.trusted check_it --trust policy.json

echo "shells"
for shell in bash zsh fish; do
	"$TARSEAL" help --completion $shell >complete.$shell
done
mkdir -p typed && touch typed/trust.json
# offers SHELL LINE: what the shell offers to complete the line with, one word to a line
offers() {
	(cd typed && case $1 in
	bash) bash -c '. ../complete.bash; read -r -a COMP_WORDS <<<"$1"; case $1 in *" ") COMP_WORDS+=("") ;; esac
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _tarseal; printf "%s\n" "${COMPREPLY[@]}"' bash "$2" ;;
	fish) HOME=$WORK fish --private -c 'source ../complete.fish; complete -C $argv[1]' "$2" | sed 's/\t.*//; s/^--\([a-z-]*\)=$/--\1/' ;;
	zsh) python3 "$root/tests/interop/zsh.py" ../complete.zsh "$2" ;;
	esac)
}
for shell in bash zsh fish; do
	is "$shell: a verb" "verify verify-summary version" "$(offers $shell 'tarseal ver' | sort | tr '\n' ' ' | sed 's/ $//')"
	has "$shell: an option" "$(offers $shell 'tarseal verify --files-f')" '^--files-from=\{0,1\}$'
	is "$shell: a role" "producer" "$(offers $shell 'tarseal trust add --role pro' | tr -d ' ')"
	is "$shell: a stage" "trial-expired-followup" "$(offers $shell 'tarseal approve --stage trial-exp' | tr -d ' ')"
	is "$shell: a form" "junit" "$(offers $shell 'tarseal check --format ju' | tr -d ' ')"
	is "$shell: an action" "revoke" "$(offers $shell 'tarseal trust rev' | tr -d ' ')"
	is "$shell: a verb for help" "explain" "$(offers $shell 'tarseal help expl' | tr -d ' ')"
done
for shell in zsh fish; do
	is "$shell: a file" "trust.json" "$(offers $shell 'tarseal verify --trust tr' | tr -d ' ')"
	has "$shell: a profile or a file" "$(offers $shell 'tarseal pack --profile tr')" '^trust.json *$'
	has "$shell: a profile of a stage" "$(offers $shell 'tarseal pack --profile tr')" '^trial-access-expiry *$'
done

echo "Prometheus"
# Debian's package would start a server, so only its program is taken.
promtool=$(command -v promtool) || promtool=$build/interop/prometheus/usr/bin/promtool
if [ ! -x "$promtool" ]; then
	(cd "$build/interop" && apt-get -q download prometheus >/dev/null && dpkg-deb -x prometheus_*.deb prometheus) || exit 1
fi
"$TARSEAL" audit --trust "$KEYS/trust.json" --at "$NOW" --format prom "$SEALED_DIR" >audit.prom
"$promtool" check metrics <audit.prom >said 2>&1 && ok || not_ok "promtool accepts the metrics" "$(cat said)"
echo '{' >junk.jsonl
"$TARSEAL" audit --trust "$KEYS/trust.json" --register junk.jsonl --at "$NOW" --format prom "$SEALED_DIR" >audit.prom
"$promtool" check metrics <audit.prom >said 2>&1 && ok || not_ok "promtool accepts those of no audit" "$(cat said)"
is "which are there" 2 "$(grep -vc '^#' audit.prom)"
sed 's/} 6$/} six/' audit.prom | "$promtool" check metrics >/dev/null 2>&1 && not_ok "promtool refuses what is no number" || ok

echo "interop: $passed passed, $failed failed"
exit "$((failed > 0))"
