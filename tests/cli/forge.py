# forge.py FORGERY BUNDLE KEY OUT: make a bundle that a trusted producer signed, and that must be refused. Every
# byte is made here: tarseal's own writer would refuse to write most of these.
import base64
import copy
import hashlib
import json
import subprocess
import sys
import tempfile


def sha(data):
    return hashlib.sha256(data).hexdigest()


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def read(data):
    entries, at = [], 0
    while data[at]:
        name = data[at : at + 100].split(b"\0")[0].decode()
        size = int(data[at + 124 : at + 135], 8)
        entries.append((name, data[at + 512 : at + 512 + size]))
        at += 512 + (size + 511) // 512 * 512
    return entries


def entry(name, content):
    h = bytearray(512)
    h[: len(name)] = name.encode()
    h[100:124] = b"000644 \x00000000 \x00000000 \x00"
    h[124:148] = b"%011o 00000000000 " % len(content)
    h[148:156] = b"        "
    h[156:157] = b"0"
    h[257:265] = b"ustar\x0000"
    h[329:345] = b"000000 \x00000000 \x00"
    h[148:156] = b"%06o\x00 " % sum(h)
    return bytes(h) + content + b"\0" * (-len(content) % 512)


def sign(payload, key):
    pae = b"DSSEv1 28 application/vnd.in-toto+json %d " % len(payload) + payload
    with tempfile.NamedTemporaryFile() as file:
        file.write(pae)
        file.flush()
        return subprocess.run(
            ["openssl", "pkeyutl", "-sign", "-inkey", key, "-rawin", "-in", file.name],
            check=True,
            capture_output=True,
        ).stdout


class Bundle:
    def __init__(self, path):
        entries = read(open(path, "rb").read())
        self.name = entries[0][0].split("/")[0]
        files = {name.split("/", 1)[1]: content for name, content in entries}
        self.bagit = files.pop("bagit.txt")
        self.seal = json.loads(files.pop("seal.dsse.json"))
        self.info = files.pop("bag-info.txt")
        files.pop("manifest-sha256.txt")
        self.files = files
        self.statement = json.loads(base64.b64decode(self.seal["payload"]))
        self.predicate = self.statement["predicate"]
        self.keyid = self.seal["signatures"][0]["keyid"]
        # what a forgery may use instead of the right value
        self.manifest = self.payload = self.envelope = None
        self.recount = True

    def evidence(self):
        return {p[14:]: c for p, c in self.files.items() if p.startswith("data/evidence/")}

    def build(self, key):
        p, paths = self.predicate, sorted(self.files)
        if self.manifest is None:
            self.manifest = b"".join(b"%s  %s\n" % (sha(self.files[f]).encode(), f.encode()) for f in paths)
        if self.recount:
            date = p["created"][:10]
            size = sum(len(c) for c in self.files.values())
            self.info = b"Bagging-Date: %s\nExternal-Identifier: %s\nPayload-Oxum: %d.%d\n" % (
                date.encode(), self.name.encode(), size, len(paths))
            package = self.evidence()
            listing = "".join("%s  %s\n" % (sha(c), f) for f, c in sorted(package.items()))
            if "dirHash1" in p["evidence"]["package"]["digest"]:
                p["evidence"]["package"]["digest"] = {"dirHash1": sha(listing.encode())}
            p["evidence"]["package"]["files"] = len(package)
            p["evidence"]["package"]["bytes"] = sum(len(c) for c in package.values())
            for part in ("approval", "record"):
                path = p["evidence"][part]["path"]
                if path in self.files:
                    p["evidence"][part]["digest"] = {"sha256": sha(self.files[path])}
        for subject, content in zip(self.statement["subject"], (self.info, self.bagit, self.manifest)):
            if self.recount:
                subject["digest"] = {"sha256": sha(content)}
        payload = self.payload(self.statement) if self.payload else canonical(self.statement)
        envelope = {
            "payloadType": "application/vnd.in-toto+json",
            "payload": base64.b64encode(payload).decode(),
            "signatures": [{"keyid": self.keyid, "sig": base64.b64encode(sign(payload, key)).decode()}],
        }
        text = json.dumps(envelope, separators=(",", ":")) + "\n"
        if self.envelope:
            text = self.envelope(envelope, text)
        front = [("bagit.txt", self.bagit), ("seal.dsse.json", text.encode()), ("bag-info.txt", self.info),
                 ("manifest-sha256.txt", self.manifest)]
        body = front + [(f, self.files[f]) for f in paths]
        return b"".join(entry(self.name + "/" + f, c) for f, c in body) + b"\0" * 1024


def rename(b, old, new):
    b.files[new] = b.files.pop(old)


def put(b, path, content=b"x\n"):
    b.files[path] = content


def at(b, *path):
    value = b.statement
    for name in path[:-1]:
        value = value[name]
    return value, path[-1]


def change(b, *path_and_value):
    value, name = at(b, *path_and_value[:-1])
    value[name] = path_and_value[-1]


def drop(b, *path):
    value, name = at(b, *path)
    del value[name]


def record(b, **members):
    document = json.loads(b.files["data/record/followup.json"])
    document.update(members)
    b.files["data/record/followup.json"] = json.dumps(document).encode()


def envelope(f):
    return lambda b: setattr(b, "envelope", f)


def payload(f):
    return lambda b: setattr(b, "payload", f)


def fixed(f):
    def forgery(b):
        b.recount = False
        f(b)
    return forgery


def lines(f):
    def forgery(b):
        text = [b"%s  %s\n" % (sha(b.files[p]).encode(), p.encode()) for p in sorted(b.files)]
        b.manifest = f(text)
    return forgery


def two_signatures(e, text):
    e = copy.deepcopy(e)
    e["signatures"] *= 2
    return json.dumps(e, separators=(",", ":")) + "\n"


P = "predicate"
WAIVER = {
    "rule": "customer.email", "path": "data/evidence/expiry.json", "fingerprint": "0" * 64,
    "reason_ref": "ticket:opaque-1", "waived_by": "role:privacy", "expires_at": "2027-01-01T00:00:00Z",
}
FORGERIES = {
    "honest": lambda b: None,
    # the envelope
    "envelope-spaces": envelope(lambda e, t: json.dumps(e) + "\n"),
    "envelope-no-newline": envelope(lambda e, t: t[:-1]),
    "envelope-order": envelope(lambda e, t: json.dumps(e, sort_keys=True, separators=(",", ":")) + "\n"),
    "envelope-extra": envelope(lambda e, t: json.dumps({**e, "x": 1}, separators=(",", ":")) + "\n"),
    "envelope-escape": envelope(lambda e, t: t.replace("payloadType", "payload\\u0054ype")),
    "envelope-duplicate": envelope(lambda e, t: t[:-2] + ',"signatures":[]}\n'),
    "envelope-no-padding": envelope(lambda e, t: t.replace('=="', '"')),
    "envelope-bits": envelope(lambda e, t: t.replace(t[-8:-6], {"A": "B", "Q": "R", "g": "h", "w": "x"}[t[-8]] + "=")),
    "envelope-type": envelope(lambda e, t: t.replace("vnd.in-toto+json", "json")),
    "envelope-no-keyid": envelope(lambda e, t: t.replace('"keyid":"%s",' % e["signatures"][0]["keyid"], "")),
    "envelope-other-keyid": envelope(lambda e, t: t.replace(e["signatures"][0]["keyid"], "SHA256:" + "A" * 43)),
    "envelope-no-signature": envelope(lambda e, t: json.dumps({**e, "signatures": []}, separators=(",", ":")) + "\n"),
    "envelope-two-signatures": envelope(two_signatures),
    # the statement
    "payload-spaces": payload(lambda s: json.dumps(s, sort_keys=True).encode()),
    "payload-order": payload(lambda s: json.dumps(s, separators=(",", ":")).encode()[:1]
                             + json.dumps(dict(reversed(s.items())), separators=(",", ":")).encode()[1:]),
    "payload-newline": payload(lambda s: canonical(s) + b"\n"),
    "payload-escape": payload(lambda s: canonical(s).replace(b"predicateType", b"predicate\\u0054ype")),
    "payload-float": payload(lambda s: canonical(s).replace(b'"format":1', b'"format":1.0')),
    "payload-not-json": payload(lambda s: b"hello"),
    "statement-type": lambda b: change(b, "_type", "https://in-toto.io/Statement/v0.1"),
    "statement-approval": lambda b: change(b, "predicateType", "urn:tarseal:approval:v1"),
    "statement-extra": lambda b: change(b, "x", 1),
    "predicate-extra": lambda b: change(b, P, "x", 1),
    "format-2": lambda b: change(b, P, "format", 2),
    "boundary-empty": lambda b: change(b, P, "boundary", {}),
    "boundary-default": lambda b: change(b, P, "boundary", {"scan": True}),
    "boundary-salt-only": lambda b: change(b, P, "boundary", {"scan": False, "salt": "0" * 64}),
    "boundary-no-waivers": lambda b: change(b, P, "boundary", {"salt": "0" * 64, "waivers": []}),
    "boundary-extra": lambda b: change(b, P, "boundary", {"scan": False, "rules": []}),
    "boundary-no-salt": lambda b: change(b, P, "boundary", {"waivers": [WAIVER]}),
    "boundary-waiver": lambda b: change(b, P, "boundary", {"salt": "0" * 64, "waivers": [WAIVER]}),
    "boundary-waiver-extra": lambda b: change(b, P, "boundary", {"salt": "0" * 64, "waivers": [dict(WAIVER, x="1")]}),
    "boundary-waiver-time": lambda b: change(
        b, P, "boundary", {"salt": "0" * 64, "waivers": [dict(WAIVER, expires_at="2026-13-01T00:00:00Z")]}
    ),
    "created-fraction": lambda b: change(b, P, "created", "2026-11-20T10:00:00.5Z"),
    "created-offset": lambda b: change(b, P, "created", "2026-11-20T10:00:00+00:00"),
    "created-future": lambda b: change(b, P, "created", "2026-11-23T10:00:00Z"),
    "created-date": fixed(lambda b: change(b, P, "created", "2026-11-21T10:00:00Z")),
    "actor-other-key": lambda b: change(b, P, "actor", "keyid", "SHA256:" + "A" * 43),
    "actor-owner": lambda b: change(b, P, "actor", "owner", "somebody-else"),
    "actor-missing": lambda b: drop(b, P, "actor"),
    "name": lambda b: change(b, P, "change", "name", "another"),
    "stage": lambda b: change(b, P, "change", "stage", "trial-access-expiry"),
    "stage-both": lambda b: (change(b, P, "change", "stage", "no-such-stage"),
                             change(b, P, "policy", "profile", "no-such-stage")),
    "subject-ref": lambda b: change(b, P, "change", "subject_ref", "trial:opaque-9999"),
    "approval-ref": lambda b: change(b, P, "evidence", "approval", "approval_ref", "approval:other"),
    "profile-digest": lambda b: change(b, P, "policy", "digest", "sha256", "0" * 64),
    "package-path": lambda b: change(b, P, "evidence", "package", "path", "data"),
    "package-digest": fixed(lambda b: change(b, P, "evidence", "package", "digest", "dirHash1", "0" * 64)),
    "package-files": fixed(lambda b: change(b, P, "evidence", "package", "files", 99)),
    "package-bytes": fixed(lambda b: change(b, P, "evidence", "package", "bytes", 99)),
    "approval-digest": fixed(lambda b: change(b, P, "evidence", "approval", "digest", "sha256", "0" * 64)),
    "record-digest": fixed(lambda b: change(b, P, "evidence", "record", "digest", "sha256", "0" * 64)),
    "record-decoy": lambda b: (put(b, "data/record/decoy.json", b"{}"),
                               change(b, P, "evidence", "record", "path", "data/record/decoy.json")),
    "gates-none": lambda b: change(b, P, "gates", []),
    "gates-order": lambda b: b.predicate["gates"].reverse(),
    "gates-skip": lambda b: change(b, P, "gates", 0, "result", "skip"),
    "gates-fail": lambda b: change(b, P, "gates", 0, "result", "fail"),
    "subjects-two": lambda b: b.statement["subject"].pop(),
    "subject-digest": fixed(lambda b: change(b, "subject", 2, "digest", "sha256", "0" * 64)),
    # the tag files
    "bagit": lambda b: setattr(b, "bagit", b.bagit.replace(b"1.0", b"0.97")),
    "info-extra": fixed(lambda b: (setattr(b, "info", b.info + b"Contact: x\n"),
                                   change(b, "subject", 0, "digest", "sha256", sha(b.info)))),
    "manifest-upper": lines(lambda t: b"".join(t).replace(t[0][:64], t[0][:64].upper())),
    "manifest-order": lines(lambda t: b"".join(reversed(t))),
    "manifest-twice": lines(lambda t: b"".join(t[:1] + t)),
    "manifest-one-space": lines(lambda t: b"".join(t).replace(b"  ", b" ", 1)),
    "manifest-binary": lines(lambda t: b"".join(t).replace(b"  ", b" *", 1)),
    "manifest-crlf": lines(lambda t: b"".join(t).replace(b"\n", b"\r\n")),
    "manifest-no-newline": lines(lambda t: b"".join(t)[:-1]),
    "manifest-missing": lines(lambda t: b"".join(t[:2] + t[3:])),
    "manifest-more": lines(lambda t: b"".join(t) + b"0" * 64 + b"  data/record/zz.txt\n"),
    "manifest-digest": lines(lambda t: b"".join(t).replace(t[1][:64], b"0" * 64)),
    "manifest-outside": lines(lambda t: b"".join(t) + b"0" * 64 + b"  etc/passwd\n"),
    "manifest-parent": lines(lambda t: b"".join(t) + b"0" * 64 + b"  data/record/../../../x\n"),
    "manifest-empty": lines(lambda t: b""),
    # the payload
    "payload-fourth-part": lambda b: put(b, "data/zz/x.txt"),
    "approval-two": lambda b: put(b, "data/approval/approval.json", b"{}"),
    "approval-name": lambda b: (rename(b, "data/approval/approval.dsse.json", "data/approval/approval.json"),
                                change(b, P, "evidence", "approval", "path", "data/approval/approval.json")),
    "approval-extra-file": lambda b: put(b, "data/approval/note.txt"),
    "name-device": lambda b: put(b, "data/record/con.txt"),
    "name-colon": lambda b: put(b, "data/record/a:b"),
    "name-case": lambda b: (put(b, "data/record/a.txt"), put(b, "data/record/A.txt")),
    "name-file-and-directory": lambda b: (put(b, "data/record/a"), put(b, "data/record/a/b")),
    "record-unknown-field": lambda b: record(b, note="call back"),
    "record-channel": lambda b: record(b, notification={"channel": "fax"}),
    "evidence-changed": lambda b: put(b, "data/evidence/more.txt"),
}

if __name__ == "__main__":
    if sys.argv[1:] == ["list"]:
        print("\n".join(FORGERIES))
    else:
        bundle = Bundle(sys.argv[2])
        FORGERIES[sys.argv[1]](bundle)
        open(sys.argv[4], "wb").write(bundle.build(sys.argv[3]))
