#!/bin/sh
# confined.sh BUILD: what a module may do once it has begun to read: nothing but create files beside its outputs.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd) || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
clang-14 --target=wasm32-wasi --sysroot="$build/wasm-libraries/sysroot" -isystem "$root/src/wasm/include" -o "$work/confined.wasm" \
	"$root/tests/wasm/confined.c" "$root/src/wasm/posix.c" || exit 1
mkdir -p "$work/room/out/sub" "$work/room/other"
ln -s ../other "$work/room/out/link"
echo mine >"$work/room/victim"
chmod 600 "$work/room/victim"
ln -s ../victim "$work/room/out/symbolic"
ln -s ../evil "$work/room/out/dangling"
echo theirs >"$work/room/out/mode"
chmod 644 "$work/room/out/mode"
cd "$work/room" || exit 1
node "$root/src/wasm/js/run.mjs" "$work/confined.wasm" >"$work/found"
cat >"$work/expected" <<'END'
create beside the output: done
rename there: done
create elsewhere: Permission denied
create below the output's directory: Permission denied
create through a parent: Permission denied
create through a link: Permission denied
create by an absolute path: Permission denied
truncate a file: Permission denied
append to a file: Permission denied
write to a file: Permission denied
rename over a file: Permission denied
remove a file: Permission denied
give a file another name: Permission denied
give it one beside the output: Permission denied
write through a link to a file: Permission denied
create through a link that leads nowhere: File exists
create the target of such a link: Permission denied
rename a link: done
take a file away: Permission denied
allow more later: Permission denied
read a file: done
END
if diff "$work/expected" "$work/found" && [ "$(stat -c %a victim) $(cat victim)" = "600 mine" ] && [ "$(find . -type f | sort | tr '\n' ' ')" = "./out/report.html ./victim " ]; then
	echo "1 passed, 0 failed"
else
	find . -type f
	echo "0 passed, 1 failed"
	exit 1
fi
