# The corpus of refusals: every row of tests/hostile/corpus.tsv, which says what is fed to which verb, the exit code and
# the failing checks. The modules of tests/hostile make the inputs (they share no code with tarseal and can sign), judge.py
# runs each case in a directory and a process of its own, and asserts: the exit code; just those checks, each with words
# and of its class; never "accepted"; no report of a sanitizer; no output, and nothing left behind or changed.
# One case alone: python3 tests/hostile/judge.py PROGRAM WORK FIXTURES NAME, in a WORK that has keys/ and sealed/.
# shellcheck disable=SC1091,SC2034 # lib.sh lies beside it, and says the name
script=hostile
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
seal_all
rm -rf "$WORK/hostile"

python3 -B "$here/../hostile/judge.py" "$TARSEAL" "$WORK" "$FIXTURES" >"$WORK/results" 2>"$WORK/stderr" ||
	not_ok "the driver" "$(cat "$WORK/stderr")"
while IFS= read -r line; do
	case $line in
	"ok "*) ok ;;
	*) not_ok "${line#not ok }" ;;
	esac
done <"$WORK/results"
is "every row has a result" "$(grep -vc '^#' "$here/../hostile/corpus.tsv")" "$(wc -l <"$WORK/results")"
rm -rf "$WORK/hostile"

finish
