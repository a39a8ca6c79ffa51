# Secret keys stay secret: not in memory that the system swaps or dumps, not in arguments, not on the terminal.
script=secrets
. "$(dirname "$0")/lib.sh"
seal_all
rm -rf "$WORK/s"
mkdir "$WORK/s"
here=$(cd "$FIXTURES/../tests/cli" && pwd)
begin alder-revoked
approve
cd "$WORK/s" || exit 1

openssl genpkey -algorithm ed25519 -out plain 2>/dev/null
openssl pkcs8 -topk8 -in plain -out locked -passout pass:correct 2>/dev/null
openssl pkcs8 -topk8 -in "$KEYS/producer-2.key" -out last -passout pass:correct 2>/dev/null
ssh-keygen -q -t ed25519 -N '' -f ssh
minisign -G -W -p mini.pub -s mini >/dev/null
printf 'correct\ncorrect\n' | minisign -G -p mini-locked.pub -s mini-locked >/dev/null 2>&1
chmod 600 plain locked last
pkcs8=$(openssl pkey -in plain -outform DER | tail -c 32 | xxd -p -c 64)
openssh=$(sed '1d;$d' ssh | base64 -d | xxd -p -c 1000 | sed -n 's/.*00000040\([0-9a-f]\{64\}\).*/\1/p')
minisign=$(sed -n 2p mini | base64 -d | tail -c +63 | head -c 32 | xxd -p -c 64)
# The secret in a locked minisign key cannot be read without opening it. Its public key can, and is next to the
# seed.
point=$(sed -n 2p mini-locked.pub | base64 -d | tail -c 32 | xxd -p -c 64)

# The last key asks for its passphrase; until then the key before it is in memory.
while read -r what secret typed key; do
	found=$(python3 "$here/memory.py" "$secret" "$typed" "$TARSEAL" pack --profile "$profile" \
		--evidence "$WORK/trial/$evidence" --approval "$WORK/trial/approval.dsse.json" \
		--record "$WORK/trial/$record" -o never.tar --key "$key" --key last 2>&1)
	has "$what: the key is there" "$found" '^locked$'
	case $what in *-point) ;; *)
		is "$what: nowhere else, no core file, not shown" "locked 0 not shown" \
			"$(printf '%s\n' "$found" | LC_ALL=C sort -u | sed 's/^locked$/0&/' | LC_ALL=C sort |
				sed 's/^0locked/locked/' | tr '\n' ' ' | sed 's/0 locked/locked 0/; s/ $//')" ;;
	esac
	absent "$what" never.tar
done <<END
pkcs8 $pkcs8 - plain
pkcs8-locked $pkcs8 correct locked
openssh $openssh - ssh
minisign $minisign - mini
minisign-locked-point $point correct mini-locked
END

# The passphrase is as secret as the key.
found=$(python3 "$here/memory.py" "$(printf 'correct horse' | xxd -p)" "correct horse" "$TARSEAL" keygen -o typed 2>&1)
has "the passphrase is there" "$found" '^locked$'
lacks "the passphrase is nowhere else" "$found" 'heap\|stack\|anonymous\|lib\|^shown'

finish
