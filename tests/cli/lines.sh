# A divided audit: lines of shards, joined, are one audit; and whatever is wrong with a part is never a result.
script=lines
. "$(dirname "$0")/lib.sh"
seal_all
rm -rf "$WORK/li"
mkdir "$WORK/li"
cd "$WORK/li" || exit 1
"$TARSEAL" keygen --no-passphrase -q -o worker
jq --rawfile v worker.pub '.keys += [{public_key: ($v | rtrimstr("\n")), owner: "worker", roles: ["verifier"]}]' \
	"$KEYS/trust.json" >trust.json
mkdir -p store/a store/a-b "store/with space" none
cp "$SEALED_DIR"/*.tar store/a/
cp "$SEALED_DIR/birch-renewed.tar" "store/with space/-copy.tar"
cp "$SEALED_DIR/birch-renewed.tar" "$(printf 'store/a-b/latin-\351.tar')"
head -c 3000 "$SEALED_DIR/elm-revoked.tar" >store/a-b/cut.tar
cp "$SEALED_DIR/elm-revoked.tar" store/jane.doe@example-company.com.tar
echo notes >store/README.txt
: >"$(printf 'store/empty\n.tar')"
ln -s a/alder-revoked.tar store/link.tar
ln -s /etc/passwd "$(printf 'store/out-\377.tar')"
mkfifo store/pipe
printf 'subject_ref,expired_at\ntrial:opaque-4711,2026-10-01T00:00:00Z\ntrial:opaque-9999,2026-10-02T00:00:00Z\n' >register.csv

one() {
	"$TARSEAL" audit --trust trust.json --at "$NOW" "$@"
}
# parts N DIRECTORY OPTIONS...: the lines of the store, in N shards
parts() {
	p_n=$1 p_dir=$2
	shift 2
	rm -rf "$p_dir"
	mkdir "$p_dir"
	for p_i in $(seq "$p_n"); do
		one "$@" --run r1 --format lines --shard "$p_i/$p_n" -o "$p_dir/$p_i.lines" || not_ok "shard $p_i/$p_n" "$*"
	done
}
join() {
	"$TARSEAL" audit --trust trust.json "$@"
}

for n in 1 2 7 16; do
	parts $n p$n store
	for register in '' '--register register.csv'; do
		for form in text json csv junit html summary prom; do
			# shellcheck disable=SC2086,SC2046 # words are words
			one store $register --format $form >one.$form
			code=$?
			# shellcheck disable=SC2086,SC2046
			join --lines $(ls p$n/*.lines | shuf) $register --format $form >joined
			is "$n shards, $form $register: exit" $code $?
			is "$n shards, $form $register" "" "$(cmp one.$form joined 2>&1)"
		done
	done
done
is "the path that is no UTF-8 is in the audit" 1 "$(grep -c 'latin-' one.csv)"
is "the path that is not shown is not in the lines" 0 "$(cat p7/*.lines | grep -c 'jane.doe')"
is "each file is in one part" "$(one store --format json | jq '.files.seen')" "$(tail -qn1 p16/*.lines | jq -s '[.[].end.files] | add')"
is "nothing but lines" "$(cat p1/1.lines)" "$(one store --run r1 --format lines)"
is "the same bytes with any number of threads" "$(one store --run r1 --format lines --threads 1 | sha256sum)" \
	"$(one store --run r1 --format lines --threads 8 | sha256sum)"
is "every line is JSON" "$(cat p7/*.lines | wc -l)" "$(cat p7/*.lines | jq -c . | wc -l)"
is "lines replace lines" 0 "$(one store --run r1 --format lines -o p1/1.lines >/dev/null 2>&1; echo $?)"

# Several stores, and a list. A list has to be in the order of a walk.
parts 3 several store none store/a
one store none store/a --format json >one.json
is "several stores: exit" 6 $?
join --lines several/*.lines --format json >joined
is "several stores" "" "$(cmp one.json joined 2>&1)"
has "the empty one is named" "$(jq -r '.unjudged[] | select(.check == "store.bundles") | .path' joined)" '^none$'
find store -type f ! -name '*
*' | tr / '\001' | LC_ALL=C sort | tr '\001' / >list
for n in 1 4; do
	parts $n listed --files-from list
	one --files-from list --format json >one.json
	join --lines listed/*.lines --format json >joined
	is "a list of $n shards" "" "$(cmp one.json joined 2>&1)"
done
is "a list and its store" "$(one store/a store/a-b "store/with space" --format csv | sort | sed '/passwd/d' | grep -c covered)" \
	"$(one --files-from list --format csv | grep -c covered)"
tr '\n' '\0' <list >list0
is "a list with NULs from standard input" "$(one --files-from list --run r --format lines | sed '1d; $d' | sha256sum)" \
	"$(one --files-from - --run r --format lines <list0 | sed '1d; $d' | sha256sum)"
tac list >backwards
refuses "a list in another order" 6 "out of order" one --files-from backwards --run r --format lines -o x.lines
absent "a list in another order" x.lines
cat list list >twice
refuses "a list that names a file twice" 6 "out of order, or twice" one --files-from twice --run r --format lines -o x.lines
absent "a list that names a file twice" x.lines
refuses "no list" 6 "cannot open gone" one --files-from gone --run r --format lines -o x.lines
# A list of more than one read: 3,000 paths, from a file and a pipe, with line ends and with NULs.
seq -f "gone/%05g/$(printf '%060d' 0).tar" 3000 >long
tr '\n' '\0' <long >long0
for form in long long0; do
	is "$form" 3000 "$(one --files-from $form --format json | jq '.unjudged | length')"
	is "$form from a pipe" 3000 "$( (head -c 100001 $form; sleep 0.2; tail -c +100002 $form) | one --files-from - --format json | jq '.unjudged | length')"
done
rm long long0
text=$( (printf 'a\nb\n'; sleep 1; printf 'c\0') | one --files-from - 2>&1)
is "a list of lines with a NUL: exit" 6 $?
has "a list of lines with a NUL" "$text" "is not a list of paths"
printf 'store/a\nstore/a-b/cut.tar\n' >directories
text=$(one --files-from directories)
is "a list that names a directory: exit" 6 $?
has "a list that names a directory" "$text" "store/a: io: it is a directory: a list names files (find -type f)"
cp list renamed
one --files-from list --run r1 --format lines --shard 1/2 -o listed/1.lines --force
one --files-from ./renamed --run r1 --format lines --shard 2/2 -o listed/2.lines --force
join --lines listed/1.lines listed/2.lines --format json >joined
is "a list under two names" "" "$(cmp one.json joined 2>&1)"
# A result that cannot get its name at the end, because somebody took it meanwhile.
mkdir many
for i in $(seq 200); do ln -f "$SEALED_DIR/alder-revoked.tar" "many/$i.tar"; done
mkfifo slow
refuses "a pipe by its name" 6 "slow is a pipe, which is not opened by name" one --files-from slow --run r1 --format lines
one --files-from - --run r1 --format lines -o taken.lines 2>taken.err <slow &
{ find many -type f | LC_ALL=C sort | head -n 199; sleep 2; : >taken.lines; find many -type f | LC_ALL=C sort | tail -n 1; } >slow
wait $!
is "a name that was taken: exit" 6 $?
has "a name that was taken" "$(cat taken.err)" "taken.lines already exists"
is "a name that was taken: nothing was written" 0 "$(wc -c <taken.lines)"
rm -r many slow taken.lines
echo gone.tar >wrong
has "what a list names in vain" "$(one --files-from wrong)" "cannot read gone.tar"

# What cannot be asked for.
while IFS='|' read -r options why; do
	# shellcheck disable=SC2086
	refuses "$options" 2 "$why" "$TARSEAL" audit --trust trust.json $options -o x.lines
	absent "$options" x.lines
done <<'END'
store --format lines --run r|the option --at is required
store --format lines --at 2026-11-22|the option --run is required
store --format lines --at 2026-11-22 --run r --shard 3|--shard takes I/N
store --format lines --at 2026-11-22 --run r --shard 0/3|--shard takes I/N
store --format lines --at 2026-11-22 --run r --shard 4/3|--shard takes I/N
store --format lines --at 2026-11-22 --run r --shard 1/99999999|at most 1000000 shards
store --format lines --at 2026-11-22 --run r --shard 1/3x|--shard takes I/N
store --format lines --at 2026-11-22 --run r --shard -1/3|--shard takes I/N
store --format lines --at 2026-11-22 --run r --register register.csv|--register belongs to the audit that joins
store --format lines --at 2026-11-22 --run r --due P1D|--due belongs to the audit that joins
store --format lines --at 2026-11-22 --run r --only failing|--only belongs to the audit that joins
store --format lines --at 2026-11-22 --run r --format json=y.json|
store --at 2026-11-22 --shard 1/3|--shard is only for --format lines
store --at 2026-11-22 --key worker.key|--key is only for --format lines
store --at 2026-11-22 --run r|--run is for --format lines
--lines p1/1.lines --files-from list|exclude each other
--lines p1/1.lines --format lines --at 2026-11-22 --run r|--lines joins lines
store --format lines --at 2026-11-22 --run r --key worker.key --key other.key|one verifier signs
|name the stores, or join lines
END
refuses "an empty run" 2 "a label of 1 to 64" one store --format lines --run ""
refuses "a run that is a text" 2 "a label of 1 to 64" one store --format lines --run "$(printf 'a\nb')"
refuses "a key without a file" 2 "needs -o FILE" one store --format lines --run r --key worker.key
refuses "lines on the side" 2 "lines are written alone" one store --format lines=x.lines

# What is wrong with a part is exit 6, with the check that says so.
wrong() {
	w_what=$1 w_id=$2
	shift 2
	judges "$w_what" 6 "$w_id" "$TARSEAL" audit --trust trust.json "$@"
	lacks "$w_what: no trial" "$verdict" '"trials"'
}
wrong "a shard is missing" lines.complete --lines p7/1.lines p7/2.lines p7/3.lines p7/4.lines p7/5.lines p7/7.lines
has "a shard is missing: which" "$verdict" "1 of 7 shards is missing: 6"
wrong "several are missing" lines.complete --lines p7/1.lines
has "several are missing" "$verdict" "6 of 7 shards are missing: the first is 2"
wrong "a shard is there twice" lines.complete --lines p2/1.lines p2/2.lines p2/2.lines
has "a shard is there twice: which" "$verdict" "shard 2 is there twice"
one --files-from list --run r1 --format lines --shard 2/2 -o from-list.lines
wrong "a part of a list" lines.same --lines p2/1.lines from-list.lines
wrong "a part of a list first" lines.same --lines from-list.lines p2/1.lines
one store --run r1 --format lines --shard 1/2 --key worker.key -o signed.lines
wrong "a statement instead of lines" lines.valid --lines signed.lines.dsse.json p2/2.lines
has "a statement instead of lines: said" "$verdict" "this is a statement about lines, not the lines"
wrong "a directory instead of lines" io --lines p2
has "a directory instead of lines: said" "$verdict" "it is a directory, not a part"
wrong "a register instead of lines" lines.valid --lines register.csv
has "a register instead of lines: said" "$verdict" "this is no part of a divided audit"
wrong "parts of two divisions" lines.same --lines p2/1.lines p7/2.lines
one store --run r2 --format lines --shard 2/2 -o run2.lines
wrong "another run" lines.same --lines p2/1.lines run2.lines
wrong "the run that is asked for" lines.same --run r9 --lines p2/1.lines p2/2.lines
"$TARSEAL" audit store --trust trust.json --at 2026-11-23 --run r1 --format lines --shard 2/2 -o later.lines
wrong "another time" lines.same --lines p2/1.lines later.lines
wrong "a time that is asked for" lines.same --at 2026-11-23 --lines p2/1.lines p2/2.lines
jq '.default.max_age = "P90D"' trust.json >other.json
"$TARSEAL" audit store --trust other.json --at "$NOW" --run r1 --format lines --shard 2/2 -o policy.lines
wrong "another policy" lines.same --lines p2/1.lines policy.lines
has "another policy: said" "$verdict" "this part was made under another trust policy"
judges "another policy here" 6 lines.same "$TARSEAL" audit --trust other.json --lines p2/1.lines p2/2.lines
one store --stage trial-access-expiry --run r1 --format lines --shard 2/2 -o stage.lines
wrong "another stage" lines.same --lines p2/1.lines stage.lines
wrong "another stage here" lines.same --stage trial-access-expiry --lines p2/1.lines p2/2.lines
one store --scan --run r1 --format lines --shard 2/2 -o scan.lines
wrong "another --scan" lines.same --lines p2/1.lines scan.lines
wrong "--scan here" lines.same --scan --lines p2/1.lines p2/2.lines
one store --allow-example-keys --run r1 --format lines --shard 2/2 -o example.lines 2>/dev/null
wrong "another --allow-example-keys" lines.same --lines p2/1.lines example.lines
one store --max-files 5 --run r1 --format lines --shard 2/2 -o few.lines
wrong "another --max-files" lines.same --lines p2/1.lines few.lines
"$TARSEAL" profile show trial-expired-followup | jq '.id = "another"' >another.json
one store --profile another.json --run r1 --format lines --shard 2/2 -o profiles.lines
wrong "other profiles" lines.same --lines p2/1.lines profiles.lines
cat >rules.json <<'END'
{"tarseal": "rules/1", "category": "ours", "title": "Ours", "rules": [{"id": "ours.ticket", "title": "an internal ticket",
  "keywords": ["intern-"], "regex": "INTERN-[0-9]{4}"}]}
END
one store --rules rules.json --run r1 --format lines --shard 2/2 -o rules.lines
wrong "other rules" lines.same --lines p2/1.lines rules.lines
cp "$SEALED_DIR/fir-escalated.tar" store/new.tar
one store --run r1 --format lines --shard 2/2 -o grown.lines
wrong "the store changed" lines.complete --lines p2/1.lines grown.lines
has "the store changed: said" "$verdict" "this part lists [0-9]* files, and the first one [0-9]*"
rm store/new.tar
sed 's/"version":"[^"]*"/"version":"0.9.0"/' p2/2.lines >version.lines
wrong "another version" lines.same --lines p2/1.lines version.lines
: >empty.lines
wrong "an empty part" lines.valid --lines p2/1.lines empty.lines
wrong "no part" lines.valid --lines trust.json
wrong "a bundle" lines.valid --lines store/link.tar
wrong "no such part" io --lines gone.lines
wrong "a part without its end" lines.valid --lines p2/1.lines /dev/fd/0 <<END
$(head -n -1 p2/2.lines)
END

# A signature on the lines.
sealed() {
	one store --run r1 --format lines --shard "$1/2" --key "${3:-worker.key}" -o "$2/$1.lines"
}
jq '.lines = {signed: true}' trust.json >signed.json
mkdir s
for i in 1 2; do
	"$TARSEAL" audit store --trust signed.json --at "$NOW" --run r1 --format lines --shard $i/2 --key worker.key -o s/$i.lines &&
		ok || not_ok "signed lines"
done
"$TARSEAL" audit store --trust signed.json --at "$NOW" --format json >one.json
"$TARSEAL" audit --trust signed.json --lines s/1.lines s/2.lines --format json >joined
is "signed lines" "" "$(cmp one.json joined 2>&1)"
has "trust show says so" "$("$TARSEAL" trust show signed.json)" "every part needs the signature of a verifier"
is "trust check accepts it" 0 "$("$TARSEAL" trust check -q signed.json >/dev/null; echo $?)"
jq 'del(.keys[] | select(.owner == "worker"))' signed.json >nobody.json
is "a policy that nobody can meet" 1 "$("$TARSEAL" trust check -q nobody.json >/dev/null; echo $?)"
is "the statement names the part" "1.lines $(sha256sum s/1.lines | cut -d' ' -f1)" \
	"$(jq -r .payload s/1.lines.dsse.json | base64 -d | jq -r '.subject[0] | "\(.name) \(.digest.sha256)"')"
mv s/2.lines.dsse.json kept
# A worker is told what its own policy says of its lines.
strict="audit store --trust signed.json --at $NOW --run r1 --format lines -o warned.lines --force"
# shellcheck disable=SC2086 # words are words
{
	has "lines that need a signature" "$("$TARSEAL" $strict 2>&1)" "warning: these lines cannot be joined: the trust policy requires signed ones"
	has "lines of another key" "$("$TARSEAL" $strict --key "$KEYS/stranger.key" 2>&1)" "warning: these lines cannot be joined: the trust policy does not list the key SHA256:"
	has "lines of another role" "$("$TARSEAL" $strict --key "$KEYS/producer.key" 2>&1)" "with the role verifier"
	is "lines of the worker" "" "$("$TARSEAL" $strict --key worker.key 2>&1)"
}
judges "a part that is not signed" 4 lines.signed "$TARSEAL" audit --trust signed.json --lines s/1.lines s/2.lines
cp s/1.lines.dsse.json s/2.lines.dsse.json
judges "the signature of another part" 6 lines.digest "$TARSEAL" audit --trust signed.json --lines s/1.lines s/2.lines
jq -c '.signatures[0].sig |= (explode | .[0] = (if .[0] == 65 then 66 else 65 end) | implode)' kept >s/2.lines.dsse.json
judges "a broken signature" 4 lines.signature "$TARSEAL" audit --trust signed.json --lines s/1.lines s/2.lines
echo '{' >s/2.lines.dsse.json
judges "a broken statement" 3 lines.statement "$TARSEAL" audit --trust signed.json --lines s/1.lines s/2.lines
mkdir t && sealed 1 t && sealed 2 t "$KEYS/producer.key"
judges "not a verifier's key" 4 "lines.role lines.threshold" "$TARSEAL" audit --trust trust.json --lines t/1.lines t/2.lines
"$TARSEAL" keygen --no-passphrase -q -o foreign && sealed 2 t foreign.key
judges "a stranger's key" 4 lines.trusted "$TARSEAL" audit --trust trust.json --lines t/1.lines t/2.lines

# Several stores are told apart by their places.
for order in "store none" "none store"; do
	# shellcheck disable=SC2086
	one $order --run r1 --format lines --shard "$((1 + $(ls -d order-*.lines 2>/dev/null | wc -l)))/2" -o "order-${order%% *}.lines"
done
wrong "stores in another order" lines.same --lines order-store.lines order-none.lines
has "stores in another order: said" "$verdict" "this part was made from other stores"
one store/a --run r1 --format lines --shard 1/2 -o name-1.lines
(cd store && "$TARSEAL" audit a --trust ../trust.json --at "$NOW" --run r1 --format lines --shard 2/2 -o ../name-2.lines)
is "one store under two names" "$(one store/a --format json | jq -c .counts)" "$(join --lines name-1.lines name-2.lines --format json | jq -c .counts)"

# What was there before.
echo precious >mine.lines.dsse.json
refuses "a statement over something else" 6 "is no statement about lines" one store --run r --format lines --key worker.key -o mine.lines
is "a statement over something else: kept" precious "$(cat mine.lines.dsse.json)"
absent "a statement over something else" mine.lines
one store --run r --format lines --key worker.key -o again.lines
one store --run r --format lines --key worker.key -o again.lines && ok || not_ok "a statement over a statement"
has "lines without their statement" "$(one store --run r3 --format lines -o again.lines 2>&1)" "again.lines.dsse.json is about earlier lines"
wrong "lines without their statement" lines.digest --lines again.lines
refuses "a worker without a policy says so" 6 "cannot open gone.json" "$TARSEAL" audit store --trust gone.json --at "$NOW" --run r --format lines -o again.lines
has "a worker without a policy names earlier lines" "$("$TARSEAL" audit store --trust gone.json --at "$NOW" --run r --format lines -o again.lines 2>&1)" \
	"again.lines is not written: what is there is of an earlier run"
wrong "a part of yesterday" lines.same --run today --lines p1/1.lines
judges "the part that is wrong is named" 6 lines.valid "$TARSEAL" audit --trust trust.json --lines p2/1.lines empty.lines
is "the part that is wrong is named" empty.lines "$(printf '%s' "$verdict" | jq -r '.bundles[0].path')"
mkfifo lines.fifo
judges "a pipe that nobody holds" 6 io timeout 10 "$TARSEAL" audit --trust trust.json --lines lines.fifo
refuses "a list that is a pipe" 6 "lines.fifo" timeout 10 "$TARSEAL" audit --trust trust.json --at "$NOW" --run r --format lines --files-from lines.fifo -o x.lines
gzip -c p1/1.lines >packed.lines
wrong "a compressed part" lines.valid --lines packed.lines
is "through <(COMMAND)" "$(join --lines p1/1.lines | sha256sum)" \
	"$(bash -c '"$TARSEAL" audit --trust trust.json --lines <(gzip -dc packed.lines) | sha256sum')"
sed 's/$/\r/' list >crlf
refuses "a list with CR LF" 6 "lines that end with CR LF" one --files-from crlf --run r --format lines -o x.lines
refuses "more files than JSON counts" 2 "max-files takes a number" one store --max-files 9223372036854775809 --run r --format lines -o x.lines

# Whoever changes the lines, or writes their own, gets exit 6 or the same answer, never another one.
python3 "$(dirname "$0")/lines.py" "$TARSEAL" >counts
passed=$((passed + $(grep -c '^ok' counts)))
grep '^not ok' counts | while read -r line; do printf '%s: %s\n' "$script" "$line"; done
failed=$((failed + $(grep -c '^not ok' counts)))
grep '^note' counts
finish
