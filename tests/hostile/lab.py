# What the modules of this folder share: the list of cases, a case's own directory (its desk), and makers of
# archives, signatures and documents. None of it is tarseal's code.
import base64
import copy
import hashlib
import json
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
import forge  # noqa: E402

NOW = "2026-11-22T00:00:00Z"
SEALED = "1795168800"
CASES = {}  # name: what fills a desk and gives the command line


def case(name, make):
	"""Register a case. MAKE takes a desk, fills it, and returns the program's arguments."""
	if name in CASES:
		raise ValueError("two cases are named " + name)
	CASES[name] = make


def cases(prefix, table, make):
	"""Register a case for each NAME: VALUE in TABLE; MAKE takes a desk and a value."""
	for name, value in table.items():
		case(prefix + name, lambda d, value=value: make(d, value))


def sha(data):
	return hashlib.sha256(data).hexdigest()


def compact(value):
	return json.dumps(value, separators=(",", ":"))


def b64(data):
	return base64.b64encode(data).decode()


def checksummed(header):
	"""The 512 bytes with the checksum in the one form that a bundle has."""
	header[148:156] = b"        "
	header[148:156] = b"%06o\x00 " % sum(header)
	return bytes(header)


def split(path):
	"""The header fields (prefix, name) that the format gives a path."""
	if len(path) <= 100:
		return b"", path
	at = path.index(b"/", len(path) - 101)
	return path[:at], path[at + 1 :]


def header(path, size, kind=b"0", fields=None, place=None):
	"""A header. FIELDS {offset: bytes} are set before the checksum; PLACE is another (prefix, name)."""
	prefix, name = place or split(path)
	h = bytearray(512)
	h[: len(name)] = name
	h[100:124] = b"000644 \x00000000 \x00000000 \x00"
	h[124:148] = b"%011o 00000000000 " % size
	h[156:157] = kind
	h[257:265] = b"ustar\x0000"
	h[329:345] = b"000000 \x00000000 \x00"
	h[345 : 345 + len(prefix)] = prefix
	for offset, value in (fields or {}).items():
		h[offset : offset + len(value)] = value
	return checksummed(h)


def pad(content):
	return content + b"\0" * (-len(content) % 512)


def entry(path, content, **how):
	return header(path, len(content), **how) + pad(content)


# forge.py's own writer does not support paths of more than 100 bytes.
forge.entry = lambda name, content: entry(os.fsencode(name), content)
END = b"\0" * 1024


def listing(archive):
	"""[(path, content)] of a valid archive."""
	found, at = [], 0
	while archive[at]:
		prefix, name = (archive[at + o : at + o + n].split(b"\0")[0] for o, n in ((345, 155), (0, 100)))
		size = int(archive[at + 124 : at + 135], 8)
		found.append((prefix + b"/" + name if prefix else name, archive[at + 512 : at + 512 + size]))
		at += 512 + (size + 511) // 512 * 512
	return found


def pae(payload, kind=b"application/vnd.in-toto+json"):
	return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


class Bundle(forge.Bundle):
	"""forge.Bundle, whose package can be approved again in its present state."""

	def reapprove(self, lab):
		lines = "".join("%s  %s\n" % (sha(c), f) for f, c in sorted(self.evidence().items()))
		self.files["data/approval/approval.dsse.json"] = lab.approval(
			{"dirHash1": sha(lines.encode())}, self.predicate["evidence"]["approval"]["approval_ref"])


class Lab:
	"""Keys, policy and sealed bundles, made once."""

	def __init__(self, work, fixtures):
		self.work, self.fixtures = work, fixtures
		self.keys = os.path.join(work, "keys")
		self.trust = json.load(open(os.path.join(self.keys, "trust.json")))

	def key(self, name):
		return os.path.join(self.keys, name + ".key")

	def public(self, name):
		return open(os.path.join(self.keys, name + ".pub")).read().strip()

	def point(self, name):
		"""The 32 bytes of a public key."""
		return base64.b64decode(self.public(name).split()[1])[-32:]

	def keyid(self, name):
		blob = base64.b64decode(self.public(name).split()[1])
		return "SHA256:" + b64(hashlib.sha256(blob).digest()).rstrip("=")

	def sealed(self, trial):
		return os.path.join(self.work, "sealed", trial + ".tar")

	def good(self, trial="alder-revoked"):
		return open(self.sealed(trial), "rb").read()

	def bundle(self, trial="alder-revoked"):
		return Bundle(self.sealed(trial))

	def signature(self, payload, key):
		"""{keyid, sig} of a key over a DSSE payload."""
		return {"keyid": self.keyid(key), "sig": b64(forge.sign(payload, self.key(key)))}

	def envelope(self, payload, *keys):
		return {"payloadType": "application/vnd.in-toto+json", "payload": b64(payload),
			"signatures": sorted((self.signature(payload, k) for k in keys), key=lambda s: s["keyid"])}

	def statement(self, digest, ref="approval:opaque-1"):
		"""An approval's statement, which may be changed before it is signed."""
		return {"_type": "https://in-toto.io/Statement/v1", "predicateType": "urn:tarseal:approval:v1",
			"subject": [{"name": "expiry", "digest": digest}],
			"predicate": {"approval_ref": ref, "decision": "approved", "approved_by": "role:trial-governance",
				"decided_at": "2026-11-05T09:00:00Z", "stage": "trial-access-expiry"}}

	def approval(self, digest, ref="approval:opaque-1"):
		return (compact(self.envelope(forge.canonical(self.statement(digest, ref)), "approver")) + "\n").encode()


class Desk:
	"""One case's directory, and the environment for the program."""

	def __init__(self, lab, path):
		self.lab, self.path = lab, path
		self.env = {"SOURCE_DATE_EPOCH": SEALED}
		self.stdin = b""
		os.makedirs(path)

	def write(self, name, content, mode=0o644):
		path = os.path.join(os.fsencode(self.path), os.fsencode(name))
		os.makedirs(os.path.dirname(path), exist_ok=True)
		with open(path, "wb") as file:
			file.write(content.encode() if isinstance(content, str) else content)
		os.chmod(path, mode)
		return name

	def read(self, name):
		return open(os.path.join(self.path, name), "rb").read()

	def edit(self, name, change):
		"""Change a JSON file with a function of its value, which may return another value."""
		value = json.loads(self.read(name))
		value = change(value) or value
		self.write(name, json.dumps(value, indent=1) + "\n")

	def policy(self, change=None):
		"""Write the common policy, changed by a function."""
		trust = copy.deepcopy(self.lab.trust)
		if change:
			trust = change(trust) or trust
		return self.write("policy.json", json.dumps(trust))

	def verify(self, archive, *options, trust=None):
		"""Verify these bytes, or that file, under the common policy."""
		self.write("b.tar", archive)
		return ["verify", "--trust", trust or os.path.join(self.lab.keys, "trust.json"), "--at", NOW, *options, "b.tar"]

	def forged(self, change, trial="alder-revoked", key="producer"):
		"""Verify a bundle changed by a function and sealed again."""
		bundle = self.lab.bundle(trial)
		change(bundle)
		return self.verify(bundle.build(self.lab.key(key)))

	def trial(self, name="alder-revoked"):
		"""Copy a trial's inputs and the approval that it was sealed with."""
		shutil.copytree(os.path.join(self.lab.fixtures, "trials", name), self.path, dirs_exist_ok=True)
		row = [r for r in open(os.path.join(self.lab.fixtures, "trials.tsv")) if r.startswith(name + "\t")][0]
		_, self.profile, self.evidence, self.record, self.stage = row.strip().split("\t")
		if self.evidence.startswith("@"):
			self.evidence = self.lab.sealed(self.evidence[1:])
		self.write("approval.json", self.lab.bundle(name).files["data/approval/approval.dsse.json"])

	def digest(self):
		"""The DigestSet of the evidence as it is on disk."""
		top = os.path.join(self.path, self.evidence)
		if os.path.isfile(top):
			return {"sha256": sha(open(top, "rb").read())}
		files = [os.path.relpath(os.path.join(r, f), top) for r, _, fs in os.walk(top) for f in fs]
		return {"dirHash1": sha("".join("%s  %s\n" % (sha(self.read(os.path.join(top, f))), f)
			for f in sorted(files)).encode())}

	def approve(self, change=None, keys=("approver",), statement=None):
		"""Approve the evidence as it is on disk, with a changed statement; STATEMENT writes its bytes."""
		words = self.lab.statement(self.digest())
		words["predicate"]["stage"] = self.stage
		if change:
			change(words)
		payload = (statement or forge.canonical)(words)
		self.write("approval.json", compact(self.lab.envelope(payload, *keys)) + "\n")

	def plain(self, change=None):
		"""An approval that nobody signed."""
		value = {"approval_ref": "approval:opaque-plain", "decision": "approved", "approved_by": "role:trial-governance",
			"decided_at": "2026-11-05T09:00:00Z", "package": {"digest": self.digest()}}
		if change:
			value = change(value) or value
		self.write("approval.json", json.dumps(value))

	def inputs(self, *options, profile=None):
		return ["--profile", profile or self.profile, "--evidence", self.evidence, "--approval", "approval.json",
			"--record", self.record, *options]

	def check(self, *options, **how):
		return ["check", *self.inputs(*options, **how)]

	def pack(self, *options, **how):
		return ["pack", *self.inputs("--key", self.lab.key("producer"), "-o", "out.tar", *options, **how)]
