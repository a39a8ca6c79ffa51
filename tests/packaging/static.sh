# The static program: it needs nothing, in an empty chroot every verb works, and it judges as the other build does.
script=static
. "$root/tests/cli/lib.sh"

headers=$(readelf -hlW "$TARSEAL")
has "it is position-independent" "$headers" 'Type: *DYN'
lacks "it has no interpreter" "$headers" INTERP
has "its relocations are read-only" "$headers" GNU_RELRO
has "its stack is not executable" "$headers" 'GNU_STACK .* RW '
lacks "it needs no library" "$(readelf -d "$TARSEAL")" NEEDED
is "it says so" static "$(linking)"

mkdir -p "$WORK/root/w"
cp "$TARSEAL" "$WORK/root/tarseal"
cp -r "$FIXTURES/golden" "$FIXTURES/trials" "$FIXTURES/time" "$WORK/root/w"
cd "$WORK/root/w" || exit 1
: >"$WORK/verbs"

# inside EXIT ARGUMENTS...: run it with nothing around it; what it prints is left in $said
inside() {
	i_want=$1
	shift
	echo "$1" >>"$WORK/verbs"
	said=$(chroot "$WORK/root" /tarseal "$@" 2>&1)
	i_code=$?
	[ "$i_code" = "$i_want" ] && ok || not_ok "$*" "expected: exit $i_want
found:    exit $i_code
$said"
}
at=2026-11-22T00:00:00Z
export SOURCE_DATE_EPOCH=1795168800 # 2026-11-20T10:00:00Z
inside 0 version
is "version" "$("$build/tarseal" version)" "$said"
inside 0 help
verbs=$("$TARSEAL" help --mdoc | sed -n 's/^\.It Xr tarseal-\(.*\) 1$/\1/p' | sort)
inside 0 explain
inside 0 profile list
inside 0 keygen --no-passphrase -q -o /w/producer
inside 0 keygen --no-passphrase -q -o /w/approver
echo secret >passphrase && chmod 600 passphrase
TARSEAL_PASSPHRASE_FILE=/w/passphrase inside 0 init --no-input /w/set
inside 0 trust add /w/trust.json --public-key /w/producer.pub --owner release-automation --role producer
inside 0 trust add /w/trust.json --public-key /w/approver.pub --owner trial-governance --role approver
inside 0 keygen --no-passphrase -q -o /w/verifier
inside 0 trust add /w/trust.json --public-key /w/verifier.pub --owner auditor --role verifier --role registrar
inside 0 trust check /w/trust.json --at $at
inside 0 digest /w/trials/alder-revoked/expiry
inside 0 approve /w/trials/alder-revoked/expiry --stage trial-access-expiry --key /w/approver.key --ref approval:opaque-1 \
	--by role:trial-governance --yes -q -o /w/approval.dsse.json
set -- --profile trial-expired-followup --evidence /w/trials/alder-revoked/expiry --approval /w/approval.dsse.json \
	--record /w/trials/alder-revoked/followup.json
inside 0 check "$@"
inside 0 pack "$@" --key /w/producer.key --owner release-automation -q -o /w/b.tar
inside 0 verify --trust /w/trust.json --at $at --format json --format html=/w/report.html /w/b.tar
is "verify: the JSON of the other build" "$("$build/tarseal" verify --trust trust.json --at $at --format json b.tar | sed 's|"b.tar"|"/w/b.tar"|')" "$said"
"$build/tarseal" verify --trust trust.json --at $at --format html=other.html -q b.tar >/dev/null
is "verify: the page of the other build" "$(sed 's|b\.tar|/w/b.tar|g; s|/w//w/|/w/|g' other.html | sha256sum)" "$(sha256sum <report.html)"
inside 0 inspect /w/b.tar
inside 0 extract --trust /w/trust.json --at $at -C /w /w/b.tar
inside 5 scan /w/producer.key
mkdir store && cp b.tar store/
inside 0 audit --trust /w/trust.json --at $at /w/store
inside 0 report --trust /w/trust.json --at $at -q -o /w/report.html /w/b.tar
SOURCE_DATE_EPOCH=1795305600 inside 0 publish --trust /w/trust.json --key /w/verifier.key -q -o /w/public /w/b.tar
inside 0 verify-summary --trust /w/trust.json --bundle /w/b.tar "/w/$(ls public/*.vsa.dsse.json)"
inside 0 stamp show /w/time/stamps/good-plain.tsr
echo '{"trial_ref": "trial:opaque-4711", "expired_at": "2026-11-01T00:00:00Z"}' >register.jsonl
inside 0 register sign /w/register.jsonl --key /w/verifier.key -q -o /w/register.dsse.json
head -c 5000 b.tar >cut.tar
inside 3 verify --trust /w/trust.json --at $at /w/cut.tar
inside 6 verify --trust /w/nowhere.json /w/b.tar
is "every verb was tried" "$verbs" "$(sort -u "$WORK/verbs")"

# What the other build loads OpenSSL for: a key in PKCS#8, and a time stamp.
(umask 077; {
	printf '\060\056\002\001\000\060\005\006\003\053\145\160\004\042\004\040'
	printf 'tarseal golden producer' | sha256sum | cut -c1-64 | xxd -r -p
} | openssl pkey -inform DER -out pkcs8.key)
SOURCE_DATE_EPOCH=1781956800 inside 0 pack --profile /w/golden/profile.json --evidence /w/golden/evidence \
	--approval /w/golden/approval.dsse.json --record /w/golden/followup.json --key /w/pkcs8.key --owner golden-producer \
	--name golden-followup -q -o /w/again.tar
cmp -s again.tar golden/golden-followup.tar && ok || not_ok "the golden bundle, byte for byte"
cp golden/golden-followup.tar stamped.tar
cp time/stamps/good-plain.tsr stamped.tar.tsr
inside 0 verify --profile /w/golden/profile.json --trust /w/time/trust.json --at 2026-07-01T00:00:00Z --format json /w/stamped.tar
is "a time stamp is checked" proven "$(printf '%s' "$said" | jq -r '.bundles[0].time')"
is "nothing else appeared" "tarseal w" "$(ls "$WORK/root" | xargs)"
finish
