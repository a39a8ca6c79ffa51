# The public boundary: kinds of file, content, waivers and what verify requires; and that no secret is ever printed.
script=boundary
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
seal_all
TOKEN=ghp_0123456789abcdefABCDEF0123456789abcd
MAIL=jane.roe@customer-mail.io

# kind WHAT ID PATTERN FILE: the trial with FILE, read from standard input, in its evidence
kind() {
	begin alder-revoked
	mkdir -p "$(dirname "expiry/refs/$4")"
	cat >"expiry/refs/$4"
	approve
	judges "$1" 5 "$2" check_it
	has "$1: what it saw" "$(printf '%s' "$verdict" | jq -r '.bundles[0].checks[] | select(.result == "fail") | .found')" "$3"
	has "$1: what is allowed" "$(printf '%s' "$verdict" | jq -r '.bundles[0].checks[] | select(.result == "fail") | .expected')" "JSON"
	judges "$1: pack" 5 "$2" pack_it out.tar
	absent "$1" out.tar
}
while IFS='	' read -r name id pattern bytes; do
	printf -- "$bytes" >"$WORK/kind"
	kind "$name" "$id" "$pattern" "$name" <"$WORK/kind"
done <<'END'
elf.txt	boundary.artifact-bytes	an ELF executable	\177ELF\002\001\001
pe.txt	boundary.artifact-bytes	a Windows executable	MZ\220\000\003\000
mach.txt	boundary.artifact-bytes	Mach-O	\317\372\355\376\007\000
wasm.txt	boundary.artifact-bytes	WebAssembly	\000asm\001\000
class.txt	boundary.artifact-bytes	a Java class	\312\376\272\276\000\000
pyc.txt	boundary.artifact-bytes	Python bytecode	\247\r\r\n\000\000
zip.txt	boundary.artifact-bytes	a ZIP archive	PK\003\004\024\000
gzip.txt	boundary.artifact-bytes	gzip-compressed	\037\213\010\000\001
xz.txt	boundary.artifact-bytes	xz-compressed	\3757zXZ\000\000
zstd.txt	boundary.artifact-bytes	zstd-compressed	(\265/\375\000
bz2.txt	boundary.artifact-bytes	bzip2-compressed	BZh91AY\000
rpm.txt	boundary.artifact-bytes	an RPM package	\355\253\356\333\003
ar.txt	boundary.artifact-bytes	an ar archive	!<arch>\ndebian-binary
sqlite.txt	boundary.artifact-bytes	an SQLite database	SQLite format 3\000
gguf.txt	boundary.artifact-bytes	model weights	GGUF\003\000\000
pickle.txt	boundary.artifact-bytes	a Python pickle	\200\004\225
office.txt	boundary.artifact-bytes	an office document	\320\317\021\340\241\261\032\341
rtf.txt	boundary.artifact-bytes	an RTF document	{\\rtf1 text}
pdf.txt	boundary.file-kind	a PDF document	%%PDF-1.7\n
png.txt	boundary.file-kind	a PNG image	\211PNG\r\n\032\n
zero.txt	boundary.file-kind	binary data	text\000text\n
latin.txt	boundary.file-kind	binary data	caf\351\n
utf16.txt	boundary.file-kind	binary data	\377\376t\000e\000
cut.txt	boundary.file-kind	binary data	caf\303
half.json	boundary.file-kind	not strict JSON: .*line 1	{"a": 1
bom.json	boundary.file-kind	byte-order mark, line 1	\357\273\277{"a": 1}
twice.json	boundary.file-kind	not strict JSON: .*line 1	{"a": 1, "a": 2}
lines.jsonl	boundary.file-kind	not strict JSON	{"a": 1}\n{"a": \n
shebang.txt	boundary.source-code	a program	#!/bin/sh\necho\n
prog.py	boundary.source-code	Python source	x = 1\n
prog.go	boundary.source-code	Go source	package x\n
makefile	boundary.source-code	a makefile	all:\n
fix.patch	boundary.source-code	a source code patch	--- a\n
deny.rego	boundary.policy-pack	a Rego policy	package x\n
drawing.svg	boundary.file-kind	an SVG image	text\n
drawing.txt	boundary.file-kind	an SVG image	<?xml version="1.0"?>\n<!-- drawn -->\n<SVG onload="x()">\n
setup.hta	boundary.source-code	an HTML application	text\n
setup.txt	boundary.source-code	an HTML application	<hta:application id="x">\n
page.txt	boundary.source-code	a script	\n <script>x()</script>\n
person.vcf	boundary.file-kind	a vCard	text\n
person.txt	boundary.customer.contact-card boundary.file-kind	a vCard	BEGIN:VCARD\nVERSION:4.0\n
.git/config	boundary.source-code	version control	[core]\n
deep/.GIT/HEAD	boundary.source-code	version control	ref: refs/heads/main\n
.svn/entries	boundary.source-code	version control	12\n
marked.txt	boundary.source-code	a program	\357\273\277#!/bin/sh\n
later.txt	boundary.source-code	a program	\n\n#!/usr/bin/env python\n
run.txt	boundary.source-code	a batch script	@ECHO OFF\r\n
index.txt	boundary.source-code	PHP source code	<?php phpinfo();\n
change.txt	boundary.source-code	a source code patch	diff --git a/x b/x\n
deploy.sh.bak	boundary.source-code	a shell script	x\n
prog.py~	boundary.source-code	Python source	x\n
macro.vbs.txt	boundary.source-code	a Windows script	x\n
CMakeLists.txt	boundary.source-code	CMake source code	x\n
prog.pyi.save	boundary.source-code	Python source	x\n
Jenkinsfile	boundary.source-code	a Jenkins pipeline	x\n
x.git/HEAD	boundary.source-code	version control	ref: refs/heads/main\n
spaced.txt	boundary.source-code	a batch script	@ echo   off\r\n
short.txt	boundary.source-code	PHP source code	<?= system(1) ?>\n
minus.txt	boundary.source-code	a source code patch	--- a/x\n+++ b/x\n
subset.txt	boundary.file-kind	an SVG image	<!DOCTYPE svg PUBLIC "x" [ <!ENTITY a "b"> ]><svg/>\n
process.txt	boundary.file-kind	an SVG image	<?foo bar?><svg>\n
space.txt	boundary.file-kind	an SVG image	<s:svg xmlns:s="x">\n
post.txt	boundary.file-kind	PostScript	%%!PS-Adobe-3.0\n
END
# Text that only begins so, or is only named so.
begin alder-revoked
mkdir expiry/more
printf '0707011234 call\n' >expiry/more/number.txt
printf 'dex\nterity\n' >expiry/more/dex.txt
printf 'a\r\r\nb\n' >expiry/more/ends.txt
printf '#! heading\n' >expiry/more/heading.txt
printf '@echo off is how batch files begin\n' >expiry/more/batch.txt
printf 'diff --git output is not kept\n' >expiry/more/diff.txt
printf '<svg,count\n1,2\n' >expiry/more/columns.csv
for name in readme.pl terms.cs acme.rs appendix.c notes.r dockerfile; do echo text >expiry/more/$name.txt; done
approve
judges "what looks like another kind" 0 "" check_it

(cd "$WORK" && tar -cf archive.txt --format=ustar keys/producer.pub)
kind "a tar" boundary.artifact-bytes "a tar archive" archive.txt <"$WORK/archive.txt"
kind "a bundle as an attachment" boundary.artifact-bytes "a tar archive" bundle.tar <"$SEALED_DIR/elm-revoked.tar"

# References that are not opaque, however they are written. None of them is shown.
while read -r ref; do
	begin alder-revoked
	edit followup.json ".notification.delivery_tracking_ref = \"$ref\""
	approve
	ids=boundary.private-reference
	case $ref in *%40* | *%2540*) ids="$ids boundary.customer.email" ;; esac
	judges "the reference $ref" 5 "$ids" check_it -v
	lacks "the reference $ref: shown" "$verdict$(check_it -v 2>&1)" "$ref"
	judges "the reference $ref: pack" 5 "$ids" pack_it out.tar
	absent "the reference $ref" out.tar
done <<'END'
mail:jane.roe%40customer-mail.io
mailto:jane.roe%40customer-mail.io
ref:mailto:somebody
tracking:jane.roe%2540customer-mail.io
card:4111_1111_1111_1111
tracking:4111/1111/1111/1111
tracking:4111%2D1111%2D1111%2D1111
tel:1
tracking:+49/30/1234567
account:DE89.3704.0044.0532.0130.00
END
begin alder-revoked
edit expiry/expiry.json '.license_ref = "license:GB29_NWBK_6016_1331_9268_19"'
approve
judges "a reference in the evidence" 5 boundary.private-reference check_it
begin alder-revoked
for option in "--ref tel:1 --by role:x" "--ref approval:opaque-1 --by mailto:boss"; do
	# shellcheck disable=SC2086
	refuses "an approver's reference: $option" 2 "use an opaque reference" "$TARSEAL" approve expiry --key "$KEYS/approver.key" --yes -o x.json $option
done
absent "an approver's reference" x.json

begin alder-revoked
mkdir -p expiry/more
printf 'caf\303\251 \342\202\254 \360\237\230\200\n' >expiry/more/utf8.txt
printf '\357\273\277with a byte-order mark\n' >expiry/more/bom.txt
: >expiry/more/empty.json.txt
printf '{"a": 1}\n\n{"b": 2}\n' >expiry/more/lines.jsonl
printf 'MZ is how this sentence begins\n' >expiry/more/mz.txt
printf 'A note on .git/ and on <svg>; BEGIN:VCARD begins a vCard.\n' >expiry/more/note.txt
mkdir expiry/more/git expiry/more/.github && echo x >expiry/more/git/config.txt && echo x >expiry/more/.github/note.md
cp "$KEYS/producer.pub" expiry/more/key.pub
cat >tsa.conf <<'END'
[tsa]
default_tsa = t
[t]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3
digests = sha256
ess_cert_id_alg = sha256
END
openssl req -x509 -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.pem -subj /CN=tsa -days 1 \
	-addext 'extendedKeyUsage=critical,timeStamping' 2>/dev/null
echo 01 >serial
openssl ts -query -data followup.json -sha256 -out query 2>/dev/null
openssl ts -reply -config tsa.conf -queryfile query -out expiry/more/response.tsr 2>/dev/null
openssl ts -reply -config tsa.conf -in expiry/more/response.tsr -token_out -out expiry/more/token.tst 2>/dev/null
cp expiry/more/token.tst "$WORK/token"
[ -s "$WORK/token" ] && ok || not_ok "a token to try"
approve
judges "kinds that may be inside" 0 "" check_it
cp "$FIXTURES/golden/golden-followup.tar" stamped.tar
cp "$FIXTURES/time/stamps/good-plain.tsr" stamped.tar.tsr
stamped() {
	judges "$@" "$TARSEAL" verify --profile "$FIXTURES/golden/profile.json" --trust "$FIXTURES/time/trust.json" \
		--at 2026-07-01T00:00:00Z stamped.tar
}
if [ "$(linking)" = mixed ]; then
	mkdir broken && echo 'no library' >broken/libcrypto.so.3
	LD_LIBRARY_PATH=$PWD/broken
	export LD_LIBRARY_PATH
	stamped "a time stamp without OpenSSL to verify it" 6 io
	has "a time stamp without OpenSSL to verify it" "$verdict" "cannot load OpenSSL"
	judges "a token in the package, without OpenSSL" 0 "" check_it
	unset LD_LIBRARY_PATH
fi

# OpenSSL reads no configuration, so none can make it load a module.
cat >module.c <<'END'
#include <unistd.h>
__attribute__((constructor)) static void go(void) { (void)!write(1, "MODULE\n", 7); _exit(0); }
END
cc -shared -fPIC -o module.so module.c && ok || not_ok "the module"
printf 'openssl_conf = all\n[all]\nproviders = ps\n[ps]\nmine = m\ndefault = d\n[d]\nactivate = 1\n[m]\nmodule = %s\nactivate = 1\n' \
	"$PWD/module.so" >openssl.cnf
has "the module runs in other programs" "$(OPENSSL_CONF=openssl.cnf openssl dgst -sha256 followup.json 2>&1)" MODULE
OPENSSL_CONF=$PWD/openssl.cnf OPENSSL_MODULES=$PWD
export OPENSSL_CONF OPENSSL_MODULES
stamped "a time stamp under a hostile configuration" 0 ""
echo secret >phrase && chmod 600 phrase
refuses "a key under a hostile configuration" 0 "" env TARSEAL_PASSPHRASE_FILE=phrase "$TARSEAL" keygen -q -o locked
refuses "signing under a hostile configuration" 0 "" env TARSEAL_PASSPHRASE_FILE=phrase "$TARSEAL" approve expiry --key locked.key --yes -q \
	--ref approval:opaque-1 --by role:x -o by-locked.json
unset OPENSSL_CONF OPENSSL_MODULES
[ -s locked.key ] && [ -s by-locked.json ] && ok || not_ok "nothing was made under a hostile configuration"

(cat "$WORK/token"; printf 'PK\003\004') >"$WORK/kind"
kind "a token with something behind it" boundary.file-kind "binary data" token.tst <"$WORK/kind"
printf '\060\202\000\100\006\011\052\206\110\206\367\015\001\007\002\240\202\000\061\006\013\052\206\110\206\367\015\001\011\020\001\004PK' >"$WORK/kind"
kind "the beginning of a token" boundary.file-kind "binary data" begun.tst <"$WORK/kind"

PYTHONPATH=$here python3 -B -c '
import sys
from stamps_lab import *
content = der(4, bytes.fromhex("89504e470d0a1a0a") + bytes(range(256)))
sys.stdout.buffer.write(der(0x30, der(6, SIGNED_DATA), der(0xA0, der(0x30, der(2, "03"), der(0x31), der(0x30, der(6, TST_INFO), der(0xA0, content)), der(0x31, der(0x30))))))' >"$WORK/kind"
kind "a picture in the form of a token" boundary.file-kind "binary data" picture.tst <"$WORK/kind"

# Nobody can see into an archive, whatever encoding it is in.
begin alder-revoked
printf 'a log\nthat was compressed\n' | gzip -9 >"$WORK/log.gz"
for way in 'base64 -w0' 'base64 -w64' 'xxd -p' 'xxd -p -c 256'; do
	printf '{"log": "%s"}\n' "$($way "$WORK/log.gz" | sed 's/$/\\n/' | tr -d '\n')" >expiry/refs/log.json
	approve
	judges "an archive in a text: $way" 5 boundary.artifact-bytes check_it
done
rm expiry/refs/log.json

# A profile may allow more.
begin alder-revoked
printf '%%PDF-1.7\nfrom a printer\000\n' >expiry/refs/letter.pdf
"$TARSEAL" profile show "$profile" | jq '.id = "with-letters" | .media = ["application/pdf"]' >with-letters.json
approve
profile=with-letters.json
judges "a media type that the profile allows" 0 "" check_it
printf '\211PNG\r\n\032\n' >expiry/refs/letter.png
approve
judges "another one" 5 boundary.file-kind check_it

# holds WHAT RULE FILE: check and pack find the content in that file of the trial, and print none of it
holds() {
	h_what=$1 h_rule=$2
	judges "$h_what" 5 "boundary.$h_rule" check_it -v
	lacks "$h_what: shown in JSON" "$verdict$(cat "$WORK/stderr")" "0123456789abcdefABCDEF\|jane.roe"
	lacks "$h_what: shown as text" "$(check_it -v 2>&1)" "0123456789abcdefABCDEF\|jane.roe"
	judges "$h_what: pack" 5 "boundary.$h_rule" pack_it out.tar
	absent "$h_what" out.tar
}
begin alder-revoked && echo "see $TOKEN" >>expiry/refs/timeline.csv && approve
holds "in an attachment" token.github-personal
has "where it is" "$(printf '%s' "$verdict" | jq -r '.bundles[0].checks[] | select(.result == "fail") | .at')" \
	'^expiry/refs/timeline.csv, line 4$'
begin birch-renewed && edit expiry/refs/renewal.json ".checks = [{\"by\": \"$MAIL\"}]" && approve
holds "in JSON" customer.email
has "where it is in JSON" "$(printf '%s' "$verdict" | jq -r '.bundles[0].checks[] | select(.result == "fail") | .at')" \
	'^expiry/refs/renewal.json, /checks/0/by$'
begin birch-renewed && edit expiry/expiry.json ".note = \"$MAIL\"" && approve
holds "in the evidence record" "customer.email boundary.unknown-field"
begin alder-revoked && mkdir "expiry/$TOKEN" && echo x >"expiry/$TOKEN/a.txt" && approve
holds "in a file's name" token.github-personal
begin birch-renewed && approve --condition "$(printf 'ghp_%s' 0123456789abcdef0123456789abcdefabcd)"
judges "in the approval" 5 boundary.token.github-personal check_it
begin fir-escalated && echo "$TOKEN" >>record/delivery/receipt.txt && approve
holds "in an attachment of the record" token.github-personal
begin alder-revoked
for i in 1 2 3 4 5 6; do echo "import os$i from 'module$i'"; echo "def name$i(value):"; done >expiry/refs/notes.txt
approve
judges "source code in prose" 5 boundary.source-code check_it

# No other check prints the secret either: not as a label, not as a member's name, not as a path.
SECRET=sk_live_etwt4ul44ldqbwzb90xya2cl
begin alder-revoked && edit expiry/expiry.json ".outcome = \"$SECRET\"" && approve
lacks "a value that a gate tells" "$(check_it -v 2>&1; check_it --format json)" "etwt4ul44"
begin birch-renewed && edit followup.json ".$SECRET = {\"x\": 1}" && approve
lacks "a field's name" "$(check_it -v 2>&1; check_it --format json)" "etwt4ul44"
begin alder-revoked && printf 'MZ\000' >"expiry/refs/$SECRET.bin" && approve
lacks "a refused file's name" "$(check_it -v 2>&1; check_it --format json)" "etwt4ul44"
begin alder-revoked && echo x >"expiry/refs/jane.doe@customer-corp.de.txt" && approve
judges "an address as a file's name" 5 boundary.customer.email check_it
begin alder-revoked && approve
judges "a secret as the bundle's name" 5 boundary.service.stripe-secret pack_it "$SECRET.tar"
absent "a secret as the bundle's name" "$SECRET.tar"

# More findings of one rule than are kept cannot be waived by waiving those that are shown.
begin alder-revoked
for i in $(seq 50); do echo "u$i.abc@customer-corp.de"; done >expiry/refs/many.txt
approve
check_it --write-waivers drafts.json >/dev/null 2>&1
jq '.waivers[] += {reason_ref: "ticket:opaque-118", waived_by: "role:privacy", expires_at: "2026-12-31T00:00:00Z"}' \
	drafts.json >waivers.json
judges "fifty, all waived" 0 "" check_it --waivers waivers.json
echo "victim@customer-corp.de" >>expiry/refs/many.txt
approve
judges "one more" 5 boundary.customer.email check_it --waivers waivers.json
jq '.waivers += [.waivers[0]]' waivers.json >twice.json
judges "one waiver twice" 6 waivers.valid check_it --waivers twice.json

# The vendor's own addresses are no customers', if the verifier's policy says so.
begin alder-revoked && echo "asked ingrid@team.tarvendor.se" >>expiry/refs/timeline.csv && approve
judges "an address" 5 boundary.customer.email check_it
judges "of an own domain" 0 "" check_it --own-domain tarvendor.se
judges "sealed with it" 0 "" pack_it own.tar --own-domain tarvendor.se
judges "the verifier does not know the domain" 5 boundary.customer.email verify_it --scan own.tar
jq '.own_domains = ["tarvendor.se"]' "$KEYS/trust.json" >own.json
judges "the verifier knows it" 0 "" "$TARSEAL" verify --trust own.json --at "$NOW" --scan own.tar
judges "so does pack, with the policy" 0 "" pack_it own-2.tar --trust own.json
refuses "no domain" 2 "--own-domain takes a domain" check_it --own-domain TARVENDOR

# --no-scan skips attachments and says so. A verifier can search them anyway.
begin alder-revoked && echo "see $TOKEN" >>expiry/refs/timeline.csv && approve
said=$(pack_it out.tar --no-scan 2>&1) && ok || not_ok "pack --no-scan" "$said"
has "--no-scan warns" "$said" "warning: --no-scan: attachments are not searched"
is "the seal says so" false "$(tar -xOf out.tar out/seal.dsse.json | jq -r .payload | base64 -d | jq .predicate.boundary.scan)"
judges "verify does not search" 0 "" verify_it out.tar
is "and says so" skip "$(printf '%s' "$verdict" | jq -r '.bundles[0].checks[] | select(.id == "boundary.content") | .result')"
has "verify, for people" "$(verify_it out.tar)" "skip  boundary.content: .*the producer did not search the other files"
judges "verify --scan" 5 boundary.token.github-personal verify_it --scan out.tar
# A file that is cut off prints nothing, and its content is not taken for the next file's.
{ yes 'a line of text' | head -c 2000000; echo "a token: $TOKEN"; yes 'a line of text' | head -c 700000; } >expiry/z.txt
approve
pack_it long.tar --no-scan -q >/dev/null 2>&1
head -c 2600000 long.tar >cut.tar
judges "truncated behind a secret" 3 tar.canonical verify_it --scan cut.tar
has "its path is shown" "$(printf '%s' "$verdict" | jq -r '.bundles[0].path')" '^cut.tar$'
rm expiry/z.txt long.tar cut.tar
approve
jq '.default.scan = true' "$KEYS/trust.json" >policy.json
judges "the policy asks for it" 5 boundary.token.github-personal "$TARSEAL" verify --trust policy.json --at "$NOW" out.tar
judges "a clean bundle, searched" 0 "" "$TARSEAL" verify --trust policy.json --at "$NOW" "$SEALED_DIR/birch-renewed.tar"
is "and it says so" pass "$(printf '%s' "$verdict" | jq -r '.bundles[0].checks[] | select(.id == "boundary.content") | .result')"
judges "a chain, searched" 0 "" "$TARSEAL" verify --trust policy.json --at "$NOW" "$SEALED_DIR/birch-conversion.tar"
digest=$("$TARSEAL" scan --list-rules | sed -n 's/.* rules, sha256://p')
jq --arg d "$digest" '.default.rules.sha256 = $d' "$KEYS/trust.json" >policy.json
judges "the rules that the policy names" 0 "" "$TARSEAL" verify --trust policy.json --at "$NOW" "$SEALED_DIR/birch-renewed.tar"
jq '.default.rules.sha256 = ("0" * 64)' "$KEYS/trust.json" >policy.json
judges "other rules" 6 rules.known "$TARSEAL" verify --trust policy.json --at "$NOW" "$SEALED_DIR/birch-renewed.tar"

# Waivers.
begin alder-revoked && echo "see $MAIL" >>expiry/refs/timeline.csv && approve
judges "drafts of waivers" 5 boundary.customer.email check_it --write-waivers drafts.json
is "one draft, without the text" "customer.email data/evidence/refs/timeline.csv " \
	"$(jq -r '.waivers[] | "\(.rule) \(.path) \(.reason_ref)"' drafts.json)"
lacks "nothing of the text" "$(cat drafts.json)" "jane"
judges "drafts that nobody filled in" 6 waivers.valid check_it --waivers drafts.json
jq '.waivers[0] += {reason_ref: "ticket:opaque-118", waived_by: "role:privacy", expires_at: "2026-12-31T00:00:00Z"}' \
	drafts.json >waivers.json
judges "waived" 0 "" check_it --waivers waivers.json
has "waived, for people" "$(check_it --waivers waivers.json)" "waived  boundary.customer.email: .*role:privacy for ticket:opaque-118 until 2026-12-31"
cp waivers.json "$WORK/"
jq '.default.waivers = ["customer.email"]' "$KEYS/trust.json" >policy.json
judges "sealed with it" 0 "" pack_it out.tar --waivers waivers.json --trust policy.json
judges "a policy that lets it be waived" 0 "" "$TARSEAL" verify --trust policy.json --at "$NOW" --scan out.tar
is "it is shown" "waived" "$(printf '%s' "$verdict" | jq -r '.bundles[0].checks[] | select(.id == "boundary.customer.email") | .result')"
judges "it is shown without a search, too" 0 "" "$TARSEAL" verify --trust policy.json --at "$NOW" out.tar
is "waived" "waived" "$(printf '%s' "$verdict" | jq -r '.bundles[0].checks[] | select(.id == "boundary.customer.email") | .result')"
judges "a policy that does not" 5 boundary.customer.email verify_it out.tar
judges "pack under such a policy" 5 boundary.customer.email pack_it again.tar --waivers waivers.json --trust "$KEYS/trust.json"
absent "pack under such a policy" again.tar
# waiver WHAT EXIT IDS FILTER
waiver() {
	jq "$4" waivers.json >changed.json
	judges "$1" "$2" "$3" check_it --waivers changed.json
}
waiver "expired" 5 boundary.customer.email '.waivers[0].expires_at = "2026-11-19T00:00:00Z"'
waiver "of another file" 6 "boundary.customer.email waivers.valid" '.waivers[0].path = "data/evidence/expiry.json"'
waiver "of another rule" 6 "boundary.customer.email waivers.valid" '.waivers[0].rule = "token.npm"'
waiver "of another fingerprint" 6 "boundary.customer.email waivers.valid" '.waivers[0].fingerprint = ("0" * 64)'
waiver "under another salt" 6 "boundary.customer.email waivers.valid" '.salt = ("0" * 64)'
waiver "an unknown member" 6 waivers.valid '.waivers[0].more = 1'
waiver "another version" 6 waivers.valid '.tarseal = "waivers/2"'
waiver "a name instead of a role" 6 waivers.valid '.waivers[0].waived_by = "Jane Roe"'
waiver "no salt" 6 waivers.valid 'del(.salt)'
judges "no such file" 6 waivers.valid check_it --waivers gone.json
begin alder-revoked && approve
cp "$WORK/waivers.json" .
judges "a waiver of nothing" 6 waivers.valid check_it --waivers waivers.json

finish
