# memory.py HEX TYPED COMMAND...: run a command on its own terminal, type TYPED ("-" for nothing) at its first
# prompt, and at its last prompt search its memory for the secret in HEX (raw, and as base64 or hex text). Prints
# where each copy is: "locked" in memory that the system neither swaps nor dumps, otherwise the name of the mapping;
# then the limit on its core file. Then end the command.
import base64
import os
import pty
import re
import select
import signal
import sys

secret = bytes.fromhex(sys.argv[1])
# Base64 of the secret at each of three alignments, without the digits that depend on the bytes around it.
needles = [secret, sys.argv[1].encode()] + [
    base64.b64encode(bytes(shift) + secret)[4 * ((shift + 2) // 3) : -4] for shift in range(3)
]

pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[3], sys.argv[3:])
shown, typed = b"", [] if sys.argv[2] == "-" else [sys.argv[2].encode() + b"\r"]
while select.select([fd], [], [], 60)[0]:
    try:
        data = os.read(fd, 4096)
    except OSError:
        break
    shown += data
    if not data:
        break
    if shown.rstrip(b" ").endswith((b":", b"]")):
        if not typed:
            break
        os.write(fd, typed.pop())

mapping, flags, places = None, {}, []
with open(f"/proc/{pid}/smaps") as smaps:
    for line in smaps:
        found = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+ *(.*)", line)
        if found:
            mapping = (int(found[1], 16), int(found[2], 16), found[3], found[4] or "anonymous")
        elif line.startswith("VmFlags:"):
            flags[mapping] = line.split()
# The address sanitizer ignores mlock(2), so with it only the dump flag can be checked.
kept = {"dd"} if any("libasan" in name for *_, name in flags) else {"dd", "lo"}
with open(f"/proc/{pid}/mem", "rb", 0) as memory:
    for (start, end, access, name), has in flags.items():
        if "r" not in access or end - start > 1 << 30:
            continue
        try:
            memory.seek(start)
            data = memory.read(end - start)
        except (OSError, ValueError, OverflowError):
            continue
        if any(needle in data for needle in needles):
            places.append("locked" if kept <= set(has) else name)
print("\n".join(places))
with open(f"/proc/{pid}/limits") as limits:
    print(*[line.split()[4] for line in limits if line.startswith("Max core file size")])
with open(f"/proc/{pid}/cmdline", "rb") as line:
    argv = line.read()
print("shown" if any(n in shown + argv for n in needles) else "not shown")
os.kill(pid, signal.SIGKILL)
os.waitpid(pid, 0)
