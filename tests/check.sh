#!/bin/sh
# check.sh BUILD LAYER...: format, lint, layers, cycles, what the library may do, and the documents. Prints what is wrong.
# shellcheck disable=SC2013,SC2046 # names of files here contain no spaces
set -u
build=$1
shift
cd "$(dirname "$0")/.." || exit 1
bad=0

wrong() {
	printf '%s\n' "$1"
	bad=1
}

sources=$(git ls-files 'src/*.c' 'src/*.h' 'include/*.h' 'tests/*.c' 'tests/*.h')

echo "format"
# shellcheck disable=SC2086
clang-format --dry-run --Werror $sources || wrong "run: make format"

echo "layers and cycles"
python3 tests/layers.py "$build" "$@" || wrong "the folders are not layers, or files form a cycle"

# only LIBRARY HEADER FILES...: only these files include it
only() {
	library=$1 header=$2
	shift 2
	for file in $(git grep -l "#include <$header" -- src); do
		case " $* " in
		*" $file "*) ;;
		*) wrong "$file includes $library, which another file wraps" ;;
		esac
	done
}

echo "one library, one place"
only cJSON cjson/ src/format/json.c
only libarchive archive src/format/tar_write.c src/verify/extract.c src/scan/archive.c
only PCRE2 pcre2 src/scanner/regex.c
only OpenSSL openssl/ src/crypto/sha256.c src/crypto/libcrypto_functions.h
only libsodium sodium $(git ls-files src/crypto) src/wasm/sha256.c
# Only code that signs can reach secret keys, and code that verifies never sees the writer.
for file in $(git grep -lE '#include "(format/signer|crypto/(secret|sign_secret|agent)|cli/signers)\.h"' -- src); do
	case $file in
	src/crypto/* | src/format/signer.[ch] | src/pack/pack.[ch] | src/pack/approve.[ch] | src/publish/publish.[ch] | \
		src/audit/register_sign.[ch] | src/lines/sign.[ch] | src/cli/verbs/audit_lines.c | src/api/api_pack.c | src/cli/signers.[ch] | src/cli/key_pair.c | src/cli/verbs/approve.c | \
		src/wasm/crypto.c | src/cli/verbs/pack.c | src/cli/verbs/publish.c | src/cli/verbs/register.c) ;;
	*) wrong "$file can reach secret keys" ;;
	esac
done
for file in $(git ls-files src/scanner src/model src/judge src/verify); do
	git grep -nE '#include "(format/(tar_write|signer)|base/file)\.h"' -- "$file" && wrong "code that verifies must not include this"
done

echo "what the library calls"
forbidden=' U (socket|connect|bind|getaddrinfo|printf|puts|fprintf|fputs|perror|exit|_exit|abort|getenv|system|popen)(@.*)?$'
# The agent's socket is local, and only code that signs can reach it.
nm -A "$build/libtarseal.a" | grep -v ':agent.o:.* U \(socket\|connect\)' | grep -E "$forbidden" &&
	wrong "a library that prints, exits, or opens the network"
exported=$(nm -D --defined-only "$build/libtarseal.so" | awk '{print $3}' | grep -v '^tarseal_\|^TARSEAL_')
[ -z "$exported" ] || wrong "exported besides the public names: $exported"

echo "headers stand alone"
for header in $(git ls-files 'src/*.h' include); do
	echo "#include \"${header#src/}\"" | cc -std=c17 -D_POSIX_C_SOURCE=200809L -Isrc -I. -Iinclude -I/usr/include/cjson \
		-fsyntax-only -xc - || wrong "$header does not stand alone"
done

echo "lint"
# The C library of src/wasm is another one; its compiler turns warnings into errors.
# shellcheck disable=SC2016 # the inner shell expands it
git ls-files 'src/*.c' ':!src/wasm' | xargs -P "$(nproc)" -n 8 sh -c 'clang-tidy --quiet "$@" -- -std=c17 -D_POSIX_C_SOURCE=200809L \
	-Isrc -Iinclude -DTS_VERSION="\"\"" -DTS_TARGET="\"\"" -DTS_COMPILER="\"\"" -DTS_LINKING="\"\"" $(pkg-config --cflags libsodium libarchive libcjson libcrypto libpcre2-8) \
	2>/dev/null' lint || wrong "clang-tidy complains"
shellcheck -s sh tests/*.sh tests/docs/*.sh tests/fuzz/*.sh tests/html/*.sh tests/interop/*.sh tests/wasm/*.sh src/*.sh .ci/run tests/packaging/run.sh || wrong "shellcheck complains"
	shellcheck -s sh -x -P SCRIPTDIR -e SC1091,SC2015,SC2154 src/packaging/*.sh src/packaging/ci/*.sh || wrong "shellcheck complains"
mandoc -T lint -W warning "$build"/man/* || wrong "the manual pages are malformed"

echo "size"
for file in $(git ls-files 'src/*.c' 'src/*.h' 'include/*.h'); do
	lines=$(wc -l <"$file")
	[ "$lines" -le 500 ] || wrong "$file has $lines lines: split it"
done
python3 tests/functions.py $(git ls-files 'src/*.c') || wrong "functions have at most 60 lines"

echo "documents"
python3 tests/docs/check.py || wrong "the documents need work"
codespell -q 3 -L nd,ser,activ,fo,conectix,recrod README.md docs src include tests Makefile fixtures/README.md \
	keys.example/README.md --skip 'src/rules/*,tests/hostile/*,tests/boundary/*,*.dict,*.json,*.png,*.tsv' ||
	wrong "codespell complains"

[ $bad -eq 0 ] && echo "check: nothing found"
exit $bad
