# Shared by the suites in this folder, which run.sh starts with TARSEAL, FIXTURES and WORK set.
# shellcheck shell=sh disable=SC2034
set -u

export KEYS="$WORK/keys"
APPROVED=1793869200        # 2026-11-05T09:00:00Z, when fixtures are approved
SEALED=1795168800          # 2026-11-20T10:00:00Z, when they are sealed
NOW=2026-11-22T00:00:00Z   # when they are judged
export APPROVED SEALED NOW
unset TARSEAL_TRUST TARSEAL_PASSPHRASE_FILE NO_COLOR CLICOLOR_FORCE
passed=0
failed=0

ok() {
	passed=$((passed + 1))
}

not_ok() {
	failed=$((failed + 1))
	printf 'not ok: %s: %s\n' "$script" "$1"
	[ $# -lt 2 ] || printf '%s\n' "$2" | sed 's/^/    /'
}

# finish: the last line of a script; run.sh adds up what it prints
finish() {
	printf '%s %s passed, %s failed\n' "$script" "$passed" "$failed" >>"$WORK/counts"
	exit "$((failed > 0))"
}

# is WHAT EXPECTED FOUND
is() {
	if [ "$2" = "$3" ]; then ok; else not_ok "$1" "expected: $2
found:    $3"; fi
}

# has WHAT TEXT PATTERN: TEXT has a line that matches the basic regular expression
has() {
	if printf '%s\n' "$2" | grep -q -e "$3"; then ok; else not_ok "$1: nothing matches $3" "$2"; fi
}

# lacks WHAT TEXT PATTERN: TEXT has no such line
lacks() {
	if printf '%s\n' "$2" | grep -q -e "$3"; then not_ok "$1: something matches $3" "$2"; else ok; fi
}

absent() {
	if [ -e "$2" ] || [ -L "$2" ]; then not_ok "$1: $2 is there"; else ok; fi
}

# linking: how the program contains its libraries: shared, mixed (OpenSSL is loaded when it is needed) or static
linking() {
	"$TARSEAL" version --json | jq -r .build.linking
}

# failing JSON: the ids of the failing checks of a verdict, sorted, each once
failing() {
	jq -r '[.bundles[].checks[] | select(.result == "fail") | (if .in then .in + ":" else "" end) + .id]
		| unique | join(" ")'
}

# judges WHAT EXIT IDS COMMAND...: a verb with a verdict exits so, with exactly these failing checks, each with a
# message, and the JSON agrees with the exit code. The verdict is left in $verdict.
judges() {
	j_what=$1 j_want=$2 j_ids=$3
	case $3 in *' '*) j_ids=$(printf '%s\n' $3 | LC_ALL=C sort -u | tr '\n' ' ' | sed 's/ *$//') ;; esac
	shift 3
	verdict=$("$@" --format json 2>"$WORK/stderr")
	j_code=$?
	if grep -q -e 'Sanitizer' -e 'runtime error' "$WORK/stderr"; then
		not_ok "$j_what: sanitizer" "$(cat "$WORK/stderr")"
		return
	fi
	# One call for everything: starting jq takes longer than most of what is tested.
	j_facts=$(printf '%s' "$verdict" | jq -r '.exit, ([.bundles[].checks[] | select(.result == "fail")] |
		(map((if .in then .in + ":" else "" end) + .id) | unique | join(" ")),
		(map(select((.message // "") == "") | .id) | join(" ")))' 2>&1)
	{
		read -r j_exit
		read -r j_found
		read -r j_mute
	} <<END
$j_facts
END
	if [ "$j_code $j_ids" != "$j_want $j_found" ]; then
		not_ok "$j_what" "expected: exit $j_want: $j_ids
found:    exit $j_code: $j_found
$(head -c 2000 "$WORK/stderr")"
		return
	fi
	is "$j_what: exit in JSON" "$j_want" "$j_exit"
	is "$j_what: a finding without words" "" "$j_mute"
}

# refuses WHAT EXIT PATTERN COMMAND...: a verb exits so, with this message on standard error
refuses() {
	j_what=$1 j_want=$2 j_pattern=$3
	shift 3
	j_said=$("$@" 2>&1 >"$WORK/stdout")
	j_code=$?
	is "$j_what: exit" "$j_want" "$j_code"
	has "$j_what" "$j_said" "$j_pattern"
}

# Key pairs and a trust policy, made once for all suites.
make_keys() {
	[ ! -d "$KEYS" ] || return 0
	mkdir "$KEYS"
	for k in producer producer-2 approver approver-2 two-hats stranger; do
		"$TARSEAL" keygen --no-passphrase -q -o "$KEYS/$k" || exit 1
	done
	jq -n --rawfile p "$KEYS/producer.pub" --rawfile q "$KEYS/producer-2.pub" \
		--rawfile a "$KEYS/approver.pub" --rawfile b "$KEYS/approver-2.pub" \
		--rawfile t "$KEYS/two-hats.pub" '
		def key($k): $k | rtrimstr("\n");
		{tarseal: "trust/1", keys: [
			{public_key: key($p), owner: "release-automation", roles: ["producer"], stages: ["trial-*"]},
			{public_key: key($q), owner: "field-automation", roles: ["producer"]},
			{public_key: key($a), owner: "trial-governance", roles: ["approver"]},
			{public_key: key($b), owner: "security", roles: ["approver"]},
			{public_key: key($t), owner: "two-hats", roles: ["producer", "approver"]}],
		 default: {producers: 1, approvers: 1, separate: true, approval_max_age: "P60D"}}' \
		>"$KEYS/trust.json"
}

# begin TRIAL: a fresh copy of it as the working directory, with its row's profile, evidence…
begin() {
	trial=$1
	row=$(grep "^$1	" "$FIXTURES/trials.tsv") || { echo "no trial $1"; exit 1; }
	profile=$(printf '%s' "$row" | cut -f2) evidence=$(printf '%s' "$row" | cut -f3)
	record=$(printf '%s' "$row" | cut -f4) stage=$(printf '%s' "$row" | cut -f5)
	case $evidence in @*) evidence="$SEALED_DIR/${evidence#@}.tar" ;; esac
	sealer=producer approvable=yes
	rm -rf "$WORK/trial"
	cp -r "$FIXTURES/trials/$1" "$WORK/trial"
	cd "$WORK/trial" || exit 1
}

# edit FILE FILTER: change a JSON file in place
edit() {
	jq "$2" "$1" >edited && mv edited "$1"
}

# approve OPTIONS...: approve the evidence, replacing any earlier approval
approve() {
	rm -f approval.dsse.json
	case " $* " in *" --key "*) ;; *) set -- --key "$KEYS/approver.key" "$@" ;; esac
	case " $* " in *" --stage "*) ;; *) set -- --stage "$stage" "$@" ;; esac
	SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$APPROVED} "$TARSEAL" approve "$evidence" --yes -q \
		--ref "approval:opaque-$trial" --by role:trial-governance -o approval.dsse.json "$@"
}

# plain FILTER: an unsigned approval
plain() {
	"$TARSEAL" digest "$evidence" | sed 's/  .*//' |
		jq -R 'split(":") | {approval_ref: "approval:opaque-plain", decision: "approved",
			approved_by: "role:trial-governance", decided_at: "2026-11-05T09:00:00Z",
			package: {digest: {(.[0]): .[1]}}} | '"$1" >approval.dsse.json
}

# check_it, pack_it OUT OPTIONS...: run the verb with the trial's inputs
check_it() {
	SOURCE_DATE_EPOCH=$SEALED "$TARSEAL" check --profile "$profile" --evidence "$evidence" \
		--approval approval.dsse.json --record "$record" "$@"
}
pack_it() {
	out=$1
	shift
	SOURCE_DATE_EPOCH=$SEALED "$TARSEAL" pack --profile "$profile" --evidence "$evidence" \
		--approval approval.dsse.json --record "$record" --key "$KEYS/$sealer.key" -o "$out" "$@"
}
verify_it() {
	"$TARSEAL" verify --trust "$KEYS/trust.json" --at "$NOW" "$@"
}

# Every trial in the fixtures, sealed once for all suites.
SEALED_DIR="$WORK/sealed"
export SEALED_DIR
seal_all() {
	make_keys
	[ ! -d "$SEALED_DIR" ] || return 0
	mkdir "$SEALED_DIR"
	for t in $(grep -v '^#' "$FIXTURES/trials.tsv" | cut -f1); do
		begin "$t"
		approve && pack_it "$SEALED_DIR/$t.tar" -q >/dev/null || { echo "cannot seal $t"; exit 1; }
	done
	cd "$WORK" || exit 1
}
