# Time stamps: those of an independent program, those of openssl under any policy and of any date, and the verb stamp.
script=stamp
. "$(dirname "$0")/lib.sh"
seal_all
rm -rf "$WORK/st"
mkdir -p "$WORK/st/stamps" "$WORK/st/proofs"
cd "$WORK/st" || exit 1
TIME=$FIXTURES/time
G=$FIXTURES/golden
cp "$G/golden-followup.tar" b.tar

# Stamps, an authority and bundles that an independent program made.
while IFS='	' read -r name code what; do
	case $name in '#'*) continue ;; esac
	rm -f b.tar.tsr
	said=$("$TARSEAL" stamp add b.tar --trust "$TIME/trust.json" <"$TIME/stamps/$name" 2>&1)
	is "golden $name: exit" "$code" "$?"
	has "golden $name" "$said" "$what"
	if [ "$code" = 0 ]; then
		cmp -s b.tar.tsr "$TIME/stamps/$name" && ok || not_ok "golden $name: what is kept differs"
	else
		absent "golden $name: kept" b.tar.tsr
	fi
done <"$TIME/stamps.tsv"
while IFS='	' read -r bundle policy beside code check before after; do
	case $bundle in '#'*) continue ;; esac
	rm -rf golden
	mkdir golden
	cp "$TIME/$bundle" golden/ 2>/dev/null || cp "$G/$bundle" golden/
	n=0
	for stamp in $beside; do
		n=$((n + 1))
		case $stamp in
		-) ;;
		*=*) cp "$TIME/stamps/${stamp%%=*}" "golden/$bundle${stamp#*=}" ;;
		*) if [ $n = 1 ]; then cp "$TIME/stamps/$stamp" "golden/$bundle.tsr"; else cp "$TIME/stamps/$stamp" "golden/$bundle.$n.tsr"; fi ;;
		esac
	done
	verdict=$("$TARSEAL" verify --format json --profile "$G/profile.json" --trust "$TIME/$policy" "golden/$bundle")
	is "golden $bundle, $policy, $beside" "$code|$check|$before|$after" "$?|$(printf '%s' "$verdict" | jq -r '.bundles[0] |
		[([.checks[] | select(.result == "fail") | .id][0] // "-"), .sealed_before // "-", .not_before // "-"] | join("|")')"
done <"$TIME/situations.tsv"

# What openssl stamps: a table of stamps, and one of situations.
export SEALED_DIR
for table in stamps proofs; do
	python3 -B "$(dirname "$0")/$table.py" "$WORK/st/$table" >$table.out 2>&1 || not_ok "$table.py" "$(tail -n 5 $table.out)"
	passed=$((passed + $(grep -c '^ok$' $table.out)))
	grep '^not ok' $table.out >$table.bad
	while IFS= read -r line; do not_ok "${line#not ok: }"; done <$table.bad
	sed -n '/^not ok/,/^ok/p' $table.out | head -n 60
done

# The verb: requests.
rm -f b.tar.* q.tsq
trust=$TIME/trust.json
good=$TIME/stamps/good-plain.tsr
seal=6f8f98728e71dc7330284ee2c575bf77e4f628f549fb7420909fc26fe0216711
said=$("$TARSEAL" stamp request b.tar -o q.tsq 2>&1)
is "request: exit" 0 $?
has "request: what it is of" "$said" "^b.tar: this requests a stamp of its seal, SHA-256 $seal$"
is "request: its bytes, but the nonce" "$(xxd -p -l 58 "$TIME/request.tsq" | tr -d '\n')" "$(xxd -p -l 58 q.tsq | tr -d '\n')"
is "request: its size" 69 "$(wc -c <q.tsq | tr -d ' ')"
is "request: what openssl reads" "sha256 yes" "$(openssl ts -query -in q.tsq -text 2>/dev/null | awk '/^Hash/ {h = $3} /^Certificate/ {c = $3} END {print h, c}')"
"$TARSEAL" stamp request b.tar -q | cmp -s - q.tsq && not_ok "request: twice the same nonce" || ok
is "request: of a pipe" "$(xxd -p -l 56 q.tsq)" "$("$TARSEAL" stamp request -q - <b.tar | xxd -p -l 56)"
said=$("$TARSEAL" stamp request "$G/approval.dsse.json" -o a.tsq 2>&1)
has "request: a file" "$said" "its bytes, since it is no bundle, SHA-256 $(sha256sum "$G/approval.dsse.json" | cut -c1-64)\$"
refuses "request: an existing output" 6 "exists" "$TARSEAL" stamp request b.tar -o q.tsq
head -c 1500 b.tar >cut.tar
mkdir retar && tar -xf b.tar -C retar && tar -C retar -cf again.tar golden-followup/bagit.txt golden-followup
for bad in cut again; do
	refuses "request: $bad.tar" 3 "stamp of it would prove nothing" "$TARSEAL" stamp request $bad.tar -o bad.tsq
	absent "request: $bad.tar" bad.tsq
done
echo "<html>502 Bad Gateway</html>" >page.tsr
refuses "request: what is no stamp, to renew it" 3 "looks like a page with an error" "$TARSEAL" stamp request page.tsr -o bad.tsq
refuses "request: nothing" 3 "it is empty" sh -c '"$1" stamp request - -o bad.tsq </dev/null' sh "$TARSEAL"
refuses "request: no file" 6 "cannot open" "$TARSEAL" stamp request nothing.tar -o bad.tsq
refuses "request: a directory" 6 "directory" "$TARSEAL" stamp request retar -o bad.tsq
refuses "request: --trust" 2 "option of stamp add" "$TARSEAL" stamp request b.tar --response x
refuses "an unknown action" 2 'did you mean request' "$TARSEAL" stamp requestt b.tar
refuses "no action" 2 "" "$TARSEAL" stamp
python3 -B - "$TARSEAL" <<'P' >tty.out 2>&1
import os, pty, subprocess, sys
leader, follower = pty.openpty()
p = subprocess.run([sys.argv[1], "stamp", "request", "b.tar"], stdout=follower, stderr=subprocess.PIPE)
print(p.returncode, p.stderr.decode())
P
has "request: to a terminal" "$(cat tty.out)" "^2 tarseal stamp: a request is binary"

# The verb: what came.
refuses "add: no policy" 2 "trust" "$TARSEAL" stamp add b.tar --response "$good"
refuses "add: a policy that lists nobody" 6 "lists nobody" "$TARSEAL" stamp add b.tar --trust "$G/trust.json" --response "$good"
refuses "add: no response" 6 "cannot open\|cannot read" "$TARSEAL" stamp add b.tar --trust "$trust" --response nothing
refuses "add: of a pipe" 2 "name it" "$TARSEAL" stamp add - --trust "$trust" --response "$good"
refuses "add: the answer to another request" 3 "nonce is missing" "$TARSEAL" stamp add b.tar --trust "$trust" --response "$good" --request q.tsq
refuses "add: a request for something else" 3 "something else" "$TARSEAL" stamp add b.tar --trust "$trust" --response "$good" --request a.tsq
refuses "add: no request" 3 "no request" "$TARSEAL" stamp add b.tar --trust "$trust" --response "$good" --request "$good"
refuses "add: a broken bundle" 3 "stamp.form\|tar\." "$TARSEAL" stamp add cut.tar --trust "$trust" --response "$good"
absent "add: nothing was kept" b.tar.tsr
refuses "add: kept" 0 "^kept as b.tar.tsr: the seal existed before 2026-06-20T12:30:01Z (golden-tsa-one)" "$TARSEAL" stamp add b.tar --trust "$trust" --response "$good"
refuses "add: again" 0 "this stamp is there already, as b.tar.tsr" "$TARSEAL" stamp add b.tar --trust "$trust" --response "$good"
absent "add: again" b.tar.2.tsr
echo mine >b.tar.2.tsr
refuses "add: the next free name" 0 "^kept as b.tar.3.tsr" "$TARSEAL" stamp add b.tar --trust "$trust" --response "$TIME/stamps/good-issuer.tsr"
is "add: never over another" mine "$(cat b.tar.2.tsr)"
for n in 4 5 6 7 8 9; do echo $n >b.tar.$n.tsr; done
refuses "add: nine are there" 6 "nine stamps already" "$TARSEAL" stamp add b.tar --trust "$trust" --response "$TIME/stamps/good-token.tsr"
is "add: nothing else appeared" 9 "$(ls b.tar.*tsr | wc -l | tr -d ' ')"
is "a request, answered with its nonce" 0 "$(
	cd stamps && sed -i 's/longest/one/g' tsa.cnf && cp ../b.tar n.tar && "$TARSEAL" stamp request -q n.tar -o n.tsq &&
		TZ=UTC faketime -f '2026-06-20 12:30:00' openssl ts -reply -config tsa.cnf -section tsa -queryfile n.tsq -out n.tsr 2>/dev/null &&
		jq --arg c "$(openssl x509 -in "$(sed -n 's/^signer_cert=//p' tsa.cnf)" -outform DER | base64 -w0)" '.time.authorities = [{owner: "x", certificates: [$c]}]' "$trust" >n.json &&
		"$TARSEAL" stamp add -q n.tar --trust n.json --request n.tsq --response n.tsr
	echo $?)"
rm -f b.tar.*
"$TARSEAL" stamp add -q b.tar --trust "$trust" --response "$good"
refuses "add: the renewal of a stamp" 0 "^kept as b.tar.tsr.tsr: the file existed before" "$TARSEAL" stamp add b.tar.tsr --trust "$trust" --response "$TIME/stamps/renewal.tsr.tsr"
mv b.tar.tsr.tsr r && echo other >b.tar.tsr.tsr
refuses "add: a second renewal" 6 "has a renewal already" "$TARSEAL" stamp add b.tar.tsr --trust "$trust" --response r
is "add: a second renewal" other "$(cat b.tar.tsr.tsr)"

# The verb: what a stamp says.
said=$("$TARSEAL" stamp show "$TIME/stamps/good-issuer.tsr")
has "show: not verified" "$said" "^UNVERIFIED"
has "show: of what" "$said" "^of  *sha256:$seal$"
has "show: when" "$said" "^time  *2026-06-20T14:00:00Z$"
has "show: by whom" "$said" "^certificate  CN=golden-tsa-two issuer 0$"
is "show: JSON" "false 2026-06-20T12:30:00.25Z 1 $seal 2" "$("$TARSEAL" stamp show "$TIME/stamps/good-fraction.tsr" --format json |
	jq -r '[.verified, .at, .accuracy, .digest, (.certificates | length)] | join(" ")')"
is "show: from a pipe" null "$("$TARSEAL" stamp show - --format json <"$TIME/stamps/good-no-accuracy.tsr" | jq .accuracy)"
refuses "show: a bundle" 3 "stamp.form" "$TARSEAL" stamp show b.tar
refuses "show: a stamp that is none" 3 "exactly one signer" "$TARSEAL" stamp show "$TIME/stamps/bad-two-signers.tsr"
lacks "show: what an authority writes" "$(printf '0F0\022\002\001\0020\r\f\013\033[31mred\033[0' | cat - /dev/zero | head -c 72 | "$TARSEAL" stamp show - 2>&1)" "$(printf '\033')"

# Verbs that verify read the stamps by themselves.
rm -f b.tar.*
cp "$good" b.tar.tsr
cp "$TIME/nb.tar" nb.tar
cp "$TIME/stamps/good-nb.tsr" nb.tar.tsr
with="--profile $G/profile.json --trust $trust --at 2026-07-01T00:00:00Z"
# shellcheck disable=SC2086
judges "extract" 0 "" "$TARSEAL" extract $with -C . nb.tar
[ -f golden-followup/data/record/not-before.tsr ] && ok || not_ok "extract: the stamp in it"
rm -rf golden-followup
mv nb.tar.tsr away
# shellcheck disable=SC2086
judges "extract, without its stamp" 4 time.stamped "$TARSEAL" extract $with -C . nb.tar
absent "extract, without its stamp" golden-followup
# shellcheck disable=SC2086
judges "extract, with --proof" 0 "" "$TARSEAL" extract $with --proof away -C . nb.tar
rm -rf golden-followup
mv away nb.tar.tsr
# shellcheck disable=SC2086
text=$("$TARSEAL" verify $with nb.tar)
has "text" "$text" "^time      proven: sealed before 2026-06-20T12:30:01Z (golden-tsa-one), not before 11:31:02Z$"
# shellcheck disable=SC2086
has "text, claimed" "$("$TARSEAL" verify --profile "$G/profile.json" --trust "$G/trust.json" --at 2026-07-01T00:00:00Z b.tar)" "^time      claimed: nothing outside proves it$"
# shellcheck disable=SC2086
has "text, only not before" "$("$TARSEAL" verify --profile "$G/profile.json" --trust "$TIME/trust-plain.json" --at 2026-07-01T00:00:00Z - <nb.tar)" \
	"^time      claimed, but proven to be not before 2026-06-20T11:31:02Z (golden-tsa-one)$"
# shellcheck disable=SC2086
is "JSON" "proven 2026-06-20T12:30:01Z 2026-06-20T11:31:02Z stamp/nb.tar.tsr/golden-tsa-one/2026-06-20T12:30:00Z/1 not-before/data/record/not-before.tsr/golden-tsa-one/2026-06-20T11:31:03Z/1" "$(
	"$TARSEAL" verify $with --format json nb.tar | jq -r '.bundles[0] | [.time, .sealed_before, .not_before,
		(.proofs[] | [.kind, .path, .owner, .at, .accuracy] | map(tostring) | join("/"))] | join(" ")')"
is "JSON: what was stamped" "$(tar -xOf nb.tar golden-followup/seal.dsse.json | sha256sum | cut -c1-64)" "$(
	# shellcheck disable=SC2086
	"$TARSEAL" verify $with --format json nb.tar | jq -r '.bundles[0].seal_sha256')"
# shellcheck disable=SC2086
has "JUnit" "$("$TARSEAL" verify $with --format junit nb.tar)" 'name="sealed_before" value="2026-06-20T12:30:01Z"'
# shellcheck disable=SC2086
"$TARSEAL" report $with nb.tar -o report.html
for shown in 'Time stamps prove that it was sealed after' 'proven: sealed before this' 'golden-tsa-one' 'the seal existed then'; do
	has "report: $shown" "$(cat report.html)" "$shown"
done
has "inspect" "$("$TARSEAL" inspect b.tar)" "^seal        $seal$"
printf 'b.tar\nnb.tar\n' >two.list
for two in "b.tar nb.tar" "--files-from two.list"; do
	# shellcheck disable=SC2086
	refuses "--proof and $two" 2 "name only that" "$TARSEAL" verify $with --proof "$good" $two
done
mkfifo pipe.tsr
# shellcheck disable=SC2086
judges "--proof, a pipe" 6 io "$TARSEAL" verify $with --proof pipe.tsr b.tar
has "--proof, a pipe" "$verdict" "not a regular file"
judges "--proof, and a policy that lists nobody" 6 trust.valid "$TARSEAL" verify --profile "$G/profile.json" --trust "$G/trust.json" \
	--proof "$good" --at 2026-07-01T00:00:00Z b.tar
has "--proof, and a policy that lists nobody" "$verdict" "lists nobody whose time stamps count"

# pack --not-before.
begin birch-renewed
approve
for bad in bad-two-signers bad-offset; do
	judges "pack --not-before $bad" 3 stamp.form pack_it no.tar --not-before "$TIME/stamps/$bad.tsr"
	absent "pack --not-before $bad" no.tar
	judges "check --not-before $bad" 3 stamp.form check_it --not-before "$TIME/stamps/$bad.tsr"
done
judges "pack --not-before: what is no stamp at all" 3 "boundary.file-kind stamp.form" pack_it no.tar --not-before "$TIME/stamps/bad-byte-behind.tsr"
judges "pack --not-before: no file" 6 io pack_it no.tar --not-before not.tsr
cp "$TIME/stamps/not-before.tsr" not.tsr
refuses "pack --not-before: the output" 2 "also an input" pack_it not.tsr --force --not-before not.tsr
judges "pack --not-before, twice" 0 "" pack_it yes.tar --not-before "$TIME/stamps/not-before.tsr" --not-before "$TIME/stamps/bad-stranger.tsr"
is "pack --not-before: where" "not-before.2.tsr not-before.tsr" "$(tar -tf yes.tar | sed -n 's|.*/record/\(not-before.*\)|\1|p' | tr '\n' ' ' | sed 's/ $//')"
many=
for n in 0 1 2 3 4 5 6 7 8 9; do many="$many --not-before $TIME/stamps/not-before.tsr"; done
# shellcheck disable=SC2086
refuses "pack --not-before, ten times" 2 "at most 9" pack_it no.tar $many
mkdir with && cp "$record" with/ && cp "$TIME/stamps/bad-two-signers.tsr" with/not-before.tsr
only=$record record=with
judges "pack a record with a bad not-before.tsr" 3 "stamp.form" pack_it no.tar
cp "$TIME/stamps/not-before.tsr" with/
judges "pack a record with a not-before.tsr" 0 "" pack_it again.tar
judges "pack a record with a not-before.tsr, and another" 3 "tar.name" pack_it no.tar --not-before "$TIME/stamps/not-before.tsr"
absent "pack a record with a bad not-before.tsr" no.tar
record=$only
judges "pack --not-before, once" 0 "" pack_it once.tar --not-before "$TIME/stamps/not-before.tsr"
is "the same bytes, from a directory" "$(tar -xOf once.tar once/manifest-sha256.txt)" "$(tar -xOf again.tar again/manifest-sha256.txt)"
jq --slurpfile t "$trust" '.time = $t[0].time | .default.stamped = true' "$KEYS/trust.json" >stamped.json
judges "pack under a policy that requires stamps" 0 "" pack_it new.tar --trust stamped.json
has "pack under a policy that requires stamps" "$(printf '%s' "$verdict" | jq -r '.bundles[0].checks[] | select(.id == "time.stamped") | .result + ": " + .message')" \
	"^skip: it can be stamped once it is sealed"
judges "and verify" 4 time.stamped "$TARSEAL" verify --at "$NOW" --trust stamped.json new.tar

reply() { # BUNDLE-OR-FILE DATE OUTPUT: a stamp by the authority "one" of the tables
	"$TARSEAL" stamp request -q -o "$WORK/st/stamps/q.tsq" --force "$1" &&
		(cd "$WORK/st/stamps" && TZ=UTC faketime -f "$2" openssl ts -reply -config tsa.cnf -section tsa -queryfile q.tsq -out r.tsr 2>/dev/null) &&
		mv "$WORK/st/stamps/r.tsr" "$3"
}
# An audit: what is proven is in the reports, and decides what is late.
mkdir "$WORK/st/store"
reply approval.dsse.json "2026-11-20 09:59:00" due.tsr
pack_it "$WORK/st/store/late.tar" -q --name birch-late --not-before due.tsr >/dev/null
cd "$WORK/st" || exit 1
cp "$SEALED_DIR/elm-revoked.tar" store/
reply store/elm-revoked.tar "2026-11-20 10:30:00" store/elm-revoked.tar.tsr
jq --arg c "$(openssl x509 -in stamps/one-root.pem -outform DER | base64 -w0)" '.time = {authorities: [{owner: "tsa-one", certificates: [$c]}]}' "$KEYS/trust.json" >plain.json
jq '.default.stamped = true' plain.json >stamped.json
audit_it() {
	"$TARSEAL" audit --at "$NOW" --trust "$@"
}
is "audit: no stamp is required" "covered late" "$(audit_it plain.json store --format json | jq -r '[.trials[].state] | sort | join(" ")')"
is "audit: without authorities nothing is late" "covered covered" "$(audit_it "$KEYS/trust.json" store --format json | jq -r '[.trials[].state] | join(" ")')"
has "audit: why it is late" "$(audit_it plain.json store)" "a time stamp in the bundle proves that it was sealed after 2026-11-20T09:58:59Z"
audit_it plain.json store --format html -o audit.html
has "audit: the page" "$(tr '\n' ' ' <audit.html)" "Sealed before (proven).*2026-11-20T10:30:01Z"
has "audit: the page" "$(tr '\n' ' ' <audit.html)" "Sealed after (proven).*2026-11-20T09:58:59Z"
is "audit: stamps are required" "covered rejected time.stamped" "$(audit_it stamped.json store --format json | jq -r '([.trials[].state] | sort | join(" ")) + " " + ([.trials[].check // empty] | join(" "))')"
is "audit: JSON" "2026-11-20T10:30:01Z - - 2026-11-20T09:58:59Z" "$(audit_it plain.json store --format json |
	jq -r '[.trials | sort_by(.state)[] | .sealed_before // "-", .not_before // "-"] | join(" ")')"
is "audit: CSV" ',"2026-11-20T10:30:01Z", ,,"2026-11-20T09:58:59Z" ' "$(audit_it plain.json store --format csv | tr -d '\r' | sed 1d | sed -n 's/.*\(,[^,]*,[^,]*\)$/\1/p' | sort | tr '\n' ' ')"
for n in 1 2 3; do audit_it plain.json store --format lines --run r --shard $n/3 -o $n.lines; done
is "lines of an audit with stamps: the same page" "$(cat audit.html)" "$(audit_it plain.json --lines 1.lines 2.lines 3.lines --format html)"
is "lines: the digest of the seal" "$(tar -xOf store/elm-revoked.tar elm-revoked/seal.dsse.json | sha256sum | cut -c1-64)" \
	"$(cat ./*.lines | jq -r 'select(.path == "store/elm-revoked.tar") | .seal_sha256')"
is "lines: not before" 2026-11-20T09:58:59Z "$(cat ./*.lines | jq -r 'select(.path == "store/late.tar") | .not_before')"
for wrong in 's/"seal_sha256":"[0-9a-f]*",//' 's/"not_before":"[^"]*"/"not_before":"yesterday"/' 's/"seal_sha256":"[0-9a-f]/&x/'; do
	rm -rf l && mkdir l && for n in 1 2 3; do
		sed "$wrong" $n.lines | sed '$d' >l/$n.body
		digest=$(sha256sum <l/$n.body | cut -c1-64)
		sed -n '$p' $n.lines | sed "s/\"sha256\":\"[0-9a-f]*\"}}/\"sha256\":\"$digest\"}}/" | cat l/$n.body - >l/$n.lines
	done
	said=$("$TARSEAL" audit --trust plain.json --lines l/1.lines l/2.lines l/3.lines 2>&1)
	is "lines: $wrong: exit" 6 $?
	has "lines: $wrong" "$said" "lines.valid"
done

# The evidence may contain a stamp that is newer than the outer bundle claims to be: it counts all the same.
begin juniper-expiry
approve
reply approval.dsse.json "2026-11-21 09:00:00" newer.tsr
pack_it "$WORK/st/inner.tar" -q --not-before newer.tsr >/dev/null
begin juniper-followup
evidence=$WORK/st/inner.tar
approve
pack_it "$WORK/st/outer.tar" -q >/dev/null
cd "$WORK/st" || exit 1
judges "a bundle that hides when its evidence was made" 4 "evidence:time.created gate.expiry-evidence-ready" "$TARSEAL" verify --at "$NOW" --trust plain.json outer.tar

# OpenSSL's large library is loaded for a stamp alone.
if [ "$(linking)" = mixed ]; then
	loads() { # POLICY: does verifying b.tar load it?
		LD_DEBUG=files "$TARSEAL" verify --profile "$G/profile.json" --trust "$1" --at 2026-07-01T00:00:00Z b.tar 2>&1 | grep -c 'calling init.*libcrypto.so.3'
	}
	rm -f b.tar*.tsr
	is "no stamp: OpenSSL is not loaded" 0 "$(loads "$TIME/trust.json")"
	cp "$TIME/stamps/good-plain.tsr" b.tar.tsr
	is "a stamp that nobody judges: OpenSSL is not loaded" 0 "$(loads "$G/trust.json")"
	echo junk >b.tar.tsr
	is "a stamp that is malformed: OpenSSL is not loaded" 0 "$(loads "$TIME/trust.json")"
	cp "$TIME/stamps/good-plain.tsr" b.tar.tsr
	is "a stamp: OpenSSL is loaded" 1 "$(loads "$TIME/trust.json")"
fi

finish
