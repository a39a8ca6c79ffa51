# docs/ci.md: its script, its pipelines and its hook do what the document says.
# shellcheck disable=SC2015,SC2086 # ok does not fail; lists of words
script=ci
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
seal_all
rm -rf "$WORK/ci"
mkdir -p "$WORK/ci/etc" "$WORK/ci/checked"
cd "$WORK/ci" || exit 1
good=$SEALED_DIR/alder-revoked.tar
STAGE=trial-expired-followup SUBJECT=trial:opaque-4711
PATH=$(dirname "$TARSEAL"):$PATH
export PATH

names=$(python3 "$here/ci.py" blocks "$FIXTURES/../docs/ci.md" etc)
is "what the document holds" "action.yml component.yml .pre-commit-config.yaml evidence.yml other-evidence.yml other-.pre-commit-config.yaml" \
	"$(printf '%s\n' "$names" | xargs)"
cp "$FIXTURES"/../src/packaging/ci/*.sh "$FIXTURES/../.pre-commit-hooks.yaml" etc
for each in $names .pre-commit-hooks.yaml; do
	said=$(python3 "$here/ci.py" yaml "etc/$each" 2>&1) && ok || not_ok "$each" "$said"
done
for each in judge.sh annotate.sh install.sh summary.sh; do
	sh -n "etc/$each" && ok || not_ok "$each"
done
lacks "nothing typed becomes a program" "$(grep 'run:' etc/evidence.yml)" '\${{'
printf 'a:\n\tb: 1\n' >tab.yml
printf 'a: 1\n  b: 1\n' >deeper.yml
for each in tab deeper; do
	python3 "$here/ci.py" yaml $each.yml 2>/dev/null && not_ok "the reader takes $each.yml" || ok
done

cp "$KEYS/trust.json" etc/trust.json
POLICY=$WORK/ci/etc/trust.json
export POLICY
TARSEAL_TRUST_SHA256=$(sha256sum etc/trust.json | cut -d' ' -f1)
export TARSEAL_TRUST_SHA256
head -c 5000 "$good" >damaged.tar

# checked WHAT EXIT ARGUMENTS...: judge.sh exits so, and the JUnit report, if there is one, is valid
checked() {
	c_what=$1 c_exit=$2
	shift 2
	rm -rf tarseal-reports
	said=$(etc/judge.sh "$@" 2>&1)
	is "$c_what: exit" "$c_exit" $?
	for report in tarseal-reports/*.junit.xml; do
		[ ! -e "$report" ] || python3 "$here/junit.py" "$report" >/dev/null 2>&1 && ok || not_ok "$c_what: $report"
	done
}
checked "a good bundle" 0 verify "$STAGE" "$SUBJECT" "$good"
has "the log says it" "$said" "^ACCEPTED"
is "both reports are there" "verify.json verify.junit.xml" "$(ls tarseal-reports | xargs)"
is "under the pinned policy" "$TARSEAL_TRUST_SHA256" "$(jq -r .trust.sha256 tarseal-reports/verify.json)"
checked "a damaged bundle" 3 verify "$STAGE" "$SUBJECT" "$good" damaged.tar
is "one of two is accepted" "accepted rejected" "$(jq -r '[.bundles[].verdict] | join(" ")' tarseal-reports/verify.json)"
checked "another subject" 1 verify "$STAGE" trial:opaque-4712 "$good"
checked "another stage" 1 verify trial-access-expiry "$SUBJECT" "$good"
checked "no subject" 1 verify "$STAGE" "" "$good"
checked "no such file" 6 verify "$STAGE" "$SUBJECT" gone.tar
checked "a file that looks like an option" 6 verify "$STAGE" "$SUBJECT" --allow-example-keys
checked "no bundle" 6 verify "$STAGE" "$SUBJECT"
checked "nothing" 6
checked "another verb" 6 keygen -o x
is "another verb: nothing is left" no "$([ -e tarseal-reports ] && echo yes || echo no)"
said=$(PATH=/usr/bin:/bin etc/judge.sh verify "$STAGE" "$SUBJECT" "$good" 2>&1)
is "no program: exit" 6 $?
is "no program" "judge.sh: there is no tarseal in PATH" "$said"
mkdir tarseal-reports 2>/dev/null
etc/judge.sh verify "$STAGE" "$SUBJECT" "$good" >/dev/null 2>&1
is "reports that are there already" 6 $?
jq '.default.approvers = 0' etc/trust.json >weaker.json
cp weaker.json etc/trust.json
checked "another policy than the pinned one" 6 verify "$STAGE" "$SUBJECT" "$good"
has "another policy than the pinned one" "$said" "the trust policy does not have the SHA-256 in TARSEAL_TRUST_SHA256"
is "nothing is left under it" no "$([ -e tarseal-reports ] && echo yes || echo no)"
cp "$KEYS/trust.json" etc/trust.json
pinned=$TARSEAL_TRUST_SHA256
TARSEAL_TRUST_SHA256=
checked "no digest" 6 verify "$STAGE" "$SUBJECT" "$good"
has "no digest" "$said" "TARSEAL_TRUST_SHA256 is not set"
TARSEAL_TRUST_SHA256=$pinned
TARSEAL_TRUST=$WORK/ci/weaker.json
export TARSEAL_TRUST
checked "a policy of the environment's" 0 verify "$STAGE" "$SUBJECT" "$good"
is "it does not count" "$pinned" "$(jq -r .trust.sha256 tarseal-reports/verify.json)"
unset TARSEAL_TRUST

echo clean >checked/a.txt
checked "scan: nothing" 0 scan checked
is "scan: reports" "scan.junit.xml scan.sarif" "$(ls tarseal-reports | xargs)"
echo jane.roe@customer-mail.io >checked/b.txt
checked "scan: a leak" 5 scan checked
is "scan: the log is sound" "1 1" "$(python3 "$here/sarif.py" tarseal-reports/scan.sarif 2>&1)"
"$TARSEAL" scan -q --write-baseline baseline.json checked
export BASELINE=baseline.json
checked "scan: with a baseline" 0 scan checked
BASELINE=
checked "scan: what looks like an option" 6 scan --list-rules

# The pipelines, step by step, with this directory in place of the image's.
#
# step FILE JOB NUMBER
step() {
	python3 "$here/ci.py" steps "etc/$1" "$2" | sed "s,/usr/share/tarseal/ci,$WORK/ci/etc,; s,/etc/tarseal,$WORK/ci/etc," | sed -n "${3}p"
}
# What the workflow sets for all its steps; the GitLab pipeline sets nothing.
REPORTS_GITHUB=$(sed -n 's/^  REPORTS: //p' etc/evidence.yml)
is "the workflow says where reports go" ../reports "$REPORTS_GITHUB"
# runs WHAT EXIT STEP DIRECTORY: run a step as a runner does, stopping at the first failure
runs() {
	case $1 in GitLab*) unset REPORTS ;; *) export REPORTS="$REPORTS_GITHUB" ;; esac
	(rm -rf reports checked/tarseal-reports && cd "$4" && sh -e -c "$3" >"$WORK/ci/log" 2>&1)
	is "$1: exit" "$2" $?
}
export STAGE SUBJECT BUNDLE
cp "$good" checked/good.tar
cp damaged.tar checked/bad.tar
rm checked/b.txt
is "steps of the jobs" "2 1 1 1 1 1" "$(for each in "evidence.yml verify" "evidence.yml scan" "evidence.yml audit" \
	"other-evidence.yml verify" "other-evidence.yml scan" "other-evidence.yml audit"; do python3 "$here/ci.py" steps etc/$each | wc -l; done | xargs)"
BUNDLE=good.tar
runs "GitHub: a good bundle" 0 "$(step evidence.yml verify 1)" .
runs "GitLab: a good bundle" 0 "$(step other-evidence.yml verify 1)" checked
is "GitLab: the report is where it is looked for" 1 "$(ls "checked/$(sed -n 's/^ *junit: \(.*verify.*\)/\1/p' etc/other-evidence.yml)" | wc -l)"
runs "GitHub: scan" 0 "$(step evidence.yml scan 1)" .
is "GitHub: the log is where it is looked for" 1 "$(ls "$(sed -n 's/^ *sarif_file: //p' etc/evidence.yml)" | wc -l)"
runs "GitLab: scan" 0 "$(step other-evidence.yml scan 1)" checked
echo jane.roe@customer-mail.io >checked/b.txt
runs "GitHub: a leak" 5 "$(step evidence.yml scan 1)" .
runs "GitLab: a leak" 5 "$(step other-evidence.yml scan 1)" checked
BUNDLE='bad.tar"; exit 0; "'
runs "a bundle's name is no program" 6 "$(step evidence.yml verify 1)" .
BUNDLE=bad.tar
runs "GitLab: a damaged bundle" 3 "$(step other-evidence.yml verify 1)" checked
runs "GitHub: a damaged bundle" 3 "$(step evidence.yml verify 1)" .
annotations=$(step evidence.yml verify 2)
sh -e -c "$annotations" >log
is "annotations: one a check" "$(jq '[.bundles[].checks[] | select(.result == "fail" or .result == "not-run")] | length' reports/verify.json)" \
	"$(python3 "$here/ci.py" annotations log | wc -l)"
has "annotations: words" "$(python3 "$here/ci.py" annotations log)" '^tarseal tar.canonical	bad.tar: the archive is truncated'

unset REPORTS

# Hostile text.
jq -n '"x\n::error::now\r\u001b[31m\u202e%0A::stop-commands::x, y: ##[error]\u2028\u0085" as $x |
	{bundles: [{path: $x, checks: [
		{id: ("gate." + $x), class: "blocked", result: "fail", message: $x}, {id: "io", in: $x, class: "undecided", result: "not-run"},
		{id: "x", class: "blocked", result: "pass", message: $x}]}]}' >hostile.json
etc/annotate.sh hostile.json >log
is "hostile words: lines" 2 "$(wc -l <log)"
said=$(python3 "$here/ci.py" annotations log 2>&1) && ok || not_ok "hostile words" "$said"
has "hostile words, as they were but for what has no place" "$said" '^tarseal gate.x?::error::now??\[31m?%0A::stop-commands::x, y: ##\[error]??	x?::error'
hostile=$(printf 'x\n::error::now\n%%0A::stop-commands::x')
etc/judge.sh verify "$STAGE" "$SUBJECT" "$hostile" >log 2>&1
lacks "the script's own log" "$(cat log)" '^::'
rm -rf tarseal-reports
etc/judge.sh verify "$STAGE" "$SUBJECT" "$hostile" >/dev/null 2>&1
etc/annotate.sh tarseal-reports/verify.json >log
is "a hostile file name: lines" 1 "$(wc -l <log)"
python3 "$here/ci.py" annotations log >/dev/null 2>&1 && ok || not_ok "a hostile file name" "$(cat log)"

# The hook for the pre-commit framework, which passes the names of staged files.
mkdir hooked
cd hooked || exit 1
# hook FILE FILES...: run it as the framework does
hook() {
	config=$1
	shift
	python3 "$here/ci.py" hook "../etc/$config" >../words
	{ cat ../words; printf '%s\n' "$@"; } | xargs -d '\n' env >../hook.out 2>&1
}
echo clean >a.txt
echo jane.roe@customer-mail.io >b.txt
cp b.txt ./--list-rules
hook .pre-commit-hooks.yaml a.txt && ok || not_ok "hook: clean" "$(cat ../hook.out)"
hook .pre-commit-hooks.yaml a.txt b.txt && not_ok "hook: a leak" || ok
has "hook: where" "$(cat ../hook.out)" '(b.txt, line 1)$'
hook .pre-commit-hooks.yaml --list-rules && not_ok "hook: a file that looks like an option" "$(cat ../hook.out)" || ok
hook other-.pre-commit-config.yaml a.txt && not_ok "hook: a baseline that is not there" || ok
"$TARSEAL" scan -q --write-baseline .tarseal-baseline.json .
hook other-.pre-commit-config.yaml a.txt b.txt --list-rules && ok || not_ok "hook: with a baseline" "$(cat ../hook.out)"
echo john.doe@customer-mail.io >c.txt
hook other-.pre-commit-config.yaml a.txt b.txt c.txt && not_ok "hook: what is new" || ok

finish
