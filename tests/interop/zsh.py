"""zsh.py SCRIPT LINE: what an interactive zsh with this completion script offers for the line, one word to a line."""
import os
import pty
import re
import select
import sys
import time

script, line = sys.argv[1:]
MARK = "<-<"

SETUP = """
PS1= PROMPT= RPROMPT= ; unsetopt prompt_cr prompt_sp zle_bracketed_paste; autoload -Uz compinit; compinit -u -D
source %s
zstyle ':completion:*' list-grouped no
zstyle ':completion:*' format ''
# Whatever the completion adds is printed instead of shown.
compadd() {
	local -a hits; local -i j
	if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return; fi
	builtin compadd -O hits "$@"
	for ((j = 1; j <= $#hits; j++)); do print -r -- "%s$hits[j]" >>$OUT; done
	builtin compadd "$@"
}
print ready
""" % (script, MARK)


def drain(fd, until=None, seconds=10.0):
	"""Read what the shell prints, until a text comes or it is silent."""
	text, end = "", time.monotonic() + seconds
	while time.monotonic() < end:
		if not select.select([fd], [], [], 0.3)[0]:
			if until is None:
				break
			continue
		try:
			text += os.read(fd, 4096).decode("utf-8", "replace")
		except OSError:
			break
		if until and until in text:
			break
	return text


out = os.path.join(os.environ["WORK"], "zsh.out")
open(out, "w").close()
pid, fd = pty.fork()
if pid == 0:
	os.environ.update(TERM="dumb", OUT=out, HOME=os.environ["WORK"], ZDOTDIR=os.environ["WORK"])
	os.execvp("zsh", ["zsh", "-f", "-i"])
drain(fd, seconds=3)
with open(os.path.join(os.environ["WORK"], "zsh.setup"), "w") as file:
	file.write(SETUP)
os.write(fd, b"source $HOME/zsh.setup\n")
drain(fd, "ready")
drain(fd)
os.write(fd, line.encode() + b"\t")
# On a busy machine the answer takes its time.
end = time.monotonic() + 20
while os.path.getsize(out) == 0 and time.monotonic() < end:
	drain(fd, seconds=0.5)
drain(fd, seconds=2)
os.kill(pid, 9)
os.waitpid(pid, 0)
words = [re.sub(r"=$", "", w[len(MARK):].strip()) for w in open(out) if w.startswith(MARK)]
print("\n".join(dict.fromkeys(words)))
