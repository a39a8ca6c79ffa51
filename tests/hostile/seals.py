# Seals: statements that a trusted producer signed but that are not in the one valid form, envelopes that were
# encoded again, and signatures that are not what they seem.
import base64
import json
import subprocess
import tempfile

from lab import b64, case, cases, compact, forge, listing, pae, sha

P, V = "predicate", "evidence"
ORDER = 2**252 + 27742317777372353535851937790883648493  # of the group of Ed25519 (RFC 8032)


def line(envelope):
	return compact(envelope) + "\n"


def sealed(d, f):
	"""The bundle with a seal whose text is F(envelope, its text, desk)."""
	return d.forged(lambda b: setattr(b, "envelope", lambda e, text: f(e, text, d)))


def signatures(f):
	"""Other signatures: F(the list, the payload, the lab) returns them."""
	def change(e, text, d):
		e["signatures"] = f(e["signatures"], base64.b64decode(e["payload"]), d.lab)
		return line(e)
	return change


def sig(f):
	"""The signature's 64 bytes, changed by a function."""
	return signatures(lambda s, payload, lab: [{**s[0], "sig": b64(f(base64.b64decode(s[0]["sig"])))}])


def sig_text(f):
	return signatures(lambda s, payload, lab: [{**s[0], "sig": f(s[0]["sig"])}])


def keyid(f):
	return signatures(lambda s, payload, lab: [{"keyid": f(s[0]["keyid"], lab), "sig": s[0]["sig"]}])


def added(f):
	"""One more signature, in its place in the order of keyids."""
	return signatures(lambda s, payload, lab: sorted(s + [f(payload, lab)], key=lambda x: x["keyid"]))


def malleable(s):
	"""S + L: the same point, which a verifier that does not check the range accepts as a second signature of the same bytes."""
	return s[:32] + (int.from_bytes(s[32:], "little") + ORDER).to_bytes(32, "little")


def over(make):
	"""A signature over something other than the pre-authentication encoding."""
	def f(s, payload, lab):
		return [{**s[0], "sig": b64(sign_raw(make(payload), lab.key("producer")))}]
	return signatures(f)


def sign_raw(message, key):
	"""Sign exactly these bytes (forge.sign puts the encoding before them)."""
	with tempfile.NamedTemporaryFile() as file:
		file.write(message)
		file.flush()
		return subprocess.run(["openssl", "pkeyutl", "-sign", "-inkey", key, "-rawin", "-in", file.name], check=True,
			capture_output=True).stdout


def trailing_bits(text):
	"""Base64 whose last digit has bits that the bytes do not use."""
	alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	at = len(text.rstrip("=")) - 1
	return text[:at] + alphabet[alphabet.index(text[at]) + 1] + text[at + 1 :]


def of_another(trial):
	"""The signature of another bundle's seal."""
	return signatures(lambda s, payload, lab: lab.bundle(trial).seal["signatures"])


def whole_of(trial):
	return lambda e, text, d: line(d.lab.bundle(trial).seal)


def approval_as_seal(e, text, d):
	return d.lab.bundle().files["data/approval/approval.dsse.json"].decode()


def url_safe(s, payload, lab):
	"""The signature in the URL-safe alphabet. If no digit differs, use the bundle with two signatures."""
	return [{**s[0], "sig": s[0]["sig"].replace("+", "-").replace("/", "_")}]


def member(name, value):
	return lambda e, text, d: line({**e, name: value})


def without(name):
	return lambda e, text, d: line({k: v for k, v in e.items() if k != name})


cases("seal-envelope-", {
	"spaces": lambda e, t, d: json.dumps(e) + "\n",
	"indented": lambda e, t, d: json.dumps(e, indent=1) + "\n",
	"no-newline": lambda e, t, d: t[:-1],
	"two-newlines": lambda e, t, d: t + "\n",
	"crlf": lambda e, t, d: t[:-1] + "\r\n",
	"leading-space": lambda e, t, d: " " + t,
	"other-order": lambda e, t, d: line(dict(reversed(e.items()))),
	"signature-other-order": signatures(lambda s, p, lab: [dict(reversed(s[0].items()))]),
	"slash-escaped": lambda e, t, d: t.replace("application/vnd", "application\\/vnd"),
	"letter-escaped": lambda e, t, d: t.replace("payloadType", "payload\\u0054ype"),
	"plus-escaped": lambda e, t, d: t.replace("in-toto+json", "in-toto\\u002bjson"),
	"name-in-capitals": lambda e, t, d: t.replace("payloadType", "PayloadType"),
	"extra-member": member("comment", "x"),
	"extra-in-signature": signatures(lambda s, p, lab: [{**s[0], "cert": "x"}]),
	"no-type": without("payloadType"),
	"no-payload": without("payload"),
	"no-signatures": without("signatures"),
	"other-type": member("payloadType", "application/json"),
	"type-in-capitals": member("payloadType", "application/vnd.in-toto+JSON"),
	"type-with-parameter": member("payloadType", "application/vnd.in-toto+json; charset=utf-8"),
	"type-null": member("payloadType", None),
	"payload-null": member("payload", None),
	"payload-object": member("payload", {}),
	"payload-empty": member("payload", ""),
	"payload-not-base64": member("payload", "@@@@"),
	"payload-unpadded": lambda e, t, d: line({**e, "payload": b64(base64.b64decode(e["payload"]) + b" ").rstrip("=") + "A"}),
	"payload-line-breaks": lambda e, t, d: line({**e, "payload": e["payload"][:76] + "\n" + e["payload"][76:]}),
	"payload-space": lambda e, t, d: line({**e, "payload": e["payload"][:4] + " " + e["payload"][4:]}),
	"payload-padding-inside": lambda e, t, d: line({**e, "payload": "e30=" + e["payload"]}),
	"signatures-object": member("signatures", {}),
	"signatures-empty": member("signatures", []),
	"signatures-null": member("signatures", [None]),
	"signatures-nested": lambda e, t, d: line({**e, "signatures": [e["signatures"]]}),
	"array": lambda e, t, d: line([e]),
	"sigstore-bundle": lambda e, t, d: line({"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json", "dsseEnvelope": e}),
	"jws": lambda e, t, d: line({"payload": e["payload"], "protected": "e30", "signature": e["signatures"][0]["sig"]}),
	"two-mib": lambda e, t, d: line({**e, "x": "a" * (2 << 20)}),
}, sealed)
cases("seal-signature-", {
	"unpadded": sig_text(lambda t: t.rstrip("=")),
	"over-padded": sig_text(lambda t: t + "="),
	"trailing-bits": sig_text(trailing_bits),
	"line-break": sig_text(lambda t: t + "\n"),
	"hexadecimal": sig_text(lambda t: base64.b64decode(t).hex()),
	"empty": sig_text(lambda t: ""),
	"missing": signatures(lambda s, p, lab: [{"keyid": s[0]["keyid"]}]),
	"null": signatures(lambda s, p, lab: [{**s[0], "sig": None}]),
	"number": signatures(lambda s, p, lab: [{**s[0], "sig": 1}]),
	"cut": sig(lambda s: s[:63]),
	"longer": sig(lambda s: s + b"\0"),
	"of-another-bundle": of_another("birch-renewed"),
	"bit": sig(lambda s: bytes([s[0] ^ 1]) + s[1:]),
	"last-bit": sig(lambda s: s[:63] + bytes([s[63] ^ 0x80])),
	"zeros": sig(lambda s: bytes(64)),
	"ones": sig(lambda s: b"\xff" * 64),
	"not-reduced": sig(malleable),
	"s-zero": sig(lambda s: s[:32] + bytes(32)),
	"r-neutral": sig(lambda s: b"\1" + bytes(31) + s[32:]),
	"halves-swapped": sig(lambda s: s[32:] + s[:32]),
	"bytes-reversed": sig(lambda s: s[::-1]),
	"over-the-payload": over(lambda p: p),
	"over-another-type": over(lambda p: pae(p, b"application/json")),
	"over-base64": over(lambda p: pae(b64(p).encode())),
	"over-another-length": over(lambda p: pae(p).replace(b" %d " % len(p), b" 0%d " % len(p), 1)),
	"over-a-digest": over(lambda p: bytes.fromhex(sha(pae(p)))),
	"twice": signatures(lambda s, p, lab: s * 2),
	"hundred": signatures(lambda s, p, lab: s * 100),
	"unsorted": signatures(lambda s, p, lab: sorted(
		s + [lab.signature(p, "producer-2")], key=lambda x: x["keyid"], reverse=True)),
	"stranger-besides": added(lambda p, lab: lab.signature(p, "stranger")),
	"bad-besides": added(lambda p, lab: {"keyid": lab.keyid("producer-2"), "sig": b64(bytes(64))}),
	"nothing-but-strangers": signatures(lambda s, p, lab: [lab.signature(p, "stranger")]),
}, sealed)
cases("seal-keyid-", {
	"missing": signatures(lambda s, p, lab: [{"sig": s[0]["sig"]}]),
	"null": keyid(lambda k, lab: None),
	"empty": keyid(lambda k, lab: ""),
	"padded": keyid(lambda k, lab: k + "="),
	"without-algorithm": keyid(lambda k, lab: k[7:]),
	"md5": keyid(lambda k, lab: "MD5:" + ":".join(["00"] * 16)),
	"hexadecimal": keyid(lambda k, lab: base64.b64decode(k[7:] + "=").hex()),
	"small-letters": keyid(lambda k, lab: "sha256:" + k[7:]),
	"nobodys": keyid(lambda k, lab: "SHA256:" + "A" * 43),
	"another-producers": keyid(lambda k, lab: lab.keyid("producer-2")),
	"copied-by-a-stranger": signatures(
		lambda s, p, lab: [{"keyid": s[0]["keyid"], "sig": lab.signature(p, "stranger")["sig"]}]),
}, sealed)
case("seal-of-another-bundle", lambda d: sealed(d, whole_of("birch-renewed")))
case("seal-is-an-approval", lambda d: sealed(d, approval_as_seal))


def with_url(d):
	"""A signature with digits that differ between the alphabets: try one time after another."""
	for second in range(60):
		b = d.lab.bundle()
		b.predicate["created"] = "2026-11-20T10:00:%02dZ" % second
		b.envelope = lambda e, text: line({**e, "signatures": url_safe(e["signatures"], None, None)})
		archive = b.build(d.lab.key("producer"))
		text = json.loads(dict(listing(archive))[b"alder-revoked/seal.dsse.json"])["signatures"][0]["sig"]
		if "-" in text or "_" in text:
			return d.verify(archive)
	raise ValueError("no signature with such a digit")


case("seal-signature-url-safe", with_url)


def put(*path):
	"""Another value for the last member of PATH."""
	def f(b):
		value = b.statement
		for name in path[:-2]:
			value = value[name]
		value[path[-2]] = path[-1]
	return f


def drop(*path):
	def f(b):
		value = b.statement
		for name in path[:-1]:
			value = value[name]
		del value[path[-1]]
	return f


def fixed(f):
	"""Nothing is computed again after F."""
	def change(b):
		b.recount = False
		f(b)
	return change


def written(f):
	"""The statement's bytes are F of the canonical ones."""
	return lambda b: setattr(b, "payload", lambda s: f(forge.canonical(s)))


def ordered(s):
	return compact(dict(reversed(s.items()))).encode()


cases("seal-form-", {
	"spaces": lambda b: setattr(b, "payload", lambda s: json.dumps(s, sort_keys=True).encode()),
	"other-order": lambda b: setattr(b, "payload", ordered),
	"newline": written(lambda t: t + b"\n"),
	"leading-space": written(lambda t: b" " + t),
	"slash-escaped": written(lambda t: t.replace(b"https://", b"https:\\/\\/")),
	"letter-escaped": written(lambda t: t.replace(b"predicateType", b"predicate\\u0054ype")),
	"float": written(lambda t: t.replace(b'"format":1', b'"format":1.0')),
	"exponent": written(lambda t: t.replace(b'"format":1', b'"format":1e0')),
	"minus-zero": written(lambda t: t.replace(b'"format":1', b'"format":-0')),
	"fifteen-zeros": fixed(put(P, V, "package", "bytes", 10**15)),
	"negative": fixed(put(P, V, "package", "files", -1)),
	"not-ascii": put(P, "change", "subject_ref", "trial:\u00e9"),
	"delete-character": put(P, "change", "subject_ref", "trial:a\x7f"),
	"over-one-mib": put(P, "change", "subject_ref", "trial:" + "a" * (1 << 20)),
	"text": written(lambda t: b"hello"),
	"cbor": written(lambda t: b"\xa1\x65_type\x01"),
}, lambda d, f: d.forged(f))
cases("seal-shape-", {
	"array": written(lambda t: b"[]"),
	"null": written(lambda t: b"null"),
	"string": written(lambda t: b'"x"'),
	"object-empty": written(lambda t: b"{}"),
	"type-v0": put("_type", "https://in-toto.io/Statement/v0.1"),
	"type-missing": drop("_type"),
	"predicate-type-of-an-approval": put("predicateType", "urn:tarseal:approval:v1"),
	"predicate-type-v2": put("predicateType", "urn:tarseal:seal:v2"),
	"predicate-null": put("predicate", None),
	"extra-member": put("x", 1),
	"extra-in-predicate": put(P, "x", 1),
	"extra-in-change": put(P, "change", "x", "y"),
	"extra-in-package": put(P, V, "package", "x", 1),
	"extra-in-record": put(P, V, "record", "approval_ref", "approval:x"),
	"name-in-capitals": lambda b: (put(P, "Format", 1)(b), drop(P, "format")(b)),
	"actor-missing": drop(P, "actor"),
	"created-missing": fixed(drop(P, "created")),
	"gates-missing": drop(P, "gates"),
	"policy-missing": drop(P, "policy"),
	"record-missing": fixed(drop(P, V, "record")),
	"approval-ref-missing": drop(P, V, "approval", "approval_ref"),
	"format-missing": drop(P, "format"),
	"format-string": put(P, "format", "1"),
	"format-null": put(P, "format", None),
	"format-array": put(P, "format", [1]),
	"subject-order": lambda b: b.statement["subject"].reverse(),
	"subject-two": fixed(lambda b: b.statement["subject"].pop()),
	"subject-four": fixed(lambda b: b.statement["subject"].append({"name": "z", "digest": {"sha256": "0" * 64}})),
	"subject-other-name": put("subject", 2, "name", "manifest-sha512.txt"),
	"subject-two-digests": fixed(put("subject", 0, "digest", "sha512", "0" * 128)),
	"digest-capitals": fixed(lambda b: put("subject", 0, "digest", "sha256", b.statement["subject"][0]["digest"]["sha256"].upper())(b)),
	"digest-short": fixed(put("subject", 0, "digest", "sha256", "0" * 62)),
	"digest-md5": fixed(put("subject", 0, "digest", {"md5": "0" * 32})),
	"package-of-other-kind": put(P, V, "package", "digest", {"sha256": "0" * 64}),
	"package-elsewhere": put(P, V, "package", "path", "data"),
	"package-absolute": put(P, V, "package", "path", "/data/evidence"),
	"package-parent": put(P, V, "package", "path", "data/evidence/../evidence"),
	"approval-elsewhere": put(P, V, "approval", "path", "data/record/approval.dsse.json"),
	"record-elsewhere": put(P, V, "record", "path", "data/evidence/expiry.json"),
	"record-parent": put(P, V, "record", "path", "data/record/../record/followup.json"),
	"gate-fail": put(P, "gates", 0, "result", "fail"),
	"gate-waived": put(P, "gates", 0, "result", "waived"),
	"gate-extra": put(P, "gates", 0, "x", 1),
	"gate-id": put(P, "gates", 0, "id", "Not Kebab"),
	"name-in-capitals-of-bundle": put(P, "change", "name", "Alder"),
	"name-another": put(P, "change", "name", "another"),
	"stage-malformed": put(P, "change", "stage", "Trial Expired"),
	"stage-another": put(P, "change", "stage", "trial-access-expiry"),
	"subject-ref-placeholder": put(P, "change", "subject_ref", "trial:TBD"),
	"subject-ref-address": put(P, "change", "subject_ref", "mailto:jo@customer.example"),
	"approval-ref-bare": put(P, V, "approval", "approval_ref", "771"),
	"keyid-malformed": put(P, "actor", "keyid", "producer"),
	"boundary-empty": put(P, "boundary", {}),
	"boundary-default": put(P, "boundary", {"scan": True}),
	"boundary-unknown": put(P, "boundary", {"scan": False, "rules": []}),
	"boundary-waivers-without-salt": put(P, "boundary", {"waivers": []}),
}, lambda d, f: d.forged(f))
cases("seal-created-", {name: fixed(put(P, "created", text)) for name, text in {
	"fraction": "2026-11-20T10:00:00.5Z", "offset": "2026-11-20T10:00:00+00:00", "small-letters": "2026-11-20t10:00:00z",
	"no-offset": "2026-11-20T10:00:00", "space": "2026-11-20 10:00:00Z", "february-30": "2026-02-30T10:00:00Z",
	"second-60": "2026-11-20T10:00:60Z", "hour-24": "2026-11-19T24:00:00Z", "year-10000": "10000-01-01T00:00:00Z",
	"year-1969": "1969-12-31T23:59:59Z", "date-alone": "2026-11-20", "seconds-of-1970": "1795168800", "empty": "",
	"another-date": "2026-11-21T10:00:00Z"}.items()}, lambda d, f: d.forged(f))
cases("seal-claims-", {
	"format-0": put(P, "format", 0),
	"format-2": put(P, "format", 2),
	"format-huge": put(P, "format", 10**14),
	"subject-ref": put(P, "change", "subject_ref", "trial:opaque-9999"),
	"approval-ref": put(P, V, "approval", "approval_ref", "approval:other"),
	"profile-digest": put(P, "policy", "digest", "sha256", "0" * 64),
	"package-digest": fixed(put(P, V, "package", "digest", "dirHash1", "0" * 64)),
	"package-files": fixed(put(P, V, "package", "files", 4)),
	"package-bytes": fixed(put(P, V, "package", "bytes", 1)),
	"approval-digest": fixed(put(P, V, "approval", "digest", "sha256", "0" * 64)),
	"record-digest": fixed(put(P, V, "record", "digest", "sha256", "0" * 64)),
	"gates-none": put(P, "gates", []),
	"gates-one-less": lambda b: b.predicate["gates"].pop(),
	"gates-twice": lambda b: b.predicate["gates"].append(b.predicate["gates"][0]),
	"gates-order": lambda b: b.predicate["gates"].reverse(),
	"gates-renamed": put(P, "gates", 3, "id", "outcome-unknown"),
	"gates-skip-for-pass": put(P, "gates", 0, "result", "skip"),
	"gates-pass-for-skip": put(P, "gates", 8, "result", "pass"),
	"actor-another-owner": put(P, "actor", "owner", "somebody-else"),
	"actor-nobody": put(P, "actor", "keyid", "SHA256:" + "A" * 43),
	"stage-unknown": lambda b: (put(P, "change", "stage", "no-such-stage")(b), put(P, "policy", "profile", "no-such-stage")(b)),
	"bagit": lambda b: setattr(b, "bagit", b.bagit + b"\n"),
}, lambda d, f: d.forged(f))
case("seal-claims-actor-is-an-approver", lambda d: d.forged(put(P, "actor", "keyid", d.lab.keyid("approver"))))
