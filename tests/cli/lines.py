# lines.py TARSEAL: change the parts p7/*.lines in every way that occurs to anybody, and join them. The answer must be exit
# code 6, or that of the parts as they were. Prints "ok" or "not ok: …" for each.
import base64
import glob
import hashlib
import json
import os
import random
import subprocess
import sys

RANDOM = random.Random(17)
PARTS = sorted(glob.glob("p7/*.lines"))
WHOLE = {path: open(path, "rb").read() for path in PARTS}


def join(changed):
    os.makedirs("hostile", exist_ok=True)
    names = []
    for number, data in enumerate(changed):
        names.append("hostile/%d.lines" % number)
        with open(names[-1], "wb") as file:
            file.write(data)
    done = subprocess.run([sys.argv[1], "audit", "--trust", "trust.json", "--format", "json", "--lines", *names], capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


TRUE = join(WHOLE.values())


def judge(what, changed):
    code, out, err = join(changed)
    broken = b"Sanitizer" in err or b"runtime error" in err
    if not broken and ((code == 6 and b'"trials"' not in out) or (code, out) == TRUE[:2]):
        print("ok")
    else:
        print("not ok: %s: exit %d: %s" % (what, code, err[-300:].decode(errors="replace")))


def seal(lines):
    """Write the last line anew, as somebody would who can write a whole part."""
    end = json.loads(lines[-1])
    end["end"]["sha256"] = hashlib.sha256(b"".join(lines[:-1])).hexdigest()
    return b"".join(lines[:-1]) + json.dumps(end, separators=(",", ":")).encode() + b"\n"


def with_part(index, data):
    parts = list(WHOLE.values())
    parts[index] = data
    return parts


def flips():
    for _ in range(150):
        index = RANDOM.randrange(len(PARTS))
        data = bytearray(WHOLE[PARTS[index]])
        place = RANDOM.randrange(len(data))
        data[place] ^= 1 << RANDOM.randrange(8)
        yield "a bit at %d of part %d" % (place, index), with_part(index, bytes(data))


def cuts():
    for _ in range(60):
        index = RANDOM.randrange(len(PARTS))
        data = WHOLE[PARTS[index]]
        yield "cut part %d" % index, with_part(index, data[: RANDOM.randrange(len(data))])


def orders():
    for index, path in enumerate(PARTS):
        lines = WHOLE[path].splitlines(keepends=True)
        if len(lines) < 4:
            continue
        swapped = lines[:1] + lines[2:0:-1] + lines[3:]
        yield "reordered lines, digest as before", with_part(index, b"".join(swapped))
        yield "reordered lines, new digest", with_part(index, seal(swapped))
        yield "a line twice, new digest", with_part(index, seal(lines[:2] + lines[1:]))
        yield "a line less, new digest", with_part(index, seal(lines[:1] + lines[2:]))
        yield "no lines, new digest", with_part(index, seal([lines[0], lines[-1]]))
        yield "two ends", with_part(index, WHOLE[path] + lines[-1])
        yield "two beginnings", with_part(index, seal(lines[:1] + lines))
        yield "a line of another part", with_part(index, seal(lines[:1] + [WHOLE[PARTS[index - 1]].splitlines(keepends=True)[1]] + lines[1:]))
        yield "the end of another part", with_part(index, b"".join(lines[:-1]) + WHOLE[PARTS[index - 1]].splitlines(keepends=True)[-1])
        yield "the head of another part", with_part(index, seal([WHOLE[PARTS[index - 1]].splitlines(keepends=True)[0]] + lines[1:]))


def of_accepted():
    for index, path in enumerate(PARTS):
        lines = WHOLE[path].splitlines(keepends=True)
        for number, line in enumerate(lines[1:-1], 1):
            value = json.loads(line)
            if value.get("class") == "accepted":
                yield index, lines, number, value


# A part that is whole, with a right digest, and a line that contradicts itself or the rest. What only a worker knows (is this
# bundle accepted?) is believed: a key that signs lines means full trust in that worker.
EDITS = [("an unknown member", {"more": 1}), ("n is 0", {"n": 0}), ("n is huge", {"n": 9007199254740993}), ("n is a text", {"n": "1"}), ("n is below 0", {"n": -5}),
         ("another path", {"path": "store/other.tar"}), ("no path", {"path": None}), ("two paths", {"path_base64": base64.b64encode(b"\xff").decode()}),
         ("a store that is none", {"store": 7}), ("a class that is none", {"class": "good"}), ("undecided", {"class": "undecided"}), ("not trusted", {"trusted": False}),
         ("trusted is a text", {"trusted": "true"}), ("no stage", {"stage": None}), ("no subject", {"subject": None}), ("a check, although accepted", {"check": "seal.age"}),
         ("claims besides", {"claimed": {"stage": "x"}}), ("a malformed time", {"expired": "yesterday"}), ("a time out of range", {"expired": "1969-12-31T00:00:00Z"}),
         ("a malformed digest", {"sha256": "00"}), ("no statement", {"statement_sha256": None}), ("facts that are no object", {"facts": []}),
         ("a fact that is too short", {"facts": {"/a": "AAAA"}}), ("a fact that is no text", {"facts": {"/a": 1}}), ("details that are no pairs", {"details": [["a"]]}),
         ("a detail without a term", {"details": [["", "b"]]}), ("details that are texts", {"details": ["a", "b"]}), ("unjudged besides", {"unjudged": "io"}),
         ("a check with control characters", {"class": "blocked", "check": "\u001b[2JACCEPTED"}), ("a check that is none", {"class": "blocked", "check": "good"}),
         ("a fact with a line end in its name", {"facts": {"/a\n/b": "A" * 22}}), ("a fact with many", {"facts": {"/a" + "\n" * 200000: "A" * 22}}),
         ("facts of a refused bundle", {"class": "blocked", "check": "seal.validity", "details": None}), ("details of a refused bundle", {"class": "blocked", "check": "seal.validity", "facts": None, "details": [["Approved by", "nobody"]]}),
         ("a check behind a prefix", {"class": "boundary", "check": "boundary.\u001b[2J"}), ("unjudged by no check", {"unjudged": "\u001b[2J", "message": "m", "class": None, "trusted": None}),
         ("a digest of its path that does not fit", {"path_sha256": "00" * 32}), ("a bundle without a digest", {"package_sha256": None, "package_is_bundle": True})]


def edits():
    for what, change in EDITS:
        index, lines, number, value = RANDOM.choice(list(of_accepted()))
        value = {name: item for name, item in {**value, **change}.items() if item is not None}
        edited = lines[:number] + [json.dumps(value, separators=(",", ":")).encode() + b"\n"] + lines[number + 1:]
        yield what, with_part(index, seal(edited))


def heads():
    for what, change in (("shard 0", {"shard": 0}), ("shard 8", {"shard": 8}), ("no shards", {"shards": 0}), ("huge shards", {"shards": 1 << 40}), ("other shards", {"shards": 8}),
                         ("another store", {"stores": ["elsewhere"]}), ("no stores", {"stores": []}), ("stores are a text", {"stores": "store"}), ("a store that is a number", {"stores": [1]}),
                         ("an unknown member", {"more": 1}), ("another form", {"tarseal": "lines/2"}), ("no run", {"run": None}), ("a time that is none", {"at": "now"}), ("a list", {"list": "x"})):
        for index in (0, 3):
            lines = WHOLE[PARTS[index]].splitlines(keepends=True)
            value = {name: item for name, item in {**json.loads(lines[0]), **change}.items() if item is not None}
            yield what, with_part(index, seal([json.dumps(value, separators=(",", ":")).encode() + b"\n"] + lines[1:]))


def ends():
    for what, change in (("files", {"files": 1000}), ("files less", {"files": 0}), ("foreign", {"foreign": 999}), ("lines", {"lines": 1}), ("found", {"found": []}), ("found more", {"found": [1, 2]}), ("found too many", {"found": [99]}), ("found none", {"found": [0]}),
                         ("listing", {"listing": {"count": 1, "sum": "00" * 32}}), ("sum", {"listing": {"count": 0, "sum": "zz"}}), ("below 0", {"files": -1}), ("a text", {"files": "7"}),
                         ("unknown", {"more": True}), ("no digest", {"sha256": None})):
        lines = WHOLE[PARTS[2]].splitlines(keepends=True)
        end = json.loads(lines[-1])
        end["end"] = {name: item for name, item in {**end["end"], **change}.items() if item is not None}
        yield "the end: " + what, with_part(2, b"".join(lines[:-1]) + json.dumps(end, separators=(",", ":")).encode() + b"\n")


def odd():
    first = WHOLE[PARTS[0]]
    yield "CR LF", with_part(0, first.replace(b"\n", b"\r\n"))
    yield "a NUL", with_part(0, first + b"\0")
    yield "a long line", with_part(0, first + b"x" * (3 << 20) + b"\n")
    yield "deep", with_part(0, first.replace(b"\n", b"\n" + b"[" * 100000 + b"\n", 1))
    yield "empty lines", with_part(0, first.replace(b"\n", b"\n\n"))
    yield "a byte-order mark", with_part(0, b"\xef\xbb\xbf" + first)
    yield "all parts in one", [b"".join(WHOLE.values())]


for make in (flips, cuts, orders, edits, heads, ends, odd):
    for name, given in make():
        judge(name, given)
