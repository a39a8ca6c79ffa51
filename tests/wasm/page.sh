#!/bin/sh
# page.sh BUILD [SHOTS]: the page in a real browser. With FULL=1 also a bundle of 2 GiB, and every hostile policy. With a
# directory SHOTS, leave pictures of it there.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd) || exit 1
shots=${2:-}
[ -z "$shots" ] || { mkdir -p "$shots" && shots=$(cd "$shots" && pwd); } || exit 1
sh "$root/tests/npm.sh" html "$build" || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
TARSEAL=$build/tarseal FIXTURES=$root/fixtures
export TARSEAL FIXTURES
G=$FIXTURES/golden T=$FIXTURES/time AT=2026-06-21T00:00:00Z

# One bundle, and what the program says of it.
mkdir "$work/golden" && cd "$work/golden" || exit 1
cp "$G/golden-followup.tar" "$G/trust.json" "$G/profile.json" .
set -- --trust trust.json --profile profile.json --at "$AT" golden-followup.tar
"$TARSEAL" report "$@" >report.html
"$TARSEAL" verify --format json "$@" >verdict.json
sha256sum trust.json | cut -d' ' -f1 >policy.sha256
mkdir "$work/sent" "$work/stamped"
cp golden-followup.tar trust.json "$work/sent"
cp "$G/golden-followup.tar" "$G/profile.json" "$T/trust.json" "$T/trust-plain.json" "$work/stamped"
cp "$T/stamps/good-plain.tsr" "$work/stamped/golden-followup.tar.tsr"

# The same names in two places, one time changed.
mkdir -p "$work/twice/good/store" "$work/twice/bad/store"
cp golden-followup.tar "$work/twice/good/store/a.tar"
sed 's/trial:opaque-golden/trial:opaque-golde_/' golden-followup.tar >"$work/twice/bad/store/a.tar"

# Names that would be elements, options and commands.
mkdir "$work/names" && cd "$work/names" || exit 1
for name in '<img src=x onerror=owned=1>.tar' '--help.tar' '"><script>owned=1<' 'a b&amp;.tar' "it's.tar" 'ünï中.tar' '%41.tar'; do
	cp -- "$G/golden-followup.tar" "./$(printf '%s' "$name" | tr '/' '_' | sed 's/\(\.tar\)*$/.tar/')"
done
cd .. && "$TARSEAL" verify --format jsonl --trust golden/trust.json --at "$AT" names >names.jsonl

# What the suites verify that forge and abuse, by policy and time.
mkdir "$work/kept" "$work/keep" "$work/corpus"
ln -s "$root/tests/wasm/keep.sh" "$work/keep/tarseal"
PROGRAM=$TARSEAL KEPT=$work/kept sh "$root/tests/run.sh" "$work/keep" forge hostile >"$work/said" || cat "$work/said"
n=0
for kept in "$work"/kept/*; do
	n=$((n + 1))
	group=$work/corpus/$(cat "$kept/policy" "$kept/at" | sha256sum | cut -c1-12)
	mkdir -p "$group/files"
	mv "$kept/bundle" "$group/files/$(printf %04d $n).tar"
	sed 's/^ *//; s/ *$//' "$kept/at" >"$group/at"
	mv "$kept/policy" "$group/policy.json"
done
least=700 megabytes=64
if [ -n "${FULL:-}" ]; then
	megabytes=2048
else # the largest group, and a sample of the others
	for group in "$work"/corpus/*; do
		case $group in
		*[0-3]) ;;
		*) [ "$(find "$group/files" -type f | wc -l)" -gt 9 ] || rm -rf "$group" ;;
		esac
	done
fi
echo $least >"$work/corpus.least"
for group in "$work"/corpus/*; do
	cd "$group" && "$TARSEAL" verify --format jsonl "--trust=policy.json" "--at=$(cat at)" files >verdicts.jsonl 2>messages
done

# A store with a register, and large bundles.
WORK=$work/shared
export WORK
mkdir "$WORK" "$work/store" "$work/large"
# shellcheck disable=SC1091
(. "$root/tests/cli/lib.sh" && seal_all)
cd "$work/store" || exit 1
"$TARSEAL" keygen --no-passphrase -q -o registrar
"$TARSEAL" trust add -q "$WORK/keys/trust.json" --public-key registrar.pub --owner registrar --role registrar
cp "$WORK/keys/trust.json" .
cp -r "$WORK/sealed" bundles
printf 'subject_ref,expired_at\n' >register.csv
for bundle in bundles/*.tar; do
	"$TARSEAL" inspect --format json "$bundle" | jq -r '[.subject, "2026-11-10T00:00:00Z"] | join(",")'
done | sort -u >>register.csv
mkdir 'your register' && cp register.csv 'your register'
sha256sum register.csv | cut -d' ' -f1 >register.sha256
mkdir -p "$work/sent-register/your register"
cp bundles/alder-revoked.tar "$work/sent-register/your register"
printf 'subject_ref,expired_at\n' >"$work/sent-register/your register/register.csv"
SOURCE_DATE_EPOCH=1795168800 "$TARSEAL" register sign register.csv --key registrar.key -o register.dsse.json -q
"$TARSEAL" verify --format jsonl --trust trust.json --at 2026-11-22T00:00:00Z bundles >verdicts.jsonl
"$TARSEAL" audit --format html --trust trust.json --at 2026-11-22T00:00:00Z --register "your register/register.csv" bundles >audit.html
(
	# shellcheck disable=SC1091
	. "$root/tests/cli/lib.sh"
	large() {
		begin alder-revoked
		mkdir -p attachments
		"$2" attachments
		[ -d "$record" ] || { mkdir -p whole/files && cp "$record" whole/ && record=whole; }
		mv attachments/* "$record"/
		approve && pack_it "$work/large/$1.tar" -q
		cd "$work/large" && "$TARSEAL" verify --format json --trust "$KEYS/trust.json" --at "$NOW" "$1.tar" >"$1.tar.json"
	}
	# shellcheck disable=SC2317 # large calls it
	many() {
		python3 -c 'import sys
for i in range(20000):
	open("%s/%05d.txt" % (sys.argv[1], i), "w").write("note %d\n" % i)' "$1"
	}
	# shellcheck disable=SC2317
	big() {
		python3 -c 'import sys
with open(sys.argv[1] + "/log.txt", "w") as file:
	for i in range(int(sys.argv[2]) * 16384):
		file.write("%062d\n\n" % i)' "$1" "$megabytes"
	}
	large many many
	large big big
) || exit 1

cp "$root/tests/wasm/page.js" "$root/tests/html/chromium.js" "$build/html/"
# shellcheck disable=SC2086 # a directory, or nothing
node "$build/html/page.js" "$build/tarseal.html" "$work" ${shots:+"$shots"}
