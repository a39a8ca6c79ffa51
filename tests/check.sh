#!/bin/sh
# check.sh BUILD: format, lint, layering, and what the library may not do. Says what is wrong, and fails.
# shellcheck disable=SC2013 # names of files here hold no spaces
set -u
build=$1
cd "$(dirname "$0")/.." || exit 1
bad=0

wrong() {
	printf '%s\n' "$1"
	bad=1
}

echo "format"
clang-format --dry-run --Werror src/*.c src/*/*.[ch] include/*.h tests/unit/*.[ch] tests/fuzz/*.[ch] tests/torture/*.[ch] tests/html/*.c || wrong "run: make format"

echo "layers"
rooms="base format model judge ops show cli"
for file in src/*/*.[ch]; do
	room=$(basename "$(dirname "$file")")
	[ "$room" != profiles ] || continue
	allowed=
	for r in $rooms; do
		allowed="$allowed $r"
		[ "$r" != "$room" ] || break
	done
	for included in $(sed -n 's|^#include "\([a-z]*\)/.*|\1|p' "$file"); do
		case " $allowed " in
		*" $included "*) ;;
		*) wrong "$file includes from $included/: a room includes only rooms above it" ;;
		esac
	done
done

# only LIBRARY HEADER FILES...: no other file includes it
only() {
	library=$1 header=$2
	shift 2
	for file in $(grep -l "#include <$header" src/*/*.[ch]); do
		case " $* " in
		*" $file "*) ;;
		*) wrong "$file includes $library, which is wrapped elsewhere" ;;
		esac
	done
}
only cJSON cjson/ src/format/json.c
only libarchive archive src/format/tar_write.c src/ops/extract.c
only PCRE2 pcre2 src/format/regex.c
only OpenSSL openssl/ src/format/sha256.c src/format/libcrypto.h
only libsodium sodium src/format/encode.c src/format/hmac.c src/format/key.c src/format/sign.c src/format/signer.c \
	src/format/secret.c src/format/secret_openssh.c src/format/secret_minisign.c src/format/secret_pkcs8.c \
	src/cli/prompt.c src/cli/keygen_verb.c src/cli/main.c src/ops/api.c
# Only what signs can reach a secret key, and the verifier never sees the writer.
for file in $(grep -l '#include "format/signer.h"\|#include "format/secret.h"\|#include "format/agent.h"\|#include "cli/keys.h"' src/*/*.[ch]); do
	case $file in
	src/format/agent.c | src/format/signer.[ch] | src/format/secret*.c | src/cli/keys.[ch] | src/cli/keygen_verb.c | src/cli/approve_verb.c | \
		src/cli/make_verbs.c | src/cli/publish_verb.c | src/ops/pack.[ch] | src/ops/approve.[ch] | src/ops/publish.[ch] | \
		src/cli/register_verb.c | src/ops/register_sign.[ch]) ;;
	*) wrong "$file can reach secret keys" ;;
	esac
done
for file in src/format/*.c src/model/*.c src/judge/*.c src/ops/verify*.c src/ops/documents.c; do
	case $file in src/format/tar_write.c | src/format/signer.c | src/format/secret*.c | src/format/agent.c) continue ;; esac
	grep -nH '#include "ops/pack\|#include "format/tar_write\|#include "base/file' "$file" && wrong "not for verifying code"
done

echo "what the library calls"
forbidden=' U (socket|connect|bind|getaddrinfo|printf|puts|fprintf|fputs|perror|exit|_exit|abort|getenv|system|popen)(@.*)?$'
# The agent's socket is local, and only what signs can reach it.
nm -A "$build/libtarseal.a" | grep -v ':agent.o:.* U \(socket\|connect\)' | grep -E "$forbidden" &&
	wrong "a library that prints, exits, or opens the network"
exported=$(nm -D --defined-only "$build/libtarseal.so" | awk '{print $3}' | grep -v '^tarseal_\|^TARSEAL_')
[ -z "$exported" ] || wrong "exported beside the public names: $exported"

echo "headers stand alone"
for header in src/*/*.h include/tarseal.h; do
	echo "#include \"${header#src/}\"" | cc -std=c17 -D_POSIX_C_SOURCE=200809L -Isrc -I. -Iinclude -I/usr/include/cjson \
		-fsyntax-only -xc - || wrong "$header does not stand alone"
done

echo "lint"
# shellcheck disable=SC2046
clang-tidy --quiet src/*/*.c -- -std=c17 -D_POSIX_C_SOURCE=200809L -Isrc -Iinclude -DTS_VERSION='""' \
	$(pkg-config --cflags libsodium libarchive libcjson libcrypto libpcre2-8) 2>/dev/null || wrong "clang-tidy complains"
shellcheck -s sh tests/*.sh tests/interop/*.sh tests/fuzz/*.sh tests/html/*.sh src/embed.sh || wrong "shellcheck complains"
mandoc -T lint -W warning "$build/tarseal.1" || wrong "the manual page is malformed"

echo "size"
for file in $(git ls-files 'src/*.c' 'include/*.h' 2>/dev/null); do
	lines=$(wc -l <"$file")
	[ "$lines" -le 550 ] || wrong "$file has $lines lines: split it"
done

[ $bad -eq 0 ] && echo "check: nothing found"
exit $bad
