# SARIF output of scan, checked against the published schema; and what a hostile file can put into it.
script=sarif
. "$(dirname "$0")/lib.sh"
reader=$(cd "$(dirname "$0")" && pwd)/sarif.py
rm -rf "$WORK/sa"
mkdir "$WORK/sa"
cd "$WORK/sa" || exit 1

# sarif WHAT EXIT COUNTS ARGUMENTS...: scan exits so, and its log is valid, with so many rules and results
sarif() {
	s_what=$1 s_exit=$2 s_counts=$3
	shift 3
	"$TARSEAL" scan --format sarif "$@" >log.sarif 2>stderr
	is "$s_what: exit" "$s_exit" $?
	is "$s_what" "$s_counts" "$(python3 "$reader" log.sarif 2>&1)"
}

mkdir -p clean "repo/a directory"
echo clean >clean/a.txt
printf 'one\ntwo\nghp_0123456789abcdefABCDEF0123456789abcd jane.roe@customer-mail.io\n' >"repo/a directory/50%#?.env"
printf 'jane.roe@customer-mail.io\njohn.doe@customer-mail.io\n' >repo/people.txt
printf 'jane.roe@customer-mail.io\n' >"repo/$(printf '\303\244:\377\033')"
sarif "nothing" 0 "0 0" clean
sarif "findings" 5 "2 5" repo
sarif "several paths" 5 "2 5" clean repo
sarif "kinds of file" 5 "2 5" --kinds repo
sarif "one file" 5 "1 2" repo/people.txt
sarif "a path from the root" 5 "1 2" "$PWD/repo/people.txt"
sarif "what cannot be read" 6 "1 1" gone
sarif "rules that cannot be read" 6 "1 1" --rules gone clean
mkfifo piped
cat repo/people.txt >piped &
sarif "a pipe" 5 "1 2" piped
rm repo/*:*
"$TARSEAL" scan -q --write-baseline baseline.json repo
sarif "all waived" 0 "2 4" --baseline baseline.json repo
cp repo/people.txt repo/new.txt
sarif "some waived" 5 "2 6" --baseline baseline.json repo
is "levels" "error error note note note note" "$(jq -r '[.runs[].results[].level] | sort | join(" ")' log.sarif)"

# What comes from a file is data: never a command, a link or another location.
sarif "a name that is a command" 6 "1 1" '::error::x'
sarif "a name that turns the text" 6 "1 1" "$(printf '\033[31m\342\200\256x\nx')"
sarif "a name that is a link" 6 "1 1" '[look here](https://evil.example/)'
sarif "a path with two slashes" 5 "1 2" "/$PWD/repo/people.txt"
sarif "two that cannot be read" 6 "1 2" gone lost
is "two that cannot be read: where" "gone lost" "$(jq -r '[.runs[].results[].locations[].physicalLocation.artifactLocation.uri] | join(" ")' log.sarif)"

# The reader used here does refuse a bad log.
"$TARSEAL" scan --format sarif repo >log.sarif
# broken WHAT FILTER: a valid log, changed by the filter, is refused
broken() {
	jq "$2" log.sarif >broken.sarif
	if python3 "$reader" broken.sarif >/dev/null 2>&1; then not_ok "taken: $1"; else ok; fi
}
python3 "$reader" log.sarif >/dev/null 2>&1 && ok || not_ok "the log that is broken next"
broken "another version" '.version = "2.0.0"'
broken "no schema" 'del(."$schema")'
broken "no results" 'del(.runs[0].results)'
broken "a null" '.runs[0].tool.driver.version = null'
broken "a member that is none" '.runs[0].results[0].file = "x"'
broken "a level that is none" '.runs[0].results[0].level = "fatal"'
broken "a rule that is not listed" '.runs[0].results[0].ruleId = "x"'
broken "a rule twice" '.runs[0].tool.driver.rules += [.runs[0].tool.driver.rules[0]]'
broken "another rule's index" '.runs[0].results[0].ruleIndex = 1 | .runs[0].results[0].ruleId = .runs[0].tool.driver.rules[0].id'
broken "line 0" '.runs[0].results[0].locations[0].physicalLocation.region.startLine = 0'
broken "no text" '.runs[0].results[0].message.text = ""'
broken "a URI that is not encoded" '.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri = "a b"'
broken "a URI with a scheme" '.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri = "http://x/"'
broken "a command" '.runs[0].results[0].message.text = "::error::x"'
broken "suppressions of one" '.runs[0].results[0].suppressions = [{kind: "external"}]'

finish
