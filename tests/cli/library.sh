# The library as other programs use it: installed, found by pkg-config, linked shared and static.
script=library
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)
seal_all
rm -rf "$WORK/l"
mkdir "$WORK/l"
make -s -C "$here/../.." install DESTDIR="$WORK/l" PREFIX=/usr >/dev/null 2>"$WORK/stderr" && ok ||
	not_ok "make install" "$(cat "$WORK/stderr")"
usr=$WORK/l/usr
for file in bin/tarseal lib/libtarseal.a lib/libtarseal.so lib/libtarseal.so.1 include/tarseal.h \
	lib/pkgconfig/tarseal.pc share/man/man1/tarseal.1 share/man/man1/tarseal-verify.1 \
	share/man/man5/tarseal-trust.5 share/man/man5/tarseal-profile.5 share/man/man5/tarseal-bundle.5 share/man/man5/tarseal-lines.5 share/man/man7/tarseal.7 \
	share/bash-completion/completions/tarseal share/zsh/site-functions/_tarseal share/fish/vendor_completions.d/tarseal.fish; do
	[ -s "$usr/$file" ] && ok || not_ok "$file is not installed"
done
begin alder-revoked
approve
PKG_CONFIG_PATH=$usr/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$WORK/l
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
# shellcheck disable=SC2046
cc -std=c17 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Werror -o shared "$here/library.c" \
	$(pkg-config --cflags --libs tarseal) && ok || not_ok "linked shared"
unset PKG_CONFIG_SYSROOT_DIR
# shellcheck disable=SC2046
cc -std=c17 -D_POSIX_C_SOURCE=200809L -I"$usr/include" -o static "$here/library.c" "$usr/lib/libtarseal.a" \
	$(pkg-config --libs libsodium libarchive libcjson libcrypto libpcre2-8) -pthread && ok || not_ok "linked static"
LD_LIBRARY_PATH=$usr/lib
export LD_LIBRARY_PATH
for how in shared static; do
	rm -f out.tar
	is "$how: pack and verify" "pack 0
about trial:opaque-4711
verify 0
about trial:opaque-4711" "$(./$how "$KEYS/trust.json" out.tar expiry approval.dsse.json followup.json "$KEYS/producer.key")"
	cmp -s out.tar "$SEALED_DIR/alder-revoked.tar" && ok || not_ok "$how: other bytes than the program's"
	has "$how: over an existing file" \
		"$(./$how "$KEYS/trust.json" out.tar expiry approval.dsse.json followup.json "$KEYS/producer.key")" "^io: .*already exists"
	has "$how: another stage" "$(./$how "$KEYS/trust.json" "$SEALED_DIR/birch-conversion.tar")" "^expect.stage: "
	has "$how: damaged" "$(head -c 3000 out.tar >cut.tar; ./$how "$KEYS/trust.json" cut.tar)" "^tar.canonical: "
	has "$how: an invalid policy" "$(./$how followup.json out.tar)" "^trust.valid: "
done
# Time stamps: the library enforces what the policy requires of them, as the program does.
mkdir s lab
cp "$SEALED_DIR/alder-revoked.tar" s/b.tar
(cd lab && PYTHONPATH=$here python3 -B - "$(tar -xOf "$SEALED_DIR/alder-revoked.tar" alder-revoked/seal.dsse.json | sha256sum | cut -c1-64)" "$KEYS/trust.json") <<'END'
import json, sys
from stamps_lab import Authority
one = Authority("one")
with open("stamp.tsr", "wb") as f:
    f.write(one.reply(sys.argv[1], when="2026-11-20 10:30:00"))
with open(sys.argv[2], encoding="utf-8") as f:
    policy = json.load(f)
policy["time"] = {"authorities": [{"owner": "tsa-one", "certificates": [one.certificate()]}]}
policy["default"]["stamped"] = True
with open("trust.json", "w", encoding="utf-8") as f:
    json.dump(policy, f)
END
has "a stamp is required, and there is none" "$(./shared lab/trust.json s/b.tar)" "^time.stamped: "
cp "$FIXTURES/time/stamps/good-plain.tsr" s/b.tar.tsr
has "a stamp is required, and it is of another bundle" "$(./shared lab/trust.json s/b.tar)" "^time.stamped: "
cp lab/stamp.tsr s/b.tar.tsr
is "a stamp is required, and there is one" "verify 0
about trial:opaque-4711
sealed before 2026-11-20T10:30:01Z" "$(./shared lab/trust.json s/b.tar)"

finish
