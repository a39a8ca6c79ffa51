# What a producer may do to an approval that somebody else signed, to the evidence behind it, and to the signatures of
# a bundle: where the policy requires an approver, nothing of an edited approval is believed, and nothing costs much.
import base64
import copy
import functools
import json
import subprocess
import threading

import forge
from lab import b64, case, cases, compact

MAKING = threading.Lock()  # cases run two at a time
APPROVAL = "data/approval/approval.dsse.json"


def rewritten(d, edit, *options):
	"""The bundle with other bytes as its approval, sealed again by its producer."""
	return d.forged(lambda b: b.files.__setitem__(APPROVAL, edit(b.files[APPROVAL])))


def statement(change):
	"""Another statement under the signature of the first."""
	def edit(data):
		envelope = json.loads(data)
		words = json.loads(base64.b64decode(envelope["payload"]))
		change(words)
		return json.dumps({**envelope, "payload": b64(forge.canonical(words))}).encode()
	return edit


def payload(f):
	return lambda data: json.dumps({**json.loads(data), "payload": b64(f(base64.b64decode(json.loads(data)["payload"])))}).encode()


def envelope(**changes):
	return lambda data: json.dumps({**json.loads(data), **changes}).encode()


def signature(**changes):
	def edit(data):
		value = json.loads(data)
		value["signatures"][0].update(changes)
		return json.dumps(value).encode()
	return edit


P = "predicate"
cases("edited-approval-", {
	"other-reference": statement(lambda s: s[P].__setitem__("approval_ref", "approval:other")),
	"denied": statement(lambda s: s[P].__setitem__("decision", "denied")),
	"another-condition": statement(lambda s: s[P].__setitem__("conditions", ["more"])),
	"a-later-end": statement(lambda s: s[P].__setitem__("expires_at", "2099-01-01T00:00:00Z")),
	"an-unknown-member": statement(lambda s: s[P].__setitem__("comment", "x")),
	"one-more-digest": statement(lambda s: s["subject"][0]["digest"].__setitem__("sha512", "00")),
	"a-malformed-time": statement(lambda s: s[P].__setitem__("decided_at", "yesterday")),
	"no-statement": payload(lambda p: b"{}"),
	"no-json": payload(lambda p: b"\xff" + p),
	"a-byte-less": payload(lambda p: p[:-1]),
	"a-space-more": payload(lambda p: p + b" "),
	"nothing": payload(lambda p: b""),
	"not-base64": envelope(payload="a?"),
	"another-type": envelope(payloadType="application/json"),
	"no-signature": envelope(signatures=[]),
	"a-member-more": envelope(x=1),
	"a-short-signature": signature(sig="AAAA"),
	"no-signature-bytes": signature(sig=""),
	"another-signature": signature(sig=b64(bytes(64))),
	"cut-off": lambda data: data[:-20],
	"empty": lambda data: b"",
	"an-empty-object": lambda data: b"{}",
	"an-array": lambda data: b"[]",
	"not-json": lambda data: b"not JSON",
	"a-nul": lambda data: data + b"\0",
	"a-name-twice": lambda data: data.replace(b'"payload":', b'"payload":"","payload":', 1),
	"5-MiB": lambda data: data + b" " * (5 << 20),
	"plain": lambda data: json.dumps({"approval_ref": "approval:opaque-1", "decision": "approved",
		"package": {"digest": {"dirHash1": "0" * 64}}}).encode(),
}, rewritten)


def in_evidence(d, change):
	"""Evidence with that change, which its approver approved and its producer sealed."""
	def forgery(b):
		record = json.loads(b.files["data/evidence/expiry.json"])
		change(record)
		b.files["data/evidence/expiry.json"] = json.dumps(record).encode()
		b.reapprove(d.lab)
	return d.forged(forgery)


def checked(d, change):
	d.trial()
	d.edit("expiry/expiry.json", change)
	d.approve()
	return d.check("--trust", d.policy())


EVIDENCE = {
	"a-customer": lambda v: v.__setitem__("customer", {"segment": "one"}),
	"a-note": lambda v: v.__setitem__("note", "paid late"),
	"a-member-deeper": lambda v: v["action"].__setitem__("comment", "x"),
	"a-list": lambda v: v.__setitem__("contacts", []),
	"null": lambda v: v.__setitem__("remark", None),
	"an-object-for-a-reference": lambda v: v.__setitem__("license_ref", {"id": 1}),
	"free-text-for-a-label": lambda v: v.__setitem__("status", "ready, says Jane"),
	"a-number-for-a-reference": lambda v: v.__setitem__("license_ref", 1),
}
cases("evidence-field-", EVIDENCE, in_evidence)
cases("evidence-field-checked-", EVIDENCE, checked)


@functools.lru_cache(None)
def public_keys(n):
	"""N public keys of nobody, in PEM."""
	secrets = [subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519"], check=True, capture_output=True).stdout
		for _ in range(n)]
	return [subprocess.run(["openssl", "pkey", "-pubout"], input=s, check=True, capture_output=True).stdout.decode()
		for s in secrets]


def many_keys(d, n):
	"""The common policy with N more approvers and producers, whom nobody knows."""
	with MAKING:
		known = public_keys(200)[:n]

	def add(trust):
		trust["keys"] = [{"public_key": pem, "owner": "owner-%d" % i, "roles": ["producer", "approver"]}
			for i, pem in enumerate(known)] + trust["keys"]
	return d.policy(add)


def nobodys(n, keyid=True):
	"""N signatures of nobody, in the order of their keyids."""
	ids = sorted("SHA256:" + b64(bytes([i]) * 32).rstrip("=") for i in range(n))
	return [{"keyid": i, "sig": b64(b"\1" * 64)} if keyid else {"sig": b64(b"\1" * 64)} for i in ids]


def sealed_by_nobody(d):
	"""A seal of 1 MB with 64 signatures of nobody, judged by a policy of 200 keys: to try them all takes a minute."""
	b = d.lab.bundle()
	payload = b"[" + b"0," * 390000 + b"0]"
	b.envelope = lambda e, text: compact({**e, "payload": b64(payload), "signatures": nobodys(64)}) + "\n"
	return d.verify(b.build(d.lab.key("producer")), trust=many_keys(d, 200))


def approved_by_nobody(d, keyid):
	"""The same for an approval, whose keyids are hints."""
	def forgery(b):
		b.files[APPROVAL] = compact({"payloadType": "application/vnd.in-toto+json",
			"payload": b64(b" " * 780000), "signatures": nobodys(64, keyid)}).encode()
	trust = many_keys(d, 200)
	b = d.lab.bundle()
	forgery(b)
	return d.verify(b.build(d.lab.key("producer")), trust=trust)


case("cost-64-signatures-of-nobody", sealed_by_nobody)
case("cost-approval-64-keyids-of-nobody", lambda d: approved_by_nobody(d, True))
case("cost-approval-64-without-keyid", lambda d: approved_by_nobody(d, False))


def late_signature(d, strangers):
	"""A good signature without keyid after those of strangers, none of which names its key."""
	def edit(data):
		value = json.loads(data)
		good = {"sig": value["signatures"][0]["sig"]}
		value["signatures"] = nobodys(strangers, False) + [good]
		return json.dumps(value).encode()
	trust = many_keys(d, 100)
	b = d.lab.bundle()
	b.files[APPROVAL] = edit(b.files[APPROVAL])
	return d.verify(b.build(d.lab.key("producer")), trust=trust)


case("cost-approval-found-in-time", lambda d: late_signature(d, 1))
case("cost-approval-found-too-late", lambda d: late_signature(d, 3))


def malformed_beside_good(d):
	"""Two signatures of the seal, of which one has a malformed keyid."""
	b = d.lab.bundle()

	def envelope(e, text):
		e = copy.deepcopy(e)
		e["signatures"] = [{"keyid": "", "sig": e["signatures"][0]["sig"]}] + e["signatures"]
		return compact(e) + "\n"
	b.envelope = envelope
	return d.verify(b.build(d.lab.key("producer")))


case("cost-seal-a-malformed-keyid-beside-a-good-one", malformed_beside_good)
