# Keys: the formats that people have, keys that are refused, passphrases, and files that appear complete or not at
# all.
script=keys
. "$(dirname "$0")/lib.sh"
seal_all
rm -rf "$WORK/k"
mkdir "$WORK/k"
cd "$WORK/k" || exit 1
here=$(cd "$FIXTURES/../tests/cli" && pwd)
package=$FIXTURES/trials/alder-revoked/expiry

# sign KEY OPTIONS...: make an approval with that key
sign() {
	k=$1
	shift
	rm -f signed.json
	"$TARSEAL" approve "$package" --key "$k" --ref approval:opaque-1 --by role:tester --yes -q \
		-o signed.json --no-input "$@"
}
# signs WHAT KEY OPTIONS...: signing works, and openssl verifies the signature
signs() {
	what=$1
	shift
	sign "$@" 2>stderr && ok || { not_ok "$what" "$(cat stderr)"; return; }
	jq -r .payload signed.json | base64 -d >payload
	{ printf 'DSSEv1 28 application/vnd.in-toto+json %s ' "$(wc -c <payload)"; cat payload; } >pae
	jq -r '.signatures[0].sig' signed.json | base64 -d >sig
	has "$what: openssl verifies" "$(openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in pae -sigfile sig 2>&1)" \
		"Verified Successfully"
}
# refused WHAT PATTERN KEY OPTIONS...
refused() {
	refuses "$1" 6 "$2" sign "$3" ${4+"$4"} ${5+"$5"}
	absent "$1" signed.json
}

openssl genpkey -algorithm ed25519 -out plain.pem 2>/dev/null && chmod 600 plain.pem
openssl pkey -in plain.pem -pubout -out public.pem
openssl pkcs8 -topk8 -in plain.pem -out pbkdf2.pem -passout pass:correct -v2 aes-256-cbc 2>/dev/null
chmod 600 pbkdf2.pem
printf 'correct\n' >right && printf 'wrong' >wrong && : >none && chmod 600 right wrong none
signs "PKCS#8" plain.pem
signs "encrypted PKCS#8, descriptor" pbkdf2.pem --passphrase-fd 9 9<right
TARSEAL_PASSPHRASE_FILE=right
export TARSEAL_PASSPHRASE_FILE
signs "encrypted PKCS#8, file" pbkdf2.pem
TARSEAL_PASSPHRASE_FILE=wrong
refused "wrong passphrase" "the passphrase for .* is wrong" pbkdf2.pem
TARSEAL_PASSPHRASE_FILE=none
refused "empty passphrase file" "is empty" pbkdf2.pem
cp right open-file && chmod 644 open-file
TARSEAL_PASSPHRASE_FILE=open-file
refused "passphrase file that others can read" "others can read" pbkdf2.pem
unset TARSEAL_PASSPHRASE_FILE
refused "nobody to ask" "forbids asking" pbkdf2.pem
refuses "no terminal" 6 "no terminal to ask on" setsid -w "$TARSEAL" approve "$package" \
	--key pbkdf2.pem --ref approval:opaque-1 --by role:tester --yes -q -o signed.json
absent "no terminal" signed.json

# Without OpenSSL's library, a key in the usual form still opens, and any other gives a message that says what is
# missing. (A program linked with the library does not start at all.)
if [ "$(linking)" = mixed ]; then
	mkdir broken && echo 'no library' >broken/libcrypto.so.3
	LD_LIBRARY_PATH=$PWD/broken sign plain.pem && ok || not_ok "a plain key without OpenSSL"
	refused_broken() {
		LD_LIBRARY_PATH=$PWD/broken "$TARSEAL" "$@"
	}
	refuses "an encrypted key without OpenSSL" 6 "cannot load OpenSSL" refused_broken approve "$package" \
		--key pbkdf2.pem --ref approval:opaque-1 --by role:tester --yes -q -o broken.json --passphrase-fd 9 9<right
	refuses "what to install" 6 "libssl3" refused_broken keygen --no-passphrase -q -o broken-key
	absent "an encrypted key without OpenSSL" broken.json
	absent "a new key without OpenSSL" broken-key
	absent "a new key without OpenSSL" broken-key.pub
fi

for name in stem.key stem.pub; do
	"$TARSEAL" keygen --no-passphrase -q -o "$name" && ok || not_ok "keygen -o $name"
	is "keygen -o $name" "stem.key stem.pub" "$(echo stem.*)"
	rm stem.key stem.pub
done
ssh-keygen -q -t ed25519 -N '' -C 'me@example' -f ssh
cp public.pem spki.pem
ssh-keygen -e -m pkcs8 -f ssh.pub >/dev/null 2>&1
key=$(cut -d' ' -f2 ssh.pub | base64 -d | tail -c 32 | xxd -p -c 64)
printf '302a300506032b6570032100%s' "$key" | xxd -r -p | openssl pkey -pubin -inform DER -out public.pem
signs "OpenSSH" ssh
is "fingerprint as ssh-keygen prints it" "$(ssh-keygen -lf ssh.pub | cut -d' ' -f2)" \
	"$(jq -r '.signatures[0].keyid' signed.json)"
ssh-keygen -q -t ed25519 -N 'secret phrase' -f ssh-locked
refused "OpenSSH with a passphrase" "is protected by a passphrase" ssh-locked
has "OpenSSH with a passphrase: the way out" "$j_said" "ssh-add ssh-locked), and give its public key"
ssh-keygen -q -t ecdsa -N '' -f ssh-ecdsa
refused "OpenSSH, another type" "is an OpenSSH private key of type ecdsa-sha2-nistp256" ssh-ecdsa
openssl genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:2048 -out rsa.pem 2>/dev/null && chmod 600 rsa.pem
refused "RSA" "is a key of type RSA, not an Ed25519 key" rsa.pem
openssl genpkey -algorithm x25519 -out x25519.pem 2>/dev/null && chmod 600 x25519.pem
refused "X25519" "is a key of type X25519, not an Ed25519 key" x25519.pem

# Keys in other forms of PKCS#8, with the public half and without.
openssl pkey -in plain.pem -pubout -out public.pem
form() { # FORM: other.pem is plain.pem in that form
	python3 "$here/pkcs8.py" plain.pem "$1" >other.pem && chmod 600 other.pem
}
for form in v1 v2 no-half attributes only-attributes wrapped; do
	form $form
	signs "PKCS#8, $form" other.pem
done
form encrypted
signs "PKCS#8, encrypted with its public half" other.pem --passphrase-fd 9 9<right
refused "PKCS#8, encrypted with its public half, wrong passphrase" "the passphrase for other.pem is wrong" other.pem --passphrase-fd 9 9<wrong
form other-half
refused "PKCS#8, another public half" "the secret and the public half belong to different keys" other.pem
for form in v9 parameters short bare twice short-half unused-bits half-twice junk public-first cut behind long-length; do
	form $form
	refused "PKCS#8, $form" "is not a valid PKCS#8 key" other.pem
done

# A cipher that OpenSSL 3 loads only on demand: the message says so, and what it advises works.
if openssl pkcs8 -topk8 -in plain.pem -out legacy.pem -passout pass:correct -v1 PBE-SHA1-RC2-40 -provider default \
	-provider legacy 2>/dev/null; then
	chmod 600 legacy.pem
	refused "an old cipher" "is encrypted with an old cipher (pbeWithSHA1And40BitRC2-CBC) that OpenSSL 3 does not support" legacy.pem \
		--passphrase-fd 9 9<right
	advice=$(printf '%s\n' "$j_said" | sed -n 's/^  fix       convert it: \(.*\) -out NEW$/\1/p')
	$advice -out converted.pem -passin pass:correct -passout pass:correct 2>stderr && chmod 600 converted.pem
	signs "an old cipher, converted" converted.pem --passphrase-fd 9 9<right
fi

# Files as people have them: comments, byte-order marks, spaces and other line ends.
bom=$(printf '\357\273\277')
{ printf '%s' "$bom"; cat plain.pem; } >other.pem
signs "a byte-order mark" other.pem
{ printf 'Bag Attributes\n    friendlyName: mine\n\n'; cat plain.pem; printf '\nkept in the safe\n'; } >other.pem
signs "text around the key" other.pem
sed 's/$/  \t/' plain.pem >other.pem
signs "spaces at the ends of lines" other.pem
sed 's/$/\r/' plain.pem >other.pem
signs "CR LF" other.pem
cat plain.pem plain.pem >other.pem
refused "two keys" "is not a valid PKCS#8 key" other.pem
iconv -t UTF-16 plain.pem >other.pem
refused "UTF-16" "is text in UTF-16" other.pem
has "UTF-16: the way out" "$j_said" "iconv -f UTF-16"

# Through a pipe, whose mode says nothing.
cat plain.pem | sign - && ok || not_ok "a key on standard input"
sign - <plain.pem && ok || not_ok "a file as standard input"
cp plain.pem loose.pem && chmod 644 loose.pem
refused "a file as standard input that others can read" "others can read or write the secret key standard input" - <loose.pem
bash -c '"$0" approve "$1" --key <(cat plain.pem) --ref approval:opaque-1 --by role:x --yes -q -o piped.json' "$TARSEAL" "$package" &&
	ok || not_ok "a key through a process substitution"
refuses "nothing on standard input" 6 "standard input is not a secret key" sign - <none
refuses "a device" 6 "is a device" sign /dev/zero
python3 "$here/terminal.py" tty.transcript "$TARSEAL" approve "$package" --key - --ref approval:opaque-1 --by role:x --yes -o tty.json -- '' && not_ok "a terminal" || ok
has "a terminal" "$(cat tty.transcript)" "expected on standard input, not a terminal"

# Keys of other kinds are called what they are.
ssh-keygen -q -t rsa -b 2048 -N '' -f other-rsa
ssh-keygen -q -t ed25519 -N '' -f other-ca
ssh-keygen -q -s other-ca -I id -n x ssh.pub
printf 'sk-ssh-ed25519@openssh.com %s me\n' "$(cut -d' ' -f2 ssh.pub)" >other-sk.pub
openssl pkey -in rsa.pem -pubout -out other-spki.pem
openssl req -x509 -key rsa.pem -subj /CN=x -days 1 -out other-x509.pem 2>/dev/null
openssl rsa -in rsa.pem -traditional -out other-pkcs1.pem 2>/dev/null && chmod 600 other-pkcs1.pem
openssl ecparam -name prime256v1 -genkey -out other-ec.pem 2>/dev/null && chmod 600 other-ec.pem
ssh-keygen -e -m RFC4716 -f ssh.pub >other-4716.pub 2>/dev/null
cp "$KEYS/producer.key" "a key;x" && chmod 644 "a key;x"
refuses "a name that a shell would split" 6 "run chmod 600 'a key;x'" sign "a key;x"
printf 'PuTTY-User-Key-File-3: ssh-ed25519\n' >other-putty && chmod 600 other-putty
chmod 644 other-*.pub
while IFS='	' read -r file kind; do
	refused "$file" "$kind" "$file"
done <<'END'
other-rsa.pub	this is a public key of type ssh-rsa
ssh-ecdsa.pub	this is a public key of type ecdsa-sha2-nistp256
ssh-cert.pub	this is an OpenSSH certificate of type ssh-ed25519-cert-v01@openssh.com
other-sk.pub	this is the public key of a FIDO security key, of type sk-ssh-ed25519@openssh.com
other-spki.pem	the public key is of type RSA, not Ed25519
other-x509.pem	this is an X.509 certificate
other-4716.pub	this is a public key in the form of RFC 4716
other-rsa	is an OpenSSH private key of type ssh-rsa
other-pkcs1.pem	other-pkcs1.pem is a secret key of type RSA
other-ec.pem	other-ec.pem is a secret key of type ECDSA
other-putty	other-putty is a PuTTY private key
END
refuses "in a policy" 6 "this is a public key of type ssh-rsa" "$TARSEAL" trust add new.json --public-key other-rsa.pub --owner x --role approver
{ printf '%s# my key\n\n  ' "$bom"; cat ssh.pub; printf '\n# that was it\n'; } >commented.pub
"$TARSEAL" trust add new.json --public-key commented.pub --owner x --role approver -q && ok || not_ok "a public key with comments"
is "a public key with comments" "$(cut -d' ' -f2 ssh.pub)" "$(jq -r '.keys[0].public_key | split(" ")[1]' new.json)"
cat ssh.pub other-ca.pub >two.pub
refuses "two public keys" 6 "more than one line" "$TARSEAL" trust add two.json --public-key two.pub --owner x --role approver

# Somebody else's file that the caller's group can read, such as a secret that Kubernetes mounts.
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
	foreign=$(mktemp -d) # that others can reach, unlike this directory
	trap 'rm -rf "$foreign"' EXIT
	chmod 755 "$foreign" && mkdir "$foreign/out" && chmod 777 "$foreign/out"
	cp "$TARSEAL" "$foreign/tarseal" && chmod 755 "$foreign/tarseal"
	cp -r "$package" "$foreign/package" && chmod -R a+rX "$foreign/package"
	as_nobody() {
		(cd "$foreign" && setpriv --reuid 65534 --regid 65534 --clear-groups ./tarseal approve package --key foreign.key \
			--ref approval:opaque-1 --by role:x --yes -o out/o.json)
	}
	cp plain.pem "$foreign/foreign.key" && chown 0:65534 "$foreign/foreign.key"
	chmod 440 "$foreign/foreign.key"
	as_nobody >said 2>&1 && ok || not_ok "a key of somebody else" "$(cat said)"
	has "a key of somebody else" "$(cat said)" "^the secret key foreign.key belongs to somebody else, and its group can read it$"
	rm -f "$foreign/out/o.json"
	chmod 444 "$foreign/foreign.key"
	as_nobody >said 2>&1 && not_ok "a key of somebody else that all can read" || ok
	has "a key of somebody else that all can read" "$(cat said)" "install -m 600"
	absent "a key of somebody else that all can read" "$foreign/out/o.json"
	rm -rf "$foreign"
	trap - EXIT
fi

cp "$KEYS/producer.pub" public.pub && chmod 600 public.pub
SSH_AUTH_SOCK= refused "a public key, and no agent" "there is no ssh-agent" public.pub
: >empty && chmod 600 empty
refused "an empty file" "is not a secret key" empty
head -c 60 plain.pem >short.pem && chmod 600 short.pem
refused "half a key" "is not a valid PKCS#8 key" short.pem
head -c 100000 /dev/zero >huge && chmod 600 huge
refused "a huge file" "too large for a key file" huge
sed '3s/^...../AAAAA/' ssh >ssh-broken && chmod 600 ssh-broken
refused "a broken OpenSSH key" "is not a valid OpenSSH private key" ssh-broken
for mode in 640 604 660 606; do
	cp plain.pem loose.pem && chmod $mode loose.pem
	refused "mode $mode" "others can read or write" loose.pem
done
refused "no such file" "cannot open" gone.pem
refused "a directory" "is a directory" .
mkfifo fifo
cat plain.pem >fifo &
sign fifo && ok || not_ok "a FIFO"
: >fifo &
refused "an empty FIFO" "nothing came through the pipe" fifo

# keygen
said=$("$TARSEAL" keygen --passphrase-fd 9 -o locked 9<right 2>&1) && ok || not_ok "keygen"
is "keygen tells, in lines" 3 "$(printf '%s\n' "$said" | wc -l)"
has "keygen tells" "$said" "^fingerprint SHA256:"
is "mode of the secret key" 600 "$(stat -c %a locked.key)"
has "the secret key is encrypted" "$(cat locked.key)" "BEGIN ENCRYPTED PRIVATE KEY"
openssl pkey -in locked.key -passin pass:correct -pubout -out public.pem 2>stderr && ok ||
	not_ok "openssl opens what keygen wrote" "$(cat stderr)"
signs "keygen's own" locked.key --passphrase-fd 9 9<right
has "scrypt" "$(openssl asn1parse -in locked.key)" scrypt
is "the public key's fingerprint" "$(ssh-keygen -lf locked.pub | cut -d' ' -f2)" \
	"$(jq -r '.signatures[0].keyid' signed.json)"
before=$(sha256sum locked.key locked.pub)
refuses "keygen over a pair" 6 "locked.key already exists" "$TARSEAL" keygen --no-passphrase -o locked
is "the pair is as it was" "$before" "$(sha256sum locked.key locked.pub)"
cp locked.pub half.pub
refuses "keygen over a public key" 6 "half.pub already exists" "$TARSEAL" keygen --no-passphrase -o half
absent "keygen over a public key" half.key
refuses "keygen nowhere" 6 "cannot open the directory" "$TARSEAL" keygen --no-passphrase -o gone/x
refuses "keygen without a name" 2 "name the key pair" "$TARSEAL" keygen --no-passphrase
refuses "keygen, nobody to ask" 6 "forbids asking" "$TARSEAL" keygen --no-input -o asked
absent "keygen, nobody to ask" asked.key
absent "keygen, nobody to ask" asked.pub
is "no temporary file" "" "$(find . -name '.tarseal*')"

# On a terminal: the passphrase is asked for twice and not shown, and Ctrl-C ends the program.
python3 "$here/terminal.py" twice.transcript "$TARSEAL" keygen -o typed -- 'open sesame\r' 'open sesame\r'
is "typed twice" 0 $?
lacks "what was typed is shown" "$(cat twice.transcript)" sesame
openssl pkey -in typed.key -passin 'pass:open sesame' -noout 2>/dev/null && ok || not_ok "typed passphrase"
python3 "$here/terminal.py" differ.transcript "$TARSEAL" keygen -o differ -- 'one\r' 'two\r'
is "typed differently" 6 $?
absent "typed differently" differ.key
has "typed differently" "$(cat differ.transcript)" "differ"
odd=$(printf 'k\033]0;TITLE\007\033[31m')
cp typed.key "$odd.key"
python3 "$here/terminal.py" odd.transcript "$TARSEAL" approve "$package" --key "$odd.key" --ref approval:opaque-1 --by role:x --yes \
	-o odd.json -- 'open sesame\r' && ok || not_ok "a key with an odd name"
has "it is asked for" "$(cat odd.transcript)" 'passphrase for k.u{1b}]0;TITLE.u{7}'
lacks "control bytes of a prompt" "$(cat odd.transcript)" "$(printf '\033')"
python3 "$here/terminal.py" break.transcript "$TARSEAL" keygen -o broken -- '\x03'
is "Ctrl-C" 6 $?
absent "Ctrl-C" broken.key
python3 "$here/terminal.py" no.transcript "$TARSEAL" approve "$package" --key plain.pem \
	--ref approval:opaque-1 --by role:tester --stage trial-access-expiry -o asked.json -- 'n\r'
is "asked, and no" 6 $?
absent "asked, and no" asked.json
has "asked: digest" "$(cat no.transcript)" "dirHash1:"
has "asked: status" "$(cat no.transcript)" 'status .*"ready"'
python3 "$here/terminal.py" yes.transcript "$TARSEAL" approve "$package" --key plain.pem \
	--ref approval:opaque-1 --by role:tester -o asked.json -- 'y\r'
is "asked, and yes" 0 $?
[ -s asked.json ] && ok || not_ok "asked, and yes"

# The published example keys work only where they are allowed, and give a warning.
mkdir example && cp "$FIXTURES/../keys.example/"*.key example/ && chmod 600 example/*.key
begin alder-revoked
said=$(approve --key "$WORK/k/example/approver.key" 2>&1)
has "signing with an example key" "$said" "published example key"
KEYS_KEPT=$KEYS
KEYS=$WORK/k/example
pack_it "$WORK/k/example.tar" -q >/dev/null 2>&1
KEYS=$KEYS_KEPT
cd "$WORK/k" || exit 1
example="--trust $FIXTURES/../keys.example/trust.json --at $NOW"
# shellcheck disable=SC2086
judges "example keys" 4 "seal.trusted seal.threshold approval.trusted approval.threshold" \
	"$TARSEAL" verify $example example.tar
# shellcheck disable=SC2086
judges "example keys, allowed" 0 "" "$TARSEAL" verify $example --allow-example-keys example.tar

finish
