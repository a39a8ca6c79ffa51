#!/bin/sh
# ci.sh [full]: everything that continuous integration runs, installing what it needs, in at most 45 minutes on two cores; with
# full also what takes hours: other processors, fresh Debian systems, a second build of the release. FUZZ_SECONDS (5) and
# TORTURE_SECONDS (30) make it thorough. The last line counts the tests.
set -u
cd "$(dirname "$0")/.." || exit 1
mkdir -p build
failed=0

# step NAME COMMAND...: run it, show what it prints, keep that for the count
step() {
	name=$1
	shift
	started=$(date +%s)
	echo "== $name"
	"$@" 2>&1 | tee "build/ci-$name.log"
	# The exit code of the command, not that of tee.
	[ -e build/ci-failed ] && failed=1
	echo "== $name: $(($(date +%s) - started)) s"
}

# run COMMAND...: leave a mark if it fails
run() {
	"$@" || : >build/ci-failed
}

rm -f build/ci-failed build/ci-*.log
step build run make deps-check all
step test run make test
step check run make check
step interop run make interop
step scale run make scale
step linear run make linear
step html run make html
step packages run make test-packages
step wasm run env FULL="${1:+1}" make test-wasm
step test-sanitizers run make test-sanitizers
step fuzz run make fuzz FUZZ_SECONDS="${FUZZ_SECONDS:-5}"
step torture run make torture TORTURE_SECONDS="${TORTURE_SECONDS:-30}"
if [ "${1:-}" = full ]; then
	for arch in arm64 armhf s390x; do
		step "cross-$arch" run make test-cross ARCH=$arch
		step "clang-$arch" run make -s cross ARCH=$arch COMPILER=clang
	done
	step debian run make test-debian
	step reproduce run make test-packages ONLY=reproduce
fi
# A step that is not a suite counts as one test.
total=$(cat build/ci-test.log build/ci-test-sanitizers.log build/ci-packages.log build/ci-wasm.log build/ci-cross-*.log build/ci-debian.log build/ci-reproduce.log 2>/dev/null | awk '/^[0-9]+ passed, [0-9]+ failed$/ {p += $1; f += $3} END {print p + 0, f + 0}')
passed=${total% *} bad=${total#* }
[ "$failed" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
echo "$passed passed, $bad failed"
[ "$bad" -eq 0 ]
