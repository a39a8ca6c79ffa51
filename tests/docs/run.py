"""run.py PAGE PRELUDE: run the commands in a page of the documents, and compare what they print with the page.

A `console` block shows commands after "$ " (continued after "> ") and the output of each, in which "…" stands for any
text and a line "…" for any lines. A `sh` block is run as it is and must succeed. A `not-run` block, and a command in
running text, is only parsed: every line that begins with tarseal must be accepted by the program's option parser.
Blocks of one page run in order, in one shell. PRELUDE is a file of shell functions; before_N is called before block N,
and setup at the beginning.

Prints a line "ok WHAT" or "not ok WHAT" with details for each block. Prompts on the terminal are answered.
"""
import os
import pty
import re
import select
import shlex
import subprocess
import sys
import time

ANSWERS = [(b"passphrase", b"correct horse battery staple\n"), (b"[y/N]", b"y\n")]
MARK = "\x1dtarseal-docs\x1d"


def blocks(text):
    """The fenced blocks of a page: (number, info string, lines); and the page without them."""
    found, rest, current = [], [], None
    for line in text.split("\n"):
        if line.startswith("```"):
            if current is None:
                current = (line[3:].strip(), [])
            else:
                found.append((len(found) + 1, *current))
                current = None
        elif current is not None:
            current[1].append(line)
        else:
            rest.append(line)
    return found, "\n".join(rest)


def split_console(lines):
    """The commands of a console block, each with the lines that it should print."""
    steps = []
    for line in lines:
        if line.startswith("$ "):
            steps.append(([line[2:]], []))
        elif line.startswith("> ") or line == ">":
            steps[-1][0].append(line[2:])
        else:
            steps[-1][1].append(line)
    return [("\n".join(command), output) for command, output in steps]


def matches(expected, found):
    """Does the text FOUND have the EXPECTED lines, with their wildcards?"""
    pattern = ""
    for line in expected:
        if line.strip() == "…":
            pattern += r"(?:[^\n]*\n)*?"
        else:
            pattern += ".*?".join(re.escape(part) for part in line.split("…")) + "\n"
    return re.fullmatch(pattern, found) is not None


class Shell:
    """A shell whose terminal is a pseudo-terminal, where prompts are answered, and whose output is read from a pipe."""

    def __init__(self, prelude):
        self.terminal, slave = pty.openpty()
        out, self.write_end = os.pipe()
        self.out = out
        command_in, self.commands = os.pipe()
        self.process = subprocess.Popen(
            ["sh"], stdin=command_in, stdout=self.write_end, stderr=self.write_end, start_new_session=True,
            preexec_fn=lambda: self.take_terminal(slave))
        os.close(command_in)
        os.close(self.write_end)
        self.slave = slave  # kept open: a terminal that nobody has open cannot be read
        self.send(f". {shlex.quote(prelude)}\n" if prelude else ":\n")

    @staticmethod
    def take_terminal(slave):
        import fcntl
        import termios
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)

    def send(self, text):
        os.write(self.commands, text.encode())

    def run(self, command, seconds=60):
        """Run COMMAND; returns its exit code and what it printed."""
        self.send(f"{{\n{command}\n}} </dev/null\nprintf '%s%s\\n' '{MARK}' $?\n")
        printed, prompt, deadline = b"", b"", time.monotonic() + seconds
        while MARK.encode() not in printed or not printed.endswith(b"\n"):
            ready, _, _ = select.select([self.out, self.terminal], [], [], 1)
            if time.monotonic() > deadline:
                return 124, printed.decode(errors="replace") + "(timed out)\n"
            if self.terminal in ready:
                prompt += os.read(self.terminal, 4096)
                for words, answer in ANSWERS:
                    if words in prompt:
                        os.write(self.terminal, answer)
                        prompt = b""
            if self.out in ready:
                data = os.read(self.out, 65536)
                if not data:
                    return 125, printed.decode(errors="replace") + "(the shell ended)\n"
                printed += data
        text, code = printed.decode(errors="replace").rsplit(MARK, 1)
        return int(code), text

    def close(self):
        os.close(self.commands)
        self.process.wait(10)


def parses(command):
    """Is this tarseal command line accepted? Its words may be placeholders. Returns what is wrong, or nothing."""
    command = command.replace("\\\n", " ").split(" | ")[0].split(" > ")[0].split("#")[0]
    words = [word for word in shlex.split(command) if word != "…"]
    words = [word.rstrip("…") for word in words]
    if len(words) < 2:
        return None
    done = subprocess.run([words[0], *words[1:], "--help"], capture_output=True, text=True, check=False,
                          stdin=subprocess.DEVNULL)
    return None if done.returncode == 0 else done.stdout + done.stderr


def report(good, what, detail=""):
    print(("ok " if good else "not ok ") + what)
    if not good and detail:
        print("\n".join("    " + line for line in detail.rstrip("\n").split("\n")))


def run_block(shell, page, number, info, lines):
    what = f"{page}, block {number}"
    if info == "console":
        for command, expected in split_console(lines):
            code, printed = shell.run(command)
            good = matches(expected, printed)
            report(good, f"{what}: {command.split(chr(10))[0]}",
                   "expected:\n" + "\n".join(expected) + f"\nfound (exit {code}):\n" + printed)
    elif info == "sh" and not lines[0].startswith("#!"):  # a script to install is no command
        code, printed = shell.run("set -e\n" + "\n".join(lines) + "\nset +e")
        report(code == 0, what, f"exit {code}\n{printed}")


def main():
    path, prelude = sys.argv[1:3]
    page = os.path.basename(path)
    with open(path, encoding="utf-8") as file:
        found, rest = blocks(file.read())
    shell = Shell(prelude if os.path.exists(prelude) else None)
    shell.run("command -v setup >/dev/null && setup")
    for number, info, lines in found:
        shell.run(f"command -v before_{number} >/dev/null && before_{number}")
        run_block(shell, page, number, info, lines)
    shell.close()
    unrun = ["\n".join(lines) for _, info, lines in found if info not in ("console", "sh")]
    commands = [line for text in unrun for line in text.replace("\\\n", " ").split("\n") if line.startswith("tarseal ")]
    commands += [span.replace("\n", " ") for span in re.findall(r"`(tarseal [^`]+)`", rest)]
    for command in commands:
        wrong = parses(command)
        report(not wrong, f"{page}: {command}", wrong or "")
    for line in rest.split("\n"):
        if re.match(r" {4,}\$? ?tarseal ", line):
            report(False, f"{page}: a command outside a fenced block: {line.strip()}")


if __name__ == "__main__":
    main()
