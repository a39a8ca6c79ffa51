# Keys made by minisign: secret ones, with and without a passphrase, and public ones in a trust policy.
script=minisign
. "$(dirname "$0")/lib.sh"
seal_all
begin birch-renewed
minisign -G -W -p plain.pub -s plain.key >/dev/null
printf 'correct\ncorrect\n' | minisign -G -p locked.pub -s locked.key >/dev/null 2>&1
printf '\n\n' | minisign -G -p empty.pub -s empty.key >/dev/null 2>&1
printf 'correct\n' >right && printf 'wrong\n' >wrong && chmod 600 right wrong

# broken NAME OFFSET BYTES: the plain key with bytes (in printf's notation) replaced
broken() {
	sed -n 2p plain.key | base64 -d >raw
	printf "$3" | dd of=raw bs=1 seek="$2" conv=notrunc status=none
	{ sed -n 1p plain.key; base64 -w0 raw; echo; } >"$1"
	chmod 600 "$1"
}
# refused WHAT PATTERN KEY OPTIONS...
refused() {
	r_what=$1 r_pattern=$2 r_key=$3
	shift 3
	refuses "$r_what" 6 "$r_pattern" approve --no-input --key "$r_key" "$@"
	absent "$r_what" approval.dsse.json
}

jq --rawfile p plain.pub --arg l "$(sed -n 2p locked.pub)" '.keys += [
	{public_key: $p, owner: "plain", roles: ["producer"]},
	{public_key: $l, owner: "locked", roles: ["approver"]}]' "$KEYS/trust.json" >policy.json
approve --key locked.key --passphrase-fd 9 9<right && ok || not_ok "a locked key signs"
judges "sealed with a minisign key" 0 "" env SOURCE_DATE_EPOCH="$SEALED" "$TARSEAL" pack --profile "$profile" \
	--evidence expiry --approval approval.dsse.json --record followup.json --key plain.key --trust policy.json -o mini.tar
judges "judged with minisign keys" 0 "" "$TARSEAL" verify --trust policy.json --at "$NOW" mini.tar
jq '.keys[5].public_key = .keys[6].public_key | del(.keys[6])' policy.json >other.json
judges "judged with another minisign key" 4 seal.trusted "$TARSEAL" verify --trust other.json --at "$NOW" mini.tar
"$TARSEAL" trust add new.json --public-key plain.pub --owner me --role producer -q
"$TARSEAL" trust add new.json --public-key "$(sed -n 2p locked.pub)" --owner you --role approver -q
is "added to a policy, as ssh-ed25519 lines" 2 "$(jq -r '.keys[].public_key' new.json | grep -c '^ssh-ed25519 ')"
is "the same key" "$(jq -r '.signatures[0].keyid' approval.dsse.json)" \
	"$(jq -r '.keys[1].public_key' new.json | ssh-keygen -lf - | cut -d' ' -f2)"

python3 "$FIXTURES/../tests/cli/terminal.py" typed.transcript "$TARSEAL" approve expiry --key empty.key \
	--ref approval:opaque-1 --by role:tester --stage "$stage" --yes -q -o typed.json -- '\r'
is "an empty passphrase, typed" 0 $?
refused "wrong passphrase" "the passphrase for .* is wrong" locked.key --passphrase-fd 9 9<wrong
refused "nobody to ask" "forbids asking" locked.key
SSH_AUTH_SOCK= refused "a public key, and no agent" "there is no ssh-agent" plain.pub
chmod 644 plain.key
refused "a secret key that others can read" "others can read or write" plain.key
chmod 600 plain.key
head -c 100 plain.key >short && chmod 600 short
refused "half a key" "not a valid minisign secret key" short
minisign -S -s plain.key -m expiry/expiry.json -x signature >/dev/null 2>&1 && chmod 600 signature
refused "a signature" "not a valid minisign secret key" signature
broken algorithm 0 'ED' && refused "another algorithm" "not a valid minisign secret key" algorithm
broken kdf 2 'Ar' && refused "another way to lock" "encrypted in a way" kdf
broken checksum 4 'B3' && refused "another checksum" "not a valid minisign secret key" checksum
broken seed 62 "$([ "$(sed -n 2p plain.key | base64 -d | tail -c +63 | head -c 1)" = x ] && echo y || echo x)" && refused "halves of two keys" "belong to different keys" seed
broken point 94 'x' && refused "another public half" "belong to different keys" point
broken work 2 'ScB2................................\000\000\000\000\000\000\000\001\000\000\000\100\000\000\000\000' &&
	refused "more work than minisign asks" "more work than" work --passphrase-fd 9 9<right
broken memory 2 'ScB2................................\000\000\000\002\000\000\000\000\000\000\000\000\001\000\000\000' &&
	refused "more memory than minisign asks" "more work than" memory --passphrase-fd 9 9<right

finish
