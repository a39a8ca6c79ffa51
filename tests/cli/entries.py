# entries.py BUNDLE ARCHIVE ENTRY...: write an archive of these entries of a bundle, in this order, in canonical
# form. "new:PATH" is a new file; "pax:" is a pax header.
import sys


def header(name, size, kind=b"0"):
    h = bytearray(512)
    h[: len(name)] = name.encode()
    h[100:124] = b"000644 \x00000000 \x00000000 \x00"
    h[124:148] = b"%011o 00000000000 " % size
    h[148:156] = b"        "
    h[156:157] = kind
    h[257:265] = b"ustar\x0000"
    h[329:345] = b"000000 \x00000000 \x00"
    h[148:156] = b"%06o\x00 " % sum(h)
    return bytes(h)


def made(name, content, kind=b"0"):
    return header(name, len(content), kind) + content + b"\0" * (-len(content) % 512)


data = open(sys.argv[1], "rb").read()
entries, at = {}, 0
while data[at]:
    name = data[at : at + 100].split(b"\0")[0].decode()
    size = int(data[at + 124 : at + 135], 8)
    end = at + 512 + (size + 511) // 512 * 512
    entries[name] = data[at:end]
    at = end

with open(sys.argv[2], "wb") as out:
    for name in sys.argv[3:]:
        if name.startswith("pax:"):
            out.write(made("PaxHeader/x", b"20 path=evil/evil.x\n", b"x"))
        elif name.startswith("new:"):
            out.write(made(name[4:], b"new\n"))
        else:
            out.write(entries[name])
    out.write(b"\0" * 1024)
