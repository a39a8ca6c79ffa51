# The same answer with any number of threads: the same bytes, checks, ids and refusals with 1, 2 and 16.
script=threads
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
make_keys
rm -rf "$WORK/th"
mkdir "$WORK/th"
begin alder-revoked
# 300 files, small and large: enough work for several threads.
python3 - "$evidence" <<'P'
import os, random, sys
random.seed(7)
for i in range(300):
    size = random.choice([0, 1, 511, 512, 513, 3000, 9000, 60000])
    directory = "%s/part%d" % (sys.argv[1], i % 7)
    os.makedirs(directory, exist_ok=True)
    with open("%s/f%03d.txt" % (directory, i), "w") as f:
        f.write("".join(random.choice("abcdefgh \n") for _ in range(size)))
with open(sys.argv[1] + "/zlarge.txt", "w") as f:
    f.write("one line of a large file\n" * 60000)
P
approve
for t in 1 2 16; do
	pack_it "$WORK/th/$t.tar" --threads $t --name many -q >"$WORK/stdout" 2>&1
	is "pack with $t threads" 0 $?
	cmp -s "$WORK/th/1.tar" "$WORK/th/$t.tar" && ok || not_ok "other bytes with $t threads"
done
# Large files: what is read is written by another thread, and read back by a third.
mkdir "$WORK/th/large"
cp "$evidence/expiry.json" "$WORK/th/large"
python3 -c 'open("'"$WORK"'/th/large/log.txt", "w").write("".join("line %d\n" % i for i in range(2000000)))'
mv approval.dsse.json small.dsse.json
small_evidence=$evidence evidence=$WORK/th/large
approve
for t in 1 2 16; do
	pack_it "$WORK/th/large$t.tar" --threads $t --name large --no-scan -q >"$WORK/stdout" 2>&1
	is "pack of a large file with $t threads" 0 $?
	cmp -s "$WORK/th/large1.tar" "$WORK/th/large$t.tar" && ok || not_ok "other bytes of a large file with $t threads"
	# The file may not grow beyond 6 MiB: a write fails while others are under way.
	(trap '' XFSZ && ulimit -f 12288 && pack_it "$WORK/th/full.tar" --threads $t --name large --no-scan -q) >"$WORK/stdout" 2>&1
	is "a write that fails with $t threads" 6 $?
	has "a write that fails" "$(cat "$WORK/stdout")" "cannot write"
	absent "a write that fails with $t threads" "$WORK/th/full.tar"
done
evidence=$small_evidence
mv small.dsse.json approval.dsse.json
# What is found in the inputs, in small files that several threads read and in large ones, in their order.
token=$(printf 'ghp_%s' 0123456789abcdefABCDEF0123456789abcd)
for file in part1/f001.txt part3/f150.txt part5/f250.txt zlarge.txt; do
	printf 'a token: %s\n' "$token" >>"$evidence/$file"
done
printf '\177ELF' >"$evidence/part2/f100.txt"
printf 'int main(void)\n' >"$evidence/part6/main.c"
ln -s f001.txt "$evidence/part1/link"
for t in 1 2 16; do
	check_it -v --threads $t >"$WORK/th/check.$t" 2>&1
	echo "exit $?" >>"$WORK/th/check.$t"
	# The salt of fingerprints is new in each run, and the same in all threads.
	is "one secret, one fingerprint with $t threads" 1 "$(grep -o 'fingerprint [0-9a-f]*' "$WORK/th/check.$t" | sort -u | grep -c .)"
	sed -i 's/fingerprint [0-9a-f]*/fingerprint/' "$WORK/th/check.$t"
	cmp -s "$WORK/th/check.1" "$WORK/th/check.$t" && ok || not_ok "check with $t threads" "$(diff "$WORK/th/check.1" "$WORK/th/check.$t")"
	pack_it "$WORK/th/refused.tar" --threads $t --name many -q >"$WORK/stdout" 2>&1
	is "a refused pack with $t threads" 5 $?
	absent "a refused pack with $t threads" "$WORK/th/refused.tar"
done
has "check" "$(cat "$WORK/th/check.1")" "exit 5"
for found in part1/f001.txt part2/f100.txt part3/f150.txt part5/f250.txt part6/main.c zlarge.txt part1/link; do
	has "check finds $found" "$(cat "$WORK/th/check.1")" "$found"
done
cd "$WORK/th" || exit 1
mv 1.tar many.tar
python3 "$here/threads.py" many.tar bad || exit 1

# answers FILE THREADS: every line of the verdict, and the exit code
answers() {
	verify_it -v --threads "$2" "$1" 2>"$WORK/stderr"
	echo "exit $?"
	grep -e Sanitizer -e 'runtime error' "$WORK/stderr"
}
for file in many.tar bad/*; do
	answers "$file" 1 >one
	for t in 2 16; do
		answers "$file" $t >several
		cmp -s one several && ok || not_ok "$file with $t threads" "$(diff one several)"
	done
	for t in 1 2; do
		verify_it -v --threads $t - <"$file" >piped 2>"$WORK/stderr"
		echo "exit $?" >>piped
		sed "s|$file|-|" one >expected
		cmp -s expected piped && ok || not_ok "$file from a pipe, $t threads" "$(diff expected piped)"
		verify_it --format json --threads $t "$file" >json.$t 2>"$WORK/stderr"
	done
	cmp -s json.1 json.2 && ok || not_ok "$file as JSON with 2 threads" "$(diff json.1 json.2)"
	case $file in
	many.tar) has "$file" "$(tail -1 one)" "exit 0" ;;
	*) lacks "$file" "$(tail -1 one)" "exit 0" ;;
	esac
done
# Several bundles, printed in their order.
verify_it -v --threads 1 many.tar bad/* many.tar absent.tar bad/* >one 2>&1
verify_it -v --threads 16 many.tar bad/* many.tar absent.tar bad/* >several 2>&1
cmp -s one several && ok || not_ok "several bundles" "$(diff one several | head)"
usage_of() {
	refuses "--threads $1" 2 "--threads takes a number from 1 to 64" verify_it --threads "$1" many.tar
}
usage_of 0
usage_of 65
usage_of two
finish
