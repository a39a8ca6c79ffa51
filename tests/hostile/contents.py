# Bytes of a sealed bundle changed by somebody without a key: everything except the form of the archive.
import base64
import json

from lab import END, b64, cases, compact, entry, listing

FILES = ["bagit.txt", "seal.dsse.json", "bag-info.txt", "manifest-sha256.txt", "data/approval/approval.dsse.json",
	"data/evidence/expiry.json", "data/evidence/refs/access-checks.txt", "data/evidence/refs/timeline.csv",
	"data/record/followup.json"]


def changed(d, edits):
	"""Verify the bundle with some files changed by functions."""
	entries = listing(d.lab.good())
	names = [p.split(b"/", 1)[1].decode() for p, _ in entries]
	assert names == FILES
	return d.verify(b"".join(
		entry(p, edits[n](c) if n in edits else c) for n, (p, c) in zip(names, entries)) + END)


def sub(old, new):
	def f(content):
		assert old in content
		return content.replace(old, new, 1)
	return f


def digit(path):
	"""Another first digit in a file's digest in the manifest."""
	def f(content):
		lines = content.splitlines(True)
		at = next(i for i, line in enumerate(lines) if line.endswith(b"  " + path + b"\n"))
		lines[at] = (b"1" if lines[at][:1] == b"0" else b"0") + lines[at][1:]
		return b"".join(lines)
	return f


def word(old, new):
	"""Change a word of the seal's statement without signing it again."""
	def f(content):
		seal = json.loads(content)
		payload = base64.b64decode(seal["payload"])
		assert old in payload
		seal["payload"] = b64(payload.replace(old, new, 1))
		return (compact(seal) + "\n").encode()
	return f


cases("changed-", {
	"bagit": {"bagit.txt": sub(b"1.0", b"1.1")},
	"bag-info": {"bag-info.txt": sub(b"2026-11-20", b"2026-11-19")},
	"manifest": {"manifest-sha256.txt": digit(b"data/evidence/refs/timeline.csv")},
	"approval": {"data/approval/approval.dsse.json": sub(b"A", b"B")},
	"evidence": {"data/evidence/expiry.json": sub(b"revoked", b"renewed")},
	"attachment": {"data/evidence/refs/timeline.csv": lambda c: b"0" + c[1:]},
	"record": {"data/record/followup.json": sub(b"email", b"eMail")},
	"record-longer": {"data/record/followup.json": lambda c: c + b"\n"},
	"evidence-empty": {"data/evidence/refs/timeline.csv": lambda c: b""},
	"statement-subject": {"seal.dsse.json": word(b"trial:opaque-4711", b"trial:opaque-4712")},
	"statement-created": {"seal.dsse.json": word(b"T10:00:00Z", b"T10:00:01Z")},
	"statement-gate": {"seal.dsse.json": word(b'"result":"skip"', b'"result":"pass"')},
	"statement-digest-and-record": {
		"data/record/followup.json": sub(b"email", b"eMail"), "manifest-sha256.txt": digit(b"data/record/followup.json")},
}, changed)
