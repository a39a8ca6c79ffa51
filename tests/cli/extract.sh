# extract: an accepted bundle appears complete; a refused one leaves nothing.
script=extract
. "$(dirname "$0")/lib.sh"
seal_all
rm -rf "$WORK/x"
mkdir "$WORK/x"
cd "$WORK/x" || exit 1
good=$SEALED_DIR/alder-revoked.tar

extract() {
	"$TARSEAL" extract --trust "$KEYS/trust.json" --at "$NOW" "$@"
}
# nothing WHAT DIR: the directory is empty
nothing() {
	is "$1: left in $2" "" "$(ls -A "$2")"
}
# refused WHAT EXIT IDS BUNDLE OPTIONS...: refused so, and nothing appears
refused() {
	x_what=$1 x_exit=$2 x_ids=$3
	shift 3
	rm -rf into
	mkdir into
	judges "$x_what" "$x_exit" "$x_ids" extract -C into "$@"
	nothing "$x_what" into
}

mkdir into
judges "a good bundle" 0 "" extract -C into "$good"
is "what appears" alder-revoked "$(ls -A into)"
mkdir by-tar
tar -xf "$good" -C by-tar
diff -r into by-tar >"$WORK/stderr" && ok || not_ok "other files than tar's" "$(cat "$WORK/stderr")"
(cd into/alder-revoked && sha256sum --quiet -c manifest-sha256.txt) && ok || not_ok "sha256sum -c"
is "modes" "644 755" "$(stat -c %a into/alder-revoked/bagit.txt) $(stat -c %a into/alder-revoked/data)"
said=$(extract -C into "$SEALED_DIR/birch-conversion.tar" 2>&1)
has "it says where" "$said" "unpacked: into/birch-conversion"
is "beside another" "alder-revoked birch-conversion" "$(ls -A into | tr '\n' ' ' | sed 's/ $//')"
rm -rf into
extract -q - <"$good" >"$WORK/stdout"
is "from standard input, into the directory worked in" alder-revoked "$(ls -d alder*)"
rm -rf alder-revoked
mkfifo pipe
cat "$good" >pipe &
judges "from a pipe" 0 "" extract pipe
rm -rf alder-revoked pipe
mkdir elsewhere
judges "the result with -o" 0 "" sh -c "'$TARSEAL' extract --trust '$KEYS/trust.json' --at '$NOW' -C elsewhere '$good' \
	--format json -o result.json && cat result.json #"
is "-o is where one stands" yes "$([ -s result.json ] && echo yes)"
rm -rf elsewhere result.json

for n in 0 1 511 512 3000 10000; do
	head -c "$n" "$good" >cut.tar
	refused "truncated at $n" 3 tar.canonical cut.tar
done
# The last bytes of the last file: everything else is already written then.
{ cat "$good"; printf x; } >longer.tar
refused "a byte behind it" 3 tar.canonical longer.tar
python3 - "$good" <<'P'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
at = data.rindex(b"\n", 0, len(data.rstrip(b"\0")) - 1)
data[at - 3] ^= 1
open("changed.tar", "wb").write(data)
P
refused "a changed byte" 3 "manifest.digest" changed.tar
refused "another stage" 1 expect.stage --stage trial-access-expiry "$good"
jq '.keys |= map(select(.owner != "release-automation"))' "$KEYS/trust.json" >stranger.json
rm -rf into
mkdir into
judges "an unknown producer" 4 seal.trusted "$TARSEAL" extract --trust stranger.json --at "$NOW" -C into "$good"
nothing "an unknown producer" into
refuses "no policy" 2 "no trust policy" "$TARSEAL" extract -C into "$good"
refuses "no bundle" 6 "cannot open" extract -C into absent.tar
judges "no directory" 6 io extract -C absent "$good"
has "no directory" "$verdict" "cannot open the directory absent"
judges "a file for a directory" 6 io extract -C "$good" "$good"
has "a file for a directory" "$verdict" "Not a directory"
nothing "all these" into
flock into "$TARSEAL" extract -q --trust "$KEYS/trust.json" --at "$NOW" -C into "$good" >"$WORK/stdout"
is "into a directory that who calls has locked" alder-revoked "$(ls -A into)"

for way in directory file dangling link; do
	rm -rf into
	mkdir into
	case $way in
	directory) mkdir into/alder-revoked ;;
	file) echo mine >into/alder-revoked ;;
	dangling) ln -s absent into/alder-revoked ;;
	link) mkdir into/there && ln -s there into/alder-revoked ;;
	esac
	before=$(ls -lAR into)
	judges "a $way in the way" 6 io extract -C into "$good"
	has "a $way in the way" "$verdict" "alder-revoked already exists in into"
	is "a $way is as it was" "$before" "$(ls -lAR into)"
done
mkdir through
ln -s through to
judges "into a directory by a link" 0 "" extract -C to "$good"
is "where it leads" alder-revoked "$(ls through)"

# What appeared is whole, even if the report on it is lost; then the exit code is 6.
mkdir lost
refuses "the report is lost" 6 "lost/alder-revoked is whole: only the report on it did not arrive" \
	sh -c "'$TARSEAL' extract -q --trust '$KEYS/trust.json' --at '$NOW' -C lost '$good' >/dev/full"
is "what appeared is whole" "$(tar -tf "$good" | LC_ALL=C sort)" "$(cd lost && find alder-revoked -type f | LC_ALL=C sort)"
refuses "a refused one, and the report is lost" 6 "do not rely on it" \
	sh -c "'$TARSEAL' extract -q --trust '$KEYS/trust.json' --at 2026-01-01T00:00:00Z -C lost '$good' >/dev/full"

# The next extract removes what a killed one left behind, and leaves alone what a running one has locked.
rm -rf into
ours=.tarseal-extract-0123456789abcdef.tmp held=.tarseal-extract-0123456789abcde0.tmp
# left: what a killed program leaves, with its mark
left() {
	mkdir -p into/$ours/x/y
	chmod "${1:-700}" into/$ours
	: >into/$ours/.tarseal-extract
}
left
# Others may be able to rename directories here, but not to put the mark into one that is not theirs.
mkdir -p into/.tarseal-extract-4444444444444444.tmp/private && chmod 700 into/.tarseal-extract-4444444444444444.tmp
# What is named almost so, or readable by others, is somebody's own.
for theirs in .tarseal-0123456789abcdef.tmp .tarseal-extract-.tmp .tarseal-extract-0123456789abcdeF.tmp \
	.tarseal-extract-0123456789abcdef0.tmp .tarseal-extract-notes.tmp .tarseal-mine .tarseal-my-notes.tmp; do
	mkdir -p into/$theirs/deep && chmod 700 into/$theirs && echo thesis >into/$theirs/deep/file
done
mkdir into/.tarseal-extract-1111111111111111.tmp && chmod 755 into/.tarseal-extract-1111111111111111.tmp
echo x >into/.tarseal-extract-2222222222222222.tmp
mkdir elsewhere && echo kept >elsewhere/file && ln -s ../elsewhere into/.tarseal-extract-3333333333333333.tmp
before=$(cd into && find . | grep -v "$ours" | LC_ALL=C sort)
"$TARSEAL" extract -q --trust "$KEYS/trust.json" --at 2026-01-01T00:00:00Z -C into "$good" >"$WORK/stdout"
is "a refused one" 4 $?
is "a refused one removes nothing else" "$before" "$(cd into && find . | LC_ALL=C sort)"
left 2700
mkdir into/$held && chmod 700 into/$held && : >into/$held/.tarseal-extract
before=$(cd into && find . | grep -v "$ours" | LC_ALL=C sort)
flock into/$held sh -c "'$TARSEAL' extract -q --trust '$KEYS/trust.json' --at '$NOW' -C into '$good'" >"$WORK/stdout"
is "what remains" "$before" "$(cd into && find . | grep -v '^./alder-revoked' | LC_ALL=C sort)"
absent "what a killed program left" into/$ours
is "what a link names" kept "$(cat elsewhere/file)"

# stalled CHANGE: extract a damaged bundle that comes slowly; CHANGE is done while it waits
stalled() {
	rm -rf into && mkdir -p into/theirs && echo thesis >into/theirs/file
	mkfifo pipe
	# A shell that runs a script has its background ignore INT and QUIT.
	env --default-signal "$TARSEAL" extract -q --trust "$KEYS/trust.json" --at "$NOW" -C into - <pipe >"$WORK/stdout" 2>"$WORK/stderr" &
	pid=$!
	exec 9>pipe
	rm pipe
	head -c 6000 changed.tar >&9
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		hidden=$(cd into && ls -d .tarseal-extract-*.tmp 2>/dev/null) && [ -e "into/$hidden/alder-revoked" ] && break
		sleep 0.1
	done
	eval "$1"
}
stalled 'mv "into/$hidden" into/away && mv into/theirs "into/$hidden" && tail -c +6001 changed.tar >&9'
exec 9>&-
wait $pid
is "the hidden directory was replaced" 3 $?
is "the hidden directory was replaced: what is there now" thesis "$(cat "into/$hidden/file")"
is "the hidden directory was replaced: what was written" "" "$(ls -A into/away)"
has "the hidden directory was replaced: it is said" "$(cat "$WORK/stderr")" "warning: cannot remove a hidden directory"
for signal in INT TERM HUP QUIT; do
	stalled 'kill -$signal $pid'
	wait $pid
	code=$?
	exec 9>&-
	[ $code -gt 128 ] && ok || not_ok "stopped by $signal while it waits: exit $code"
	is "stopped by $signal while it waits" theirs "$(ls -A into)"
done

if [ "$(id -u)" -eq 0 ]; then
	mkdir small
	mount -t tmpfs -o size=16k tmpfs small && {
		judges "a full disk" 6 io extract -C small "$good"
		has "a full disk" "$verdict" "No space left"
		nothing "a full disk" small
		umount small
	}
fi
finish
