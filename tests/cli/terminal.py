# terminal.py TRANSCRIPT COMMAND... -- KEYS...: run a command on its own terminal, type each of KEYS (with escapes)
# when it asks for something, write what the terminal showed to TRANSCRIPT, and exit as the command does.
import os
import pty
import select
import sys

split = len(sys.argv) - 1 - sys.argv[::-1].index("--")
command = sys.argv[2:split]
keys = [k.encode().decode("unicode_escape").encode() for k in sys.argv[split + 1 :]]

pid, fd = pty.fork()
if pid == 0:
    os.execv(command[0], command)
shown, fresh = b"", b""
while True:
    ready = select.select([fd], [], [], 20)[0]
    if not ready:
        break
    try:
        data = os.read(fd, 4096)
    except OSError:
        break
    if not data:
        break
    shown += data
    fresh += data
    if keys and fresh.rstrip(b" ").endswith((b":", b"]")):
        os.write(fd, keys.pop(0))
        fresh = b""
with open(sys.argv[1], "wb") as out:
    out.write(shown)
status = os.waitpid(pid, 0)[1]
sys.exit(os.waitstatus_to_exitcode(status))
