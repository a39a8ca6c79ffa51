#!/bin/sh
# run.sh BUILD SECONDS [TARGET...]: make the seeds, run each fuzz target for that long, then have other programs
# read what the tar reader accepted. A crash, a leak, more than 5 s for an input or more than 1 GiB is a failure,
# and the input is kept. Corpora stay in BUILD/fuzz/corpus, and the next run continues from there. To run one input
# again: BUILD/fuzz/fuzz_TARGET FILE.
set -u
build=$(cd "$1" && pwd)
seconds=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
fuzz=$build/fuzz
bad=0
ASAN_OPTIONS=detect_leaks=1
UBSAN_OPTIONS=print_stacktrace=1
export ASAN_OPTIONS UBSAN_OPTIONS

[ $# -gt 0 ] || for each in "$here"/fuzz_*.c; do
	name=$(basename "$each" .c)
	set -- "$@" "${name#fuzz_}"
done

# stat NAME: from libFuzzer's final statistics
stat() {
	sed -n "s/^stat::$1: *//p" "$log"
}

# last NAME: the last value of a figure in its progress lines
last() {
	sed -n "s/^#.* $1: \([0-9]*\).*/\1/p" "$log" | tail -n 1
}

# A corpus of an earlier run may contain old seeds, which are accepted but are no longer seeds. Discard such a
# corpus.
renew() {
	digest=$(cat "$fuzz/seeds/fuzz_$1"/* "$fuzz/setup"/* | sha256sum)
	stamp=$fuzz/corpus/$1.stamp
	[ "$(cat "$stamp" 2>/dev/null)" = "$digest" ] || rm -rf "$fuzz/corpus/fuzz_$1"
	mkdir -p "$fuzz/corpus/fuzz_$1"
	printf '%s\n' "$digest" >"$stamp"
}

run() {
	target=$1
	log=$fuzz/log/$target
	found=$fuzz/found/$target
	mkdir -p "$fuzz/log" "$found" "$fuzz/corpus/fuzz_$target"
	case $target in bundle | summary) renew "$target" ;; esac
	"$fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 -print_final_stats=1 \
		-dict="$here/$target.dict" -artifact_prefix="$found/" "$fuzz/corpus/fuzz_$target" \
		"$fuzz/seeds/fuzz_$target" >"$log" 2>&1
	code=$?
	cov=$(last cov) ft=$(last ft) inputs=$(sed -n 's/^#.* corp: \([0-9]*\).*/\1/p' "$log" | tail -n 1)
	executions=$(stat number_of_executed_units) rate=$(stat average_exec_per_sec) peak=$(stat peak_rss_mb)
	# A target that crashed has no statistics; one that crashed at once has no progress lines.
	row="$target ${executions:--} ${rate:--} ${cov:--} ${ft:--} ${inputs:--} ${peak:--} $((code != 0))"
	bad=$((bad | code != 0))
	# shellcheck disable=SC2086 # its words
	set -- $row
	printf '%-10s %9s executions %7s/s %6s features %5s inputs  crashes %s\n' "$1" "$2" "$3" "$5" "$6" "$8"
	printf '%s\n' "$row" >>"$fuzz/table"
	[ $code -eq 0 ] || {
		grep -e '^does not hold' -e 'runtime error' -e '^SUMMARY' -e '^==.*ERROR' "$log" | head -n 8 | sed 's/^/    /'
		sed -n 's/.*Test unit written to /    reproducer: /p' "$log"
		printf '    log: %s\n' "$log"
	}
}

sh "$here/seeds.sh" "$build" || { echo "the seeds cannot be made"; exit 1; }
mkdir -p "$fuzz"
: >"$fuzz/table"
for target; do
	run "$target"
done
sh "$here/differential.sh" "$build" || bad=1

printf '\n%-10s %10s %8s %7s %9s %7s %8s %8s\n' target executions per-s edges features inputs peak-MiB crashes
# shellcheck disable=SC2086 # a row's words
while read -r row; do
	set -- $row
	printf '%-10s %10s %8s %7s %9s %7s %8s %8s\n' "$@"
done <"$fuzz/table"
[ $bad -eq 0 ] && echo "fuzz: nothing found"
exit $bad
