# Keys held by an ssh-agent: the same bytes as from a file, and clear messages when the agent does not sign.
script=agent
. "$(dirname "$0")/lib.sh"
seal_all
rm -rf "$WORK/a"
mkdir "$WORK/a"
cd "$WORK/a" || exit 1
ssh-keygen -q -t ed25519 -N '' -C approver -f file
ssh-keygen -q -t ed25519 -N 'a phrase' -C locked -f locked
eval "$(ssh-agent -a "$WORK/a/socket" 2>/dev/null)" >/dev/null
trap 'kill $SSH_AGENT_PID 2>/dev/null' EXIT
ssh-add -q file 2>/dev/null
printf '#!/bin/sh\necho a phrase\n' >askpass && chmod +x askpass
DISPLAY=none SSH_ASKPASS=$WORK/a/askpass SSH_ASKPASS_REQUIRE=force ssh-add -q locked 2>/dev/null </dev/null
is "the agent holds both" 2 "$(ssh-add -l | wc -l)"

begin birch-renewed
keys=$WORK/a
approve --key "$keys/file" && mv approval.dsse.json from-file.json
approve --key "$keys/file.pub" && ok || not_ok "the agent signs"
is "the same bytes as from the file" "$(cat from-file.json)" "$(cat approval.dsse.json)"
approve --key "$(ssh-keygen -lf "$keys/file.pub" | cut -d' ' -f2)" && ok || not_ok "the agent signs, by fingerprint"
is "the same bytes by fingerprint" "$(cat from-file.json)" "$(cat approval.dsse.json)"
approve --key "$keys/locked.pub" && ok || not_ok "a key with a passphrase"
jq --arg f "$(cat "$keys/file.pub")" --arg l "$(cat "$keys/locked.pub")" '.keys += [
	{public_key: $f, owner: "agent", roles: ["producer"]}, {public_key: $l, owner: "locked", roles: ["approver"]}]' \
	"$KEYS/trust.json" >policy.json
judges "sealed by the agent" 0 "" env SOURCE_DATE_EPOCH="$SEALED" "$TARSEAL" pack --profile "$profile" --evidence expiry \
	--approval approval.dsse.json --record followup.json --key "$keys/file.pub" --trust policy.json -o agent.tar
judges "and judged" 0 "" "$TARSEAL" verify --trust policy.json --at "$NOW" agent.tar

ssh-keygen -q -t rsa -b 2048 -N '' -f "$keys/rsa"
ssh-add -q "$keys/rsa" 2>/dev/null
refuses "a key of another type" 6 "holds the key SHA256:.*, but it is of type ssh-rsa" \
	approve --key "$(ssh-keygen -lf "$keys/rsa.pub" | cut -d' ' -f2)"
ssh-keygen -q -t ed25519 -N '' -f "$keys/asking"
ssh-add -q -c "$keys/asking" 2>/dev/null
refuses "a key whose use nobody confirms" 6 "refused to sign" approve --key "$keys/asking.pub"
python3 - "$SSH_AUTH_SOCK" <<'END'
import socket, struct, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
s.send(struct.pack(">I", 6) + bytes([22]) + struct.pack(">I", 1) + b"x")
s.recv(9)
END
refuses "an agent that is locked" 6 "shows no keys: it is locked, or holds none" approve --key "$keys/locked.pub"
has "how to unlock it" "$j_said" "ssh-add -X"
python3 - "$SSH_AUTH_SOCK" <<'END'
import socket, struct, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
s.send(struct.pack(">I", 6) + bytes([23]) + struct.pack(">I", 1) + b"x")
s.recv(9)
END
refuses "a key that it does not hold" 6 "does not hold the key SHA256:" approve --key "$KEYS/approver.pub"
absent "a key that it does not hold" approval.dsse.json
ssh-add -q -d "$keys/file" 2>/dev/null
refuses "a key that was taken away" 6 "does not hold" approve --key "$keys/file.pub"
kill "$SSH_AGENT_PID"
refuses "an agent that is gone" 6 "does not answer\|broke off" approve --key "$keys/locked.pub"
SSH_AUTH_SOCK=
refuses "no agent" 6 "there is no ssh-agent" approve --key "$keys/locked.pub"
SSH_AUTH_SOCK=$keys/$(printf '%0120d' 0)
refuses "a socket with a long name" 6 "too long" approve --key "$keys/locked.pub"

# An agent that does not answer: the caller waits as long as it says, and no longer.
here=$(cd "$FIXTURES/../tests/cli" && pwd)
python3 "$here/agent.py" "$keys/fake" "$keys/locked.pub" silent &
for _ in 1 2 3 4 5 6 7 8 9 10; do [ -S "$keys/fake" ] || sleep 0.2; done
SSH_AUTH_SOCK=$keys/fake
refuses "an agent that is silent" 6 "the ssh-agent did not answer in time" approve --key "$keys/locked.pub" --agent-timeout 1
absent "an agent that is silent" approval.dsse.json
silent=$!
SSH_AUTH_SOCK=$keys/fake "$TARSEAL" approve expiry --key "$keys/locked.pub" --yes --ref approval:opaque-1 --by role:x -o approval.dsse.json \
	>/dev/null 2>&1 &
sleep 0.5
kill -TERM $!
before=$(date +%s)
wait $!
[ $? -gt 128 ] && [ $(($(date +%s) - before)) -lt 20 ] && ok || not_ok "a signal ends the wait for an agent"
absent "stopped while an agent is silent" approval.dsse.json
# A signal that the caller ignores, as under nohup, stays ignored.
(trap '' HUP && exec env SSH_AUTH_SOCK="$keys/fake" "$TARSEAL" approve expiry --key "$keys/locked.pub" --yes --ref approval:opaque-1 --by role:x \
	--agent-timeout 2 -o approval.dsse.json) >/dev/null 2>&1 &
sleep 0.5
kill -HUP $!
wait $!
is "a signal that is ignored" 6 $?
kill $silent 2>/dev/null
wait $silent 2>/dev/null
rm -f "$keys/fake"
for seconds in 0 -1 x 1.5 100000; do
	refuses "--agent-timeout $seconds" 2 "agent-timeout takes a number of seconds" approve --key "$keys/locked.pub" --agent-timeout $seconds
done

# An agent whose answers make no sense: each is refused.
for answer in none empty short huge count blob refuse type wrong; do
	python3 "$here/agent.py" "$keys/fake" "$keys/locked.pub" $answer &
	for _ in 1 2 3 4 5 6 7 8 9 10; do [ -S "$keys/fake" ] || sleep 0.2; done
	SSH_AUTH_SOCK=$keys/fake
	refuses "an agent that answers: $answer" 6 "ssh-agent\|does not verify" approve --key "$keys/locked.pub"
	absent "an agent that answers: $answer" approval.dsse.json
	kill $! 2>/dev/null
	wait $! 2>/dev/null
	rm -f "$keys/fake"
done

finish
