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
if ! ldd "$TARSEAL" 2>/dev/null | grep -q libcrypto; then
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
has "OpenSSH with a passphrase: the way out" "$j_said" "ssh-add ssh-locked.*--key ssh-locked.pub"
ssh-keygen -q -t ecdsa -N '' -f ssh-ecdsa
refused "OpenSSH, another type" "not a valid OpenSSH private key of type Ed25519" ssh-ecdsa
openssl genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:2048 -out rsa.pem 2>/dev/null && chmod 600 rsa.pem
refused "RSA" "is not an Ed25519 key" rsa.pem
openssl genpkey -algorithm x25519 -out x25519.pem 2>/dev/null && chmod 600 x25519.pem
refused "X25519" "is not an Ed25519 key" x25519.pem

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
refused "a FIFO" "not a regular file" fifo

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
