# Every trial in the fixtures is accepted. Every line of fixtures/cases.tsv is refused as it says, by check and by
# pack.
script=cases
. "$(dirname "$0")/lib.sh"
seal_all

verify_pipe() {
	cat "$1" | verify_it - --format json
}

for t in $(grep -v '^#' "$FIXTURES/trials.tsv" | cut -f1); do
	begin "$t"
	approve
	judges "$t: check" 0 "" check_it --trust "$KEYS/trust.json"
	judges "$t: pack" 0 "" pack_it "$t.tar" --trust "$KEYS/trust.json"
	cmp -s "$t.tar" "$SEALED_DIR/$t.tar" && ok || not_ok "$t: two runs give two bundles"
	judges "$t: verify" 0 "" verify_it "$SEALED_DIR/$t.tar"
	is "$t: from a pipe" accepted "$(verify_pipe "$SEALED_DIR/$t.tar" | jq -r '.bundles[0].verdict')"
done

while IFS='	' read -r name t code ids before after; do
	case $name in '#'* | '') continue ;; esac
	begin "$t"
	[ "$before" = - ] || eval "$before"
	if [ $approvable = yes ]; then approve; else cp "$FIXTURES/approval.json" approval.dsse.json; fi
	[ "$after" = - ] || eval "$after"
	case " $ids " in
	*" tar.name "*) ids="$ids approval.signed" ;;
	esac
	early=$(printf '%s' "$ids" | sed 's/ *approval.separate//')
	judges "$name: check" "$([ -n "$early" ] && echo "$code" || echo 0)" "$early" \
		check_it --trust "$KEYS/trust.json"
	judges "$name: pack" "$code" "$ids" pack_it out.tar --trust "$KEYS/trust.json"
	absent "$name" out.tar
	is "$name: something is left behind" "" "$(find . -name '.tarseal*')"
done <"$FIXTURES/cases.tsv"

finish
