# The corpus of refusals. Every row of tests/hostile/corpus.tsv says which input is given to which verb, the exit
# code and the checks that fail. The modules in tests/hostile make the inputs; they share no code with tarseal, and
# can sign. judge.py runs each case in its own directory and process. It asserts the exit code; exactly those
# failing checks, each with a message and the class of its id; that nothing is accepted; that no sanitizer reports
# anything; and that no output appears and nothing is left behind or changed.
#
# To run one case: python3 tests/hostile/judge.py PROGRAM WORK FIXTURES NAME, where WORK has keys/ and sealed/.
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
