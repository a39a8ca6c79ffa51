#!/bin/sh
# summary.sh CODE LOG: print a job summary in Markdown: what the exit code means, and what tarseal
# printed. Nothing in LOG becomes Markdown or HTML.
set -u
case $1 in
0) what="accepted" ;;
1) what="blocked: a gate, a limit or an expectation is not met" ;;
2) what="not run: the command line is wrong" ;;
3) what="damaged: this is not what was sealed" ;;
4) what="untrusted: not signed by anyone whom the policy trusts for this" ;;
5) what="refused: contains what must not be published" ;;
6) what="undecided: it could not be checked" ;;
*) what="failed with exit code $1" ;;
esac
printf '### tarseal: %s\n\n<pre>\n' "$what"
# A summary may have 1 MiB at most. The verdict is at the end.
if [ "$(wc -l <"$2")" -gt 400 ]; then
	head -n 200 "$2"
	printf '\n… lines are left out here; the log has them all …\n\n'
	tail -n 200 "$2"
else
	cat "$2"
fi | tr -d '\r' | sed -e 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g; s/^$/ /'
printf '\n</pre>\n'
