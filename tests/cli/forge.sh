# Every line of fixtures/forgeries.tsv: bundles that a trusted producer signed, and that are refused.
script=forge
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
seal_all
rm -rf "$WORK/forge"
mkdir "$WORK/forge"
cd "$WORK/forge" || exit 1

is "the table and the program name the same forgeries" "$(python3 "$here/forge.py" list)" \
	"$(grep -v '^#' "$FIXTURES/forgeries.tsv" | cut -f1)"
while IFS='	' read -r name code ids; do
	case $name in '#'*) continue ;; esac
	python3 "$here/forge.py" "$name" "$SEALED_DIR/alder-revoked.tar" "$KEYS/producer.key" "$name.tar" ||
		not_ok "$name cannot be forged"
	judges "$name" "$code" "$ids" verify_it "$name.tar"
done <"$FIXTURES/forgeries.tsv"
cmp -s honest.tar "$SEALED_DIR/alder-revoked.tar" && ok || not_ok "an independent writer gives other bytes"

# The same statement, signed by an unknown key, is not read at all: only the archive itself is checked.
python3 "$here/forge.py" format-2 "$SEALED_DIR/alder-revoked.tar" "$KEYS/stranger.key" copied-keyid.tar
judges "a copied keyid" 4 seal.signature verify_it copied-keyid.tar
is "nothing is believed" '[null,null,null]' \
	"$(printf '%s' "$verdict" | jq -c '.bundles[0] | [.stage, .subject, .actor]')"
begin alder-revoked
approve
sealer=stranger
pack_it stranger.tar -q >/dev/null
judges "a stranger's seal" 4 seal.trusted verify_it stranger.tar
is "its gates are not judged" "" "$(printf '%s' "$verdict" |
	jq -r '.bundles[0].checks[] | select(.id | startswith("gate.")) | select(.result == "pass") | .id')"
judges "a stranger's seal, with an expectation" 4 seal.trusted verify_it --stage trial-expired-followup stranger.tar

finish
