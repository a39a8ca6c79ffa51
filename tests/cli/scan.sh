# The verb scan: on its own, as a hook, and in CI with SARIF and a baseline; what it finds, and what it must not
# find.
script=scan
. "$(dirname "$0")/lib.sh"
rm -rf "$WORK/sc"
mkdir "$WORK/sc"
cd "$WORK/sc" || exit 1
root=$(cd "$FIXTURES/.." && pwd)
TOKEN=ghp_0123456789abcdefABCDEF0123456789abcd
mkdir -p repo/src repo/.git "repo/a directory"
echo 'int main(void) { return 0; }' >repo/src/main.c
printf 'one\ntwo\nkey = "%s"\n' "$TOKEN" >"repo/a directory/50%.env"
printf '{"who": "jane.roe@customer-mail.io"}\n' >repo/people.json
echo "$TOKEN" >repo/.git/packed
ln -s /etc/passwd repo/link
mkfifo repo/pipe

judges "nothing" 0 "" "$TARSEAL" scan repo/src
judges "a tree" 5 "boundary.token.github-personal boundary.customer.email" "$TARSEAL" scan repo
is "once each, .git and links left out" 2 "$(printf '%s' "$verdict" | jq '[.bundles[0].checks[] | select(.result == "fail")] | length')"
has "where" "$(printf '%s' "$verdict" | jq -r '.bundles[0].checks[].at // ""')" '^repo/a directory/50%.env, line 3$'
lacks "nothing of it is shown" "$verdict$("$TARSEAL" scan -v repo 2>&1)" "0123456789\|jane.roe"
judges "files by name, as a hook gives them" 5 boundary.customer.email "$TARSEAL" scan repo/src/main.c repo/people.json
is "standard input" 5 "$(printf '%s\n' "$TOKEN" | "$TARSEAL" scan - >/dev/null; echo $?)"
judges "kinds of file, too" 5 "boundary.token.github-personal boundary.customer.email boundary.source-code" \
	"$TARSEAL" scan --kinds repo
judges "what cannot be read" 6 io "$TARSEAL" scan repo/src gone
judges "an empty directory" 0 "" sh -c "mkdir -p empty; '$TARSEAL' scan empty \"\$@\"" sh
refuses "nothing named" 2 "name the files and directories" "$TARSEAL" scan
has "rules are listed" "$("$TARSEAL" scan --list-rules)" '^key.pem-private  *secret-keys  *a PEM private key$'
is "at least 70 rules" 1 "$("$TARSEAL" scan --list-rules | awk 'END {print (NR > 70)}')"

# Searched content never reaches a core file, and no other process can read it.
mkfifo slow
"$TARSEAL" scan - <slow >/dev/null 2>&1 &
exec 7>slow
printf '%s\n' "$TOKEN" >&7
for _ in 1 2 3 4 5 6 7 8 9 10; do
	core=$(awk '/Max core file size/ {print $5}' "/proc/$!/limits")
	[ "$core" = 0 ] && break
	sleep 0.2
done
is "no core file" 0 "$core"
exec 7>&-
wait $!
is "and it found it" 5 $?

# Custom rules.
cat >own.json <<'END'
{"tarseal": "rules/1", "category": "ours", "title": "Ours", "rules": [{"id": "ours.ticket", "title": "an internal ticket",
  "keywords": ["intern-"], "regex": "INTERN-[0-9]{4}"}]}
END
echo "see INTERN-4711" >note.txt
judges "without" 0 "" "$TARSEAL" scan note.txt
judges "rules of one's own" 5 boundary.ours.ticket "$TARSEAL" scan --rules own.json note.txt
sed 's/{4}/{4/' own.json >broken.json
sed 's/INTERN-\[/(/' own.json >malformed.json
refuses "rules that are malformed" 6 "malformed.*at byte" "$TARSEAL" scan --rules malformed.json note.txt
# Memory that was used before must not be taken for the rule's.
printf '{"tarseal": "rules/1", "category": "c", "title": "t", "rules": [{"id": "x"}]}' >no-rule.json
MALLOC_PERTURB_=85
export MALLOC_PERTURB_
refuses "a rule that lacks all" 6 "lacks\|missing\|needs" "$TARSEAL" scan --rules no-rule.json note.txt
unset MALLOC_PERTURB_
refuses "no such rules" 6 "cannot open" "$TARSEAL" scan --rules gone.json note.txt

# A pattern that takes too much work is reported for each file, whatever was searched before.
cat >slow.json <<'END'
{"tarseal": "rules/1", "category": "ours", "title": "Ours", "rules": [{"id": "ours.slow", "title": "slow",
  "keywords": ["slowly"], "regex": "slowly (?:x+x+)+y"}]}
END
mkdir slow-files
i=0
while [ $i -lt 40 ]; do
	i=$((i + 1))
	echo "slowly xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" >slow-files/$i.txt
done
judges "too much work" 5 boundary.limit "$TARSEAL" scan --rules slow.json slow-files
is "of each file" 40 "$(printf '%s' "$verdict" | jq '[.bundles[0].checks[] | select(.id == "boundary.limit")] | length')"

# SARIF.
"$TARSEAL" scan --format sarif repo >result.sarif
is "exit with SARIF" 5 $?
is "SARIF" '2.1.0 tarseal 2' "$(jq -r '"\(.version) \(.runs[0].tool.driver.name) \(.runs[0].results | length)"' result.sarif)"
is "a rule for each result" true "$(jq '.runs[0] | [.results[].ruleId] - [.tool.driver.rules[].id] == []' result.sarif)"
is "a place for each result" 'repo/a%20directory/50%25.env 3' "$(jq -r '.runs[0].results[] |
	select(.ruleId == "boundary.token.github-personal") | .locations[0].physicalLocation |
	"\(.artifactLocation.uri) \(.region.startLine)"' result.sarif)"
is "a fingerprint for each result" 2 "$(jq '[.runs[0].results[].partialFingerprints["tarsealFinding/v1"] | select(test("^[0-9a-f]{64}$"))] | length' result.sarif)"
lacks "SARIF shows nothing of it" "$(cat result.sarif)" "0123456789abcdefABC\|jane.roe"
refuses "SARIF of another verb" 2 "takes text here, not .sarif" "$TARSEAL" digest --format sarif .

# Text with NULs is searched: rotated logs, stray NULs, UTF-16 with and without a byte-order mark. Binary data is not.
mkdir nuls
{ head -c 300000 /dev/zero; echo "$TOKEN"; } >nuls/rotated.log
{ head -c 5000 /dev/zero; echo "$TOKEN"; head -c 100 /dev/zero; } >nuls/short.log
{ echo "$TOKEN"; printf '\000'; } >nuls/trailing.log
printf 'a line\n\000\000%s\n' "$TOKEN" >nuls/stray.log
for way in UTF-16LE UTF-16BE UTF-16; do printf 'the token is %s\n' "$TOKEN" | iconv -t $way >nuls/$way.txt; done
printf 'the token is %s\n' "$TOKEN" | sed 's/./&\x00/g' >nuls/spread.txt
for file in nuls/*; do
	judges "$file" 5 boundary.token.github-personal "$TARSEAL" scan "$file"
done
judges "they are all searched" 5 boundary.token.github-personal "$TARSEAL" scan nuls
is "they are all searched" 8 "$(printf '%s' "$verdict" | jq '[.bundles[0].checks[] | select(.result == "fail")] | length')"
head -c 4000 /dev/zero >zeros
has "nothing but NULs" "$("$TARSEAL" scan zeros)" '^ACCEPTED'
head -c 100000 "$TARSEAL" >program
has "a program" "$("$TARSEAL" scan program)" 'passed over: 1 binary file'

# Colours do not hide anything.
printf '\033[32m%s\033[0m\n' "$TOKEN" >coloured.log
judges "a coloured log" 5 boundary.token.github-personal "$TARSEAL" scan coloured.log

# Numbers that pass Luhn's check by chance are no list of cards, but a list of cards among them is found.
awk 'BEGIN { srand(7); print "id"; for (i = 0; i < 2000; i++) { s = 1 + int(rand() * 9); for (j = 0; j < 15; j++) s = s int(rand() * 10); print s } }' >ids.csv
judges "2,000 random ids" 0 "" "$TARSEAL" scan ids.csv
luhn() { # N: card numbers that nobody has
	awk -v n="$1" 'BEGIN { srand(11); for (i = 0; i < n; i++) { s = "45"; for (j = 0; j < 13; j++) s = s int(rand() * 10)
		sum = 0; for (j = 1; j <= 15; j++) { d = substr(s, j, 1); if (j % 2) { d *= 2; if (d > 9) d -= 9 } sum += d }
		print s (10 - sum % 10) % 10 } }'
}
luhn 20 >cards.txt
judges "twenty cards" 5 boundary.customer.card-run "$TARSEAL" scan cards.txt
{ head -n 100 ids.csv; luhn 40; } >mixed.csv
judges "cards among ids" 5 boundary.customer.card-run "$TARSEAL" scan mixed.csv

# A baseline.
said=$("$TARSEAL" scan --write-baseline baseline.json repo 2>&1)
is "writing a baseline" 0 $?
has "it says so" "$said" "wrote 2 findings to the baseline baseline.json: review each"
lacks "it holds nothing of them" "$(cat baseline.json)" "0123456789abcdefABC\|jane.roe"
judges "what is known is waived" 0 "" "$TARSEAL" scan --baseline baseline.json repo
is "and shown" 2 "$(printf '%s' "$verdict" | jq '[.bundles[0].checks[] | select(.result == "waived")] | length')"
is "and suppressed in SARIF" '["external","external"]' \
	"$("$TARSEAL" scan --baseline baseline.json --format sarif repo | jq -c '[.runs[0].results[].suppressions[0].kind]')"
echo "$TOKEN" >>repo/src/main.c
judges "what is new is not" 5 boundary.token.github-personal "$TARSEAL" scan --baseline baseline.json repo
refuses "never over a baseline" 6 "already exists" "$TARSEAL" scan --write-baseline baseline.json repo
jq '.waivers[].expires_at = "2020-01-01T00:00:00Z"' baseline.json >old.json
judges "a baseline that has expired" 5 "boundary.token.github-personal boundary.customer.email" "$TARSEAL" scan --baseline old.json repo
mkdir named-otherwise
cp repo/people.json "named-otherwise/$(printf 'gr\303\266\303\237e.json')"
"$TARSEAL" scan -q --write-baseline letters.json named-otherwise
judges "a baseline with a name beyond ASCII" 0 "" "$TARSEAL" scan --baseline letters.json named-otherwise
# However the file is named, it is the same; paths in a baseline are relative to its own directory.
mkdir -p spelt/deep && cp repo/people.json spelt/deep
(cd spelt && "$TARSEAL" scan -q --write-baseline base.json .)
for path in spelt spelt/ ./spelt spelt/deep "$PWD/spelt" "spelt/../spelt//deep" spelt/deep/people.json; do
	judges "a baseline, for $path" 0 "" "$TARSEAL" scan --baseline spelt/base.json "$path"
done
judges "from elsewhere" 0 "" sh -c 'cd spelt/deep && "$TARSEAL" scan --baseline ../base.json "$@"' - .
judges "through a link" 0 "" sh -c 'ln -s spelt linked && "$TARSEAL" scan --baseline linked/base.json "$@"' - linked/deep
is "it is named as seen from there" deep/people.json "$(jq -r '.waivers[0].path' spelt/base.json)"
cp spelt/base.json . && judges "a copy elsewhere, for the same names" 5 boundary.customer.email "$TARSEAL" scan --baseline base.json spelt
(cd spelt && "$TARSEAL" scan -q --write-baseline ../outside.json deep)
is "it may lie elsewhere" spelt/deep/people.json "$(jq -r '.waivers[0].path' outside.json)"
mkdir kept && jq '.waivers[].path = "spelt/deep/people.json"' spelt/base.json >kept/older.json
judges "an older baseline, with paths as they were named" 0 "" "$TARSEAL" scan --baseline kept/older.json spelt
refuses "a new baseline elsewhere" 2 "in the directory of --baseline" "$TARSEAL" scan --baseline spelt/base.json --write-baseline new.json spelt
mkdir many
awk 'BEGIN { for (i = 0; i < 1500; i++) printf "jane.roe%d@muster-gmbh.de\n", i > ("many/" i ".txt") }'
"$TARSEAL" scan -q --write-baseline many.json many
judges "a baseline of 1,500 findings" 0 "" "$TARSEAL" scan --baseline many.json many
jq '.waivers += [.waivers[7]]' many.json >twice.json
refuses "the same finding twice" 6 "the same finding is waived twice" "$TARSEAL" scan --baseline twice.json many
refuses "no such baseline" 6 "waivers.valid" "$TARSEAL" scan --baseline gone.json repo

# Named pipes and links are read when they are given by name. What cannot be read is not a pass.
mkfifo named
cat repo/people.json >named &
judges "a pipe by name" 5 boundary.customer.email "$TARSEAL" scan named
judges "a link by name" 5 boundary.customer.email sh -c 'ln -sf repo/people.json linked; exec "$@"' sh "$TARSEAL" scan linked
judges "a link to nothing" 6 io sh -c 'ln -sf gone dangling; exec "$@"' sh "$TARSEAL" scan dangling
judges "what cannot be read" 6 io "$TARSEAL" scan gone
is "and is not called searched" 0 "$(printf '%s' "$verdict" | jq '[.bundles[0].checks[] | select(.id == "boundary.content")] | length')"
iconv -t UTF-16 repo/people.json >utf16.txt
judges "UTF-16" 5 boundary.customer.email "$TARSEAL" scan utf16.txt
{ printf '\177ELF\000\000'; cat repo/people.json; } >binary
judges "what is no text is not searched" 0 "" "$TARSEAL" scan binary
has "and that is said" "$("$TARSEAL" scan binary)" "^ACCEPTED  binary: nothing was searched; passed over: 1 binary file "
rm -rf passed
mkdir passed passed/sub
printf 'npm_aB3dE5gH7jK9mN1pQ3sT5vW7xY9zA1cD3fG5\n' >beside.txt
ln -s ../beside.txt passed/link
ln -s ../.. passed/sub/up
mkfifo passed/pipe
# passes_over WHAT LAST NAMES…: each is named with the reason, in text, JSON, JUnit and SARIF; LAST is the last line
passes_over() {
	p_what=$1 p_last=$2
	shift 2
	judges "$p_what" 0 "" "$TARSEAL" scan passed
	is "$p_what: nothing is called searched that was not" 0 "$(printf '%s' "$verdict" |
		jq '[.bundles[0].checks[] | select(.id == "boundary.content" and .result != "skip")] | length')"
	text=$("$TARSEAL" scan passed)
	has "$p_what: the last line" "$(printf '%s\n' "$text" | tail -1)" "$p_last"
	has "$p_what: the last line, with -q" "$("$TARSEAL" scan -q passed)" "$p_last"
	"$TARSEAL" scan passed --format junit >junit.xml
	"$TARSEAL" scan passed --format sarif >passed.sarif
	for p_name; do
		has "$p_what: text" "$text" "skip  boundary.content: $p_name"
		has "$p_what: JSON" "$(printf '%s' "$verdict" | jq -r '.bundles[0].checks[].message // ""')" "^$p_name"
		has "$p_what: JUnit" "$(cat junit.xml)" "<skipped message=\"$p_name"
		has "$p_what: SARIF" "$(jq -r '.runs[0].invocations[0].toolExecutionNotifications[].message.text' passed.sarif)" "^$p_name"
	done
	lacks "$p_what: JUnit has nothing that passed" "$(cat junit.xml)" 'name="boundary.content" time="0"/>'
}
passes_over "links and a pipe" "^ACCEPTED  passed: nothing was searched; passed over: 2 links, 1 special file " \
	"passed/link was not searched: it is a link" "passed/sub/up was not searched: it is a link" \
	"passed/pipe was not searched: it is a pipe"
cp binary passed/
echo text >passed/text
passes_over "links among files" \
	"^ACCEPTED  passed: 1 file, 5 bytes searched with [0-9]* rules; passed over: 1 binary file, 2 links, 1 special file " \
	"passed/binary was not searched: it is not text" "passed/link was not searched: it is a link"
cp repo/people.json passed/
has "with -q, beside findings" "$("$TARSEAL" scan -q passed 2>&1)" "warning: not searched: 1 binary file, 2 links, 1 special file"
rm -rf passed/*
passes_over "an empty directory" "^ACCEPTED  passed: nothing was searched "
has "an empty directory: text" "$text" "skip  boundary.content: nothing was searched"
echo text >passed/text
judges "everything was searched" 0 "" "$TARSEAL" scan passed
is "everything was searched: JSON" pass "$(printf '%s' "$verdict" | jq -r '.bundles[0].checks[] | select(.id == "boundary.content").result')"
judges "but refused where kinds are judged" 5 "boundary.artifact-bytes boundary.customer.email" "$TARSEAL" scan --kinds binary
has "where, in one line" "$("$TARSEAL" scan -q note.txt repo/people.json)" '(repo/people.json, line 1)$'
"$TARSEAL" scan --baseline baseline.json --format sarif repo repo/people.json note.txt gone >mixed.sarif
is "SARIF: a place for each result, suppressions for all" "true true" "$(jq -r '.runs[0].results |
	"\(all(.locations | length == 1)) \(all(has("suppressions")))"' mixed.sarif)"
is "JSON where nothing could be begun" 6 "$("$TARSEAL" scan --rules gone.json --format json note.txt | jq .exit)"

# The hook in docs/boundary.md checks what is committed, not what is in the working directory.
mkdir hooked
git -C hooked init -q 2>/dev/null
sed -n '/^    #!\/bin\/sh/,/^$/s/^    //p' "$root/docs/boundary.md" >hooked/.git/hooks/pre-commit
chmod +x hooked/.git/hooks/pre-commit
commit() {
	(cd hooked && PATH=$(dirname "$TARSEAL"):$PATH git -c user.name=x -c user.email=x@example.org commit -qm x >../hook.out 2>&1)
}
echo clean >hooked/a.txt && git -C hooked add -A && commit && ok || not_ok "a clean commit" "$(cat hook.out)"
cp repo/people.json hooked/b.json && git -C hooked add -A && echo clean >hooked/b.json
commit && not_ok "a leak that is staged, and no longer there" || ok
has "the hook says where" "$(cat hook.out)" '(b.json, line 1)$'
(cd hooked && cp ../repo/people.json b.json && "$TARSEAL" scan -q --write-baseline .tarseal-baseline.json . 2>/dev/null)
git -C hooked add -A && commit && ok || not_ok "with a baseline" "$(cat hook.out)"
git -C hooked mv a.txt c.txt && echo bob@customer-mail.io >>hooked/c.txt && git -C hooked add -A
commit && not_ok "a leak in what was renamed" || ok

# What is in archives and compressed files is searched, also in archives inside them.
mkdir -p inside/app
printf 'the token is %s\n' "$TOKEN" >inside/app/x.log
echo text >inside/app/y.txt
cp binary inside/app/z
tar -cf logs.tar -C inside app
gzip -k logs.tar && bzip2 -k logs.tar && xz -k logs.tar
gzip -c inside/app/x.log >x.log.gz
python3 -c 'import zipfile; z = zipfile.ZipFile("logs.zip", "w", zipfile.ZIP_DEFLATED)
for name in "logs.tar.gz", "inside/app/y.txt": z.write(name)'
# opens WHAT FILE PLACE
opens() {
	judges "$1" 5 boundary.token.github-personal "$TARSEAL" scan "$2"
	has "$1: where" "$(printf '%s' "$verdict" | jq -r '.bundles[0].checks[].at // ""')" "^$3\$"
}
for end in '' .gz .bz2 .xz; do opens "a tar$end" "logs.tar$end" "logs.tar$end: app/x.log, line 1"; done
has "what is no text in it" "$("$TARSEAL" scan logs.tar)" "logs.tar: app/z was not searched: it is not text"
opens "a compressed log" x.log.gz "x.log.gz, line 1"
opens "an archive in an archive" logs.zip "logs.zip: logs.tar.gz: app/x.log, line 1"
is "SARIF: the archive, without a line" '"logs.tar" null' "$("$TARSEAL" scan --format sarif logs.tar |
	jq -r '.runs[0].results[0].locations[0].physicalLocation | "\(.artifactLocation.uri | tojson) \(.region)"')"
is "an archive from a pipe" 5 "$("$TARSEAL" scan -q - <logs.tar.gz >/dev/null; echo $?)"
"$TARSEAL" scan -q --write-baseline zipped.json logs.zip 2>/dev/null
judges "a baseline of it" 0 "" "$TARSEAL" scan --baseline zipped.json logs.zip
# cannot WHAT WHY FILE: exit 6, and nothing is called searched
cannot() {
	judges "$1" 6 scan.archive "$TARSEAL" scan "$3"
	has "$1: why" "$(printf '%s' "$verdict" | jq -r '.bundles[0].checks[].message // ""')" "^$3.* was not searched to its end: $2"
	lacks "$1: what is not so" "$(printf '%s' "$verdict" | jq -r '.bundles[0].checks[] | "\(.id) \(.result)"')" "boundary.content pass"
}
head -c 100 logs.tar.gz >cut.tar.gz
cannot "a truncated archive" "it cannot be opened (truncated gzip" cut.tar.gz
{ cat logs.tar; yes 'behind its end' | head -c 3000; } | gzip >longer.tar.gz
cannot_too() { judges "$1" 6 "boundary.token.github-personal scan.archive" "$TARSEAL" scan "$2"; }
cannot_too "something behind the end of a compressed archive" longer.tar.gz
printf '7z\274\257\047\034\000\004 something' >logs.7z
has "an archive of another kind" "$("$TARSEAL" scan logs.7z)" "skip  boundary.content: logs.7z was not searched: it is a 7-Zip archive, which is not opened"
{ gzip -c inside/app/y.txt; echo "$TOKEN"; } >behind.gz
cannot "something behind the end of a compressed file" "it cannot be opened (something is behind its end" behind.gz
{ cat logs.zip; echo "$TOKEN"; } >behind.zip
judges "something behind the end of a ZIP archive" 6 "boundary.token.github-personal scan.archive" "$TARSEAL" scan behind.zip
: | gzip >empty.gz
judges "a compressed file of nothing" 0 "" "$TARSEAL" scan empty.gz
ln -s "?password=x" inside/link && tar -cf linked.tar -C inside link && rm inside/link
has "a link in an archive" "$("$TARSEAL" scan linked.tar)" "linked.tar: link was not searched: it is a link or a device"
{ cat logs.tar; echo "$TOKEN"; } >hidden.tar
judges "something behind the end of an archive" 5 "boundary.customer.email boundary.token.github-personal" \
	"$TARSEAL" scan hidden.tar
has "it is searched as it is" "$(printf '%s' "$verdict" | jq -r '.bundles[0].checks[].at // ""')" '^hidden.tar, line [0-9]*$'
# What is compressed in it is not searched as it is.
gzip -c inside/app/x.log >inside/x.gz && tar -cf cut.tar -C inside app/y.txt x.gz && rm inside/x.gz
python3 -c 'import tarfile, io
with tarfile.open("cut.tar") as t: end = max(m.offset_data + 512 for m in t.getmembers())
data = open("cut.tar", "rb").read()
open("damaged.tar", "wb").write(data[:end] + b"x" * 700)'
truncate -s 4608M big.txt && echo end >>big.txt
tar -S -cf sparse.tar big.txt && tar -S -cf packed.tar big.txt x.log.gz && rm big.txt
judges "a sparse file is searched as it is" 0 "" "$TARSEAL" scan sparse.tar
cannot "a sparse file that is too large, before something compressed" "too much is in it" packed.tar
cannot_too "a damaged archive with something compressed in it" damaged.tar
is "it cannot be, from a pipe" 6 "$("$TARSEAL" scan -q - <longer.tar.gz >/dev/null; echo $?)"
cp logs.tar nested
for i in 1 2 3 4 5 6; do tar -czf nested.tar nested && mv nested.tar nested; done
cannot "archives that are too deep" "too much is in it" nested
if command -v zip >/dev/null; then
	zip -q -P secret locked.zip inside/app/x.log && cannot "an encrypted archive" "it cannot be opened" locked.zip
fi
judges "kinds of file: it is refused, and not opened" 5 boundary.artifact-bytes "$TARSEAL" scan --kinds logs.zip

# What must be found, and what must not.
tab=$(printf '\t')
mkdir cases
while IFS=$tab read -r name ids text; do
	case $name in '' | '#'*) continue ;; esac
	# shellcheck disable=SC2059
	printf "$text" >"cases/$name"
	[ "$ids" = - ] && judges "$name" 0 "" "$TARSEAL" scan "cases/$name" || judges "$name" 5 "$ids" "$TARSEAL" scan "cases/$name"
done <"$FIXTURES/scanner.tsv"
python3 "$root/tests/boundary/corpus.py" ordinary ordinary 6000
judges "6,000 ordinary records" 0 "" "$TARSEAL" scan --kinds ordinary
judges "the fixtures" 0 "" "$TARSEAL" scan --kinds "$FIXTURES"/trials "$FIXTURES"/golden/evidence
python3 "$root/tests/boundary/harmless.py" harmless 100
is "at least 80 kinds of harmless lines" 1 "$(awk 'END {print (NR >= 80)}' harmless/kinds.tsv)"
rm harmless/kinds.tsv
judges "harmless lines" 0 "" "$TARSEAL" scan harmless
# People's numbers have check digits: people.py makes them.
# shellcheck disable=SC2046
python3 "$root/tests/boundary/corpus.py" planted planted $(ls "$root"/src/rules/*.json | grep -v /people) && ok || not_ok "the planted corpus"
"$TARSEAL" scan --kinds --format json planted >planted.json
said=$(python3 "$root/tests/boundary/recall.py" planted/planted.tsv planted.json)
printf '%s\n' "$said" | sed -n 's/^in \([^ ]*\) .*, \([0-9.]*\) %$/\1 \2/p' >recall
is "settings, carriers and encodings" 19 "$(awk 'END {print NR}' recall)"
while read -r way percent; do
	is "recall of at least 97 %: $way" 1 "$(echo "$percent" | awk '{print ($1 >= 97)}')"
done <recall
printf 'scan: %s\n' "$(printf '%s\n' "$said" | tail -1)"

# The addresses of your own domain are no customers'.
echo 'ingrid@team.tarvendor.se wrote, p_weiss@kundenhof.de did not' >mail.txt
judges "two addresses" 5 "boundary.customer.email boundary.customer.email" "$TARSEAL" scan mail.txt
judges "one is our own" 5 boundary.customer.email "$TARSEAL" scan --own-domain tarvendor.se mail.txt
judges "both are" 0 "" "$TARSEAL" scan --own-domain tarvendor.se --own-domain kundenhof.de mail.txt
judges "a domain that only ends alike" 5 "boundary.customer.email boundary.customer.email" "$TARSEAL" scan --own-domain vendor.se mail.txt
for domain in TARVENDOR.SE tarvendor "tarvendor..se" .se "-a.se" "a b.se" "@tarvendor.se"; do
	refuses "no domain: $domain" 2 "--own-domain takes a domain" "$TARSEAL" scan --own-domain "$domain" mail.txt
done

# A sample is named, and is no finding; one digit more is a finding.
printf 'key AKIAIOSFODNN7EXAMPLE\npaid 4242 4242 4242 4242\n' >sample.txt
judges "samples" 0 "" "$TARSEAL" scan sample.txt
has "they are named" "$("$TARSEAL" scan sample.txt)" "skip  boundary.cloud.aws-access-key-id: sample.txt, line 1 contains an AWS access key id that documentation shows to everybody: a sample"
printf 'key AKIAIOSFODNN7EXAMPLF\npaid 4242 4242 4242 4259\n' >sample.txt
judges "nearly samples" 5 "boundary.cloud.aws-access-key-id boundary.customer.card-grouped" "$TARSEAL" scan sample.txt

# Cards among other numbers: 30 among 500, in a column of their own, and none.
python3 -c 'import random
random.seed(7)
def luhn(v): return sum(sum(divmod(int(c) * (1 + i % 2), 10)) for i, c in enumerate(reversed(v))) % 10 == 0
def card():
    while True:
        v = "4" + "".join(random.choices("0123456789", k=15))
        if luhn(v): return v
def number(): return "4" + "".join(random.choices("0123456789", k=15))
lines = [number() for _ in range(500)]
open("ids.txt", "w").write("\n".join(lines) + "\n")
open("cards.txt", "w").write("\n".join(random.sample(lines + [card() for _ in range(60)], 560)) + "\n")
open("column.csv", "w").write("\n".join(f"{number()},{card() if i % 20 == 0 else i},{number()},{number()}" for i in range(400)) + "\n")
open("heading.csv", "w").write("id,card number\n" + "\n".join(f"{number()},{card()}" for i in range(3)) + "\n")'
judges "500 numbers" 0 "" "$TARSEAL" scan ids.txt
judges "60 cards among 500 numbers" 5 boundary.customer.card-run "$TARSEAL" scan cards.txt
judges "20 cards in a column beside 1,200 numbers" 5 boundary.customer.card-run "$TARSEAL" scan column.csv
judges "a heading says card" 5 "boundary.customer.card-number boundary.customer.card-number boundary.customer.card-number" "$TARSEAL" scan heading.csv

# Keys, signatures and digests look like no token, however many there are.
python3 -c 'import base64, json, random
random.seed(4711)
text = lambda n: base64.b64encode(random.randbytes(n)).decode()
for _ in range(100000):
    print(json.dumps({"keyid": "SHA256:" + text(32).rstrip("="), "sig": text(64), "sha256": random.randbytes(32).hex(), "key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + text(32)[:43]}))' >random.jsonl
judges "100,000 keys, signatures and digests" 0 "" "$TARSEAL" scan random.jsonl
rm random.jsonl

# Every kind of token, and every form of personal data, each ten times with new values.
for what in tokens people; do
	python3 -B "$root/tests/boundary/kinds.py" $what kinds-$what
	"$TARSEAL" scan --format json kinds-$what >kinds.json
	said=$(python3 "$root/tests/boundary/kinds.py" recall kinds-$what kinds.json)
	printf '%s\n' "$said" | tail -1 >recall
	[ $what = tokens ] && least=300 || least=150
	is "at least $least kinds of $what" 1 "$(awk '{print ($1 >= '$least')}' recall)"
	is "97 % of the kinds of $what are found" 1 "$(awk '{print ($5 >= 97)}' recall)"
	printf 'scan: %s: %s\n' "$what" "$(cat recall)"
done

# The same answers with any number of threads.
mv cases harmless planted/*-plain.txt inside/ 2>/dev/null
for n in 1 2 16; do
	"$TARSEAL" scan -v --kinds --threads $n inside logs.zip | sed 's/fingerprint [0-9a-f]*//' >threads-$n
done
is "there is something to find" 1 "$(grep -c FAIL threads-1 | awk '{print ($1 > 200)}')"
is "the same answers with 1 and 2 threads" "" "$(cmp threads-1 threads-2 2>&1)"
is "the same answers with 1 and 16 threads" "" "$(cmp threads-1 threads-16 2>&1)"
refuses "no number of threads" 2 "from 1 to 64" "$TARSEAL" scan --threads 0 note.txt

finish
