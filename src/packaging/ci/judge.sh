#!/bin/sh
# judge.sh verify STAGE SUBJECT BUNDLE…  are these the expected bundles, and may they be accepted?
# judge.sh all DIRECTORY…                may every bundle below be accepted, whatever it is about?
# judge.sh audit REGISTER STORE…         has any trial ended silently?
# judge.sh scan PATH…                    does anything contain what must not be published?
#
# Environment: POLICY, the trust policy (/etc/tarseal/trust.json); TARSEAL_TRUST_SHA256, the
# digest that it must have; REPORTS, the directory to create for reports (tarseal-reports); BASELINE,
# the known findings of scan.
set -u

undecided() {
	echo "judge.sh: $1" >&2
	exit 6
}

[ $# -ge 2 ] || undecided "usage: judge.sh verify|all|audit|scan ARGUMENTS…"
verb=$1
shift
command -v tarseal >/dev/null || undecided "there is no tarseal in PATH"
work=$(mktemp -d) || undecided "cannot create a temporary directory"
trap 'rm -rf "$work"' EXIT
trap 'exit 6' HUP INT TERM

# The copy that is compared is the one that is used.
policy() {
	[ -n "${TARSEAL_TRUST_SHA256:-}" ] || undecided "TARSEAL_TRUST_SHA256 is not set"
	cp -- "${POLICY:-/etc/tarseal/trust.json}" "$work/trust.json" ||
		undecided "cannot read the trust policy"
	[ "$(sha256sum <"$work/trust.json")" = "$TARSEAL_TRUST_SHA256  -" ] ||
		undecided "the trust policy does not have the SHA-256 in TARSEAL_TRUST_SHA256"
}

# A checkout that failed has nothing to search, and must not pass.
something() {
	for path; do
		case $path in -*) path=./$path ;; esac
		[ -z "$(find -H "$path" -type f 2>/dev/null | head -n 1)" ] || return 0
	done
	undecided "there is no file to search"
}

case $verb in
verify)
	[ $# -ge 3 ] || undecided "usage: judge.sh verify STAGE SUBJECT BUNDLE…"
	policy
	stage=$1 subject=$2
	shift 2
	set -- --trust "$work/trust.json" --stage "$stage" --subject "$subject" -- "$@"
	forms="junit.xml json"
	;;
all)
	policy
	verb=verify
	set -- --trust "$work/trust.json" --only failing -- "$@"
	forms="junit.xml json html"
	;;
audit)
	[ $# -ge 2 ] || undecided "usage: judge.sh audit REGISTER STORE…"
	policy
	register=$1
	shift
	set -- --trust "$work/trust.json" --register "$register" -- "$@"
	forms="junit.xml html"
	;;
scan)
	something "$@"
	set -- -- "$@"
	[ -z "${BASELINE:-}" ] || set -- --baseline "$BASELINE" "$@"
	forms="junit.xml sarif"
	;;
*) undecided "usage: judge.sh verify|all|audit|scan ARGUMENTS…" ;;
esac

# One run writes the log and every report.
reports=${REPORTS:-tarseal-reports}
mkdir "$reports" || undecided "cannot create the directory $reports for reports"
for form in $forms; do
	set -- --format "${form%.xml}=$reports/$verb.$form" "$@"
done
tarseal "$verb" --no-input "$@"
