# The same commit gives the same bytes: built again by a clone in another directory, in another time zone, and with another
# umask.
script=reproduce
. "$root/tests/cli/lib.sh"
umask 077
git clone -q "$root" "$WORK/elsewhere" || exit 1
git -C "$WORK/elsewhere" checkout -q "$(git -C "$root" rev-parse HEAD)"
(cd "$WORK/elsewhere" && TZ=Asia/Tokyo make -s dist) >"$WORK/log" 2>&1 && ok || not_ok "a second build" "$(tail -20 "$WORK/log")"
is "SHA256SUMS" "$(cat "$build/dist/SHA256SUMS")" "$(cat "$WORK/elsewhere/build/dist/SHA256SUMS")"
finish
