# The sandbox of the verbs that verify: what could hostile code in the process do?
script=sandbox
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
seal_all
rm -rf "$WORK/sandbox"
mkdir "$WORK/sandbox"
cd "$WORK/sandbox" || exit 1
good=$SEALED_DIR/alder-revoked.tar

# A program that only verifies contains no network code, and none that signs or writes files.
cat >only.c <<'C'
#include <tarseal.h>
#include <unistd.h>
static ssize_t take(void *ctx, void *buf, size_t len) { return read(*(int *)ctx, buf, len); }
int main(void)
{
	struct tarseal_verdict *verdict = NULL;
	struct tarseal_policy *policy = tarseal_policy_parse("", 0, &verdict);
	int fd = 0;
	return tarseal_init() + (tarseal_verify(take, &fd, policy, NULL) == NULL);
}
C
library=$(dirname "$TARSEAL")/libtarseal.a
sanitize=
case $TARSEAL in
*/san/*) sanitize=-fsanitize=address,undefined ;;
*/cov/*) sanitize=--coverage ;;
esac
# shellcheck disable=SC2046,SC2086
cc -std=c17 -D_POSIX_C_SOURCE=200809L $sanitize -I"$here/../../include" -o only only.c "$library" \
	$(pkg-config --libs libsodium libarchive libcjson libcrypto libpcre2-8) -pthread && ok || not_ok "linked"
nm only >symbols
for call in socket connect bind listen accept getaddrinfo sendto recvfrom unlink unlinkat rename renameat linkat mkdirat \
	archive_write_new ts_signer_sign ts_secret_read; do
	grep -q -e " [UTW] $call\(@.*\)\?\$" symbols && not_ok "a program that only verifies has $call" || ok
done
grep -q " [tT] ts_verify\$" symbols && ok || not_ok "the verifier is not in it"

"$TARSEAL" verify --trust "$KEYS/trust.json" --at "$NOW" -v "$good" >"$WORK/stdout" 2>"$WORK/stderr"
has "-v tells of them" "$(cat "$WORK/stderr")" "^sandbox: "
[ -z "$sanitize" ] || finish
grep -q "Landlock [0-9]" "$WORK/stderr" || {
	echo "note: this kernel has no Landlock, so the sandbox was not tried"
	finish
}
cc -shared -fPIC -o sandbox.so "$here/sandbox.c" -ldl && ok || not_ok "the preloaded library"

# tried VERB...: what hostile code could do inside that verb
tried() {
	echo precious >victim
	echo precious >gone
	FILE_TO_WRITE=victim FILE_TO_REMOVE=gone LD_PRELOAD=./sandbox.so "$TARSEAL" "$@" 9>report >"$WORK/stdout" 2>&1
	is "$1: the content" "precious precious" "$(cat victim gone | tr "\n" " " | sed "s/ $//")"
}
# With a time stamp, OpenSSL is loaded inside it.
cp "$FIXTURES/golden/golden-followup.tar" stamped.tar
cp "$FIXTURES/time/stamps/good-plain.tsr" stamped.tar.tsr
stamped="verify --trust $FIXTURES/time/trust.json --profile $FIXTURES/golden/profile.json --at 2026-07-01T00:00:00Z"
has "a time stamp, inside the sandbox" "$("$TARSEAL" $stamped -v stamped.tar 2>&1)" "proven: sealed before"
for verb in "verify --trust $KEYS/trust.json --at $NOW" "$stamped" inspect; do
	[ "$verb" = "$stamped" ] && bundle=stamped.tar || bundle=$good
	# shellcheck disable=SC2086
	tried $verb "$bundle"
	is "$verb: tried" 10 "$(wc -l <report)"
	for what in write truncate create mkdir symlink remove rename execute connect; do
		has "$verb: $what" "$(cat report)" "^$what Permission denied"
	done
	has "$verb: limits" "$(cat report)" "^privileges 1, memory 4294967296"
	is "$verb: files" "gone victim" "$(ls gone victim 2>&1 | tr '\n' ' ' | sed 's/ $//')"
done
rm -rf outs
mkdir outs
tried verify --trust "$KEYS/trust.json" --at "$NOW" -o outs/result "$good"
has "-o elsewhere: write" "$(cat report)" "^write Permission denied"
has "-o itself" "$(cat outs/result)" "^ACCEPTED"
# The memory limit works: beyond it, the program reports that there is no memory.
( ulimit -d 1000; exec "$TARSEAL" verify --trust "$KEYS/trust.json" --at "$NOW" "$good" ) >"$WORK/stdout" 2>&1
is "no memory: exit" 6 $?
has "no memory" "$(cat "$WORK/stdout")" "out of memory"
finish
