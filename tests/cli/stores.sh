# Audits of many small stores: for each, the exit code and the state of every expiry, in all five formats.
script=stores
. "$(dirname "$0")/lib.sh"
make_keys
[ -e "$KEYS/registrar.key" ] || "$TARSEAL" keygen --no-passphrase -q -o "$KEYS/registrar" || exit 1
mkdir "$WORK/stores"
python3 -B "$(dirname "$0")/stores.py" "$WORK/stores" >"$WORK/outcome" || not_ok "the script" "$(tail -5 "$WORK/outcome")"
passed=$((passed + $(grep -c '^ok$' "$WORK/outcome")))
failed=$((failed + $(grep -c '^not ok' "$WORK/outcome")))
grep -v '^ok$' "$WORK/outcome"
finish
