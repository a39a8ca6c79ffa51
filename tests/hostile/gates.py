# Every gate of the built-in stages failing, and the engine's own requirements: pack writes nothing.
import os

from lab import cases
from policies import drop, set_at

EXPIRY, RECORD = "expiry/expiry.json", "followup.json"


def evidence(change, trial="alder-revoked", path=EXPIRY):
	"""Evidence that is changed, then approved in that state."""
	def make(d):
		d.trial(trial)
		d.edit(path, change)
		d.approve()
		return d.pack()
	return make


def record(change, trial="alder-revoked", path=RECORD):
	def make(d):
		d.trial(trial)
		d.edit(path, change)
		return d.pack()
	return make


def approval(change, trial="alder-revoked"):
	def make(d):
		d.trial(trial)
		d.approve(change)
		return d.pack()
	return make


def renewed(change):
	return record(change, "birch-renewed")


def access(change):
	return record(change, "ivy-access-expiry", "expiry.json")


def outcome(name):
	"""The record of access expiry with another outcome, without anything that belongs to it."""
	def change(value):
		value["outcome"] = name
		value.pop("renewal")
	return access(change)


def conversion(change):
	return record(change, "birch-conversion", "conversion.json")


DENIED = set_at("predicate", "decision", "denied")
LATE = set_at("predicate", "decided_at", "2026-11-20T10:00:01Z")
OTHER = {"sha256": "0" * 64}

cases("gate-followup-", {
	"expiry-evidence-ready": evidence(set_at("status", "incomplete")),
	"expiry-evidence-ready-absent": evidence(drop("status")),
	"expiry-evidence-ready-capitals": evidence(set_at("status", "Ready")),
	"expiry-evidence-ready-true": evidence(set_at("status", True)),
	"expiry-approval-approved": approval(DENIED),
	"approval-matches-evidence": approval(set_at("subject", 0, "digest", {"dirHash1": "0" * 64})),
	"outcome-known": evidence(set_at("outcome", "paused")),
	"outcome-known-array": evidence(set_at("outcome", ["revoked"])),
	"same-trial": record(set_at("trial_ref", "trial:opaque-4799")),
	"same-trial-absent": record(drop("trial_ref")),
	"notification-recorded": record(drop("notification", "ref")),
	"notification-recorded-owner": record(drop("notification", "delivery_owner_ref")),
	"notification-recorded-tracking": record(drop("notification", "delivery_tracking_ref")),
	"channel-supported": record(drop("notification", "channel")),
	"followup-after-expiry": record(set_at("notification", "delivered_at", "2026-10-01T00:00:00Z")),
	"followup-after-expiry-absent": record(drop("notification", "delivered_at")),
	"followup-after-expiry-future": record(set_at("notification", "delivered_at", "2026-11-20T10:00:01Z")),
	"followup-after-expiry-no-expiry": evidence(drop("expired_at")),
	"grace-period-recorded": renewed(drop("grace_period", "approval_ref")),
	"grace-period-recorded-placeholder": renewed(set_at("grace_period", "approval_ref", "approval:tbd")),
	"grace-period-recorded-null": renewed(set_at("grace_period", None)),
	"commercial-handoff-recorded": renewed(drop("handoff", "commercial")),
	"closeout-recorded": record(set_at("handoff", {"support": {"ref": "handoff:s-1", "owner_ref": "team:s",
		"next_action_ref": "action:s-1"}})),
	"handoffs-owned": renewed(drop("handoff", "commercial", "owner_ref")),
	"handoffs-owned-action": renewed(drop("handoff", "customer_success", "next_action_ref")),
	"handoffs-owned-none": record(set_at("handoff", {})),
	"approval-in-time": approval(LATE),
	"approval-in-time-expired": approval(set_at("predicate", "expires_at", "2026-11-20T09:59:59Z")),
}, lambda d, f: f(d))
cases("gate-access-", {
	"access-evidence-ready": evidence(set_at("status", "open"), "ivy-access-expiry", "access/access.json"),
	"access-approval-approved": approval(DENIED, "ivy-access-expiry"),
	"approval-matches-evidence": approval(set_at("subject", 0, "digest", {"dirHash1": "0" * 64}), "ivy-access-expiry"),
	"outcome-known": access(drop("outcome")),
	"action-recorded": access(drop("action", "owner_ref")),
	"action-recorded-time": access(drop("action", "at")),
	"revocation-recorded": outcome("revoked"),
	"renewal-recorded": access(drop("renewal", "ref")),
	"renewal-recorded-not-later": access(set_at("renewal", "new_expires_at", "2026-10-17T00:00:00Z")),
	"renewal-recorded-offset": access(set_at("renewal", "new_expires_at", "2026-10-17T01:00:00+02:00")),
	"escalation-recorded": outcome("escalated"),
	"same-trial": access(set_at("trial_ref", "trial:opaque-1")),
	"approval-in-time": approval(LATE, "ivy-access-expiry"),
}, lambda d, f: f(d))


def converting(d, trial, approve=True):
	"""A conversion with other evidence."""
	d.trial("birch-conversion")
	d.evidence = d.lab.sealed(trial)
	if approve:
		d.approve()
	return d.pack()


def broken(d):
	"""The evidence is a bundle with one byte changed, approved in that state."""
	d.trial("birch-conversion")
	inner = bytearray(d.lab.good("birch-renewed"))
	at = inner.index(b"notification:opaque")
	inner[at + 13 : at + 19] = b"Opaque"
	d.write("inner.tar", bytes(inner))
	d.evidence = "inner.tar"
	d.approve()
	return d.pack()


def plain(d):
	"""The evidence is the follow-up record, unsealed."""
	d.trial("birch-conversion")
	d.write("followup.json", d.lab.bundle("birch-renewed").files["data/record/followup.json"])
	d.evidence = "followup.json"
	d.approve()
	return d.pack()


cases("gate-conversion-", {
	"followup-evidence-ready": broken,
	"followup-approval-approved": approval(DENIED, "birch-conversion"),
	"approval-matches-evidence": approval(set_at("subject", 0, "digest", OTHER), "birch-conversion"),
	"outcome-converts": lambda d: converting(d, "alder-revoked"),
	"another-stage": lambda d: converting(d, "ivy-access-expiry"),
	"plain-evidence": plain,
	"not-the-approved": lambda d: converting(d, "cedar-escalated", approve=False),
	"owners-recorded": conversion(drop("owners", "sales_ref")),
	"owners-recorded-none": conversion(drop("owners")),
	"readiness-recorded": conversion(drop("entitlement_ref")),
	"readiness-recorded-onboarding": conversion(drop("onboarding_ref")),
	"readiness-recorded-commercial": conversion(drop("commercial_approval_ref")),
	"readiness-recorded-technical": conversion(drop("technical_approval_ref")),
	"readiness-recorded-start": conversion(drop("target_start")),
	"target-known": conversion(drop("target")),
	"same-trial": conversion(set_at("trial_ref", "trial:opaque-1")),
	"approval-in-time": approval(LATE, "birch-conversion"),
}, lambda d, f: f(d))
cases("field-", {
	"label-unknown": record(set_at("notification", "channel", "fax")),
	"label-array": record(set_at("notification", "channel", ["email"])),
	"ref-number": record(set_at("notification", "ref", 4711)),
	"ref-empty": record(set_at("notification", "ref", "")),
	"ref-no-scheme": record(set_at("notification", "ref", "4711")),
	"ref-scheme-alone": record(set_at("notification", "ref", "notification:")),
	"ref-slashes-alone": record(set_at("notification", "ref", "notification://")),
	"ref-scheme-digit": record(set_at("notification", "ref", "1st:4711")),
	"ref-placeholder": record(set_at("notification", "ref", "notification:Placeholder")),
	"ref-placeholder-slashes": record(set_at("notification", "ref", "notification://n/a")),
	"ref-space": record(set_at("notification", "ref", "notification:a b")),
	"ref-not-ascii": record(set_at("notification", "ref", "notification:\u00e9")),
	"ref-at": record(set_at("notification", "ref", "mailto:jo@customer.example")),
	"ref-long": record(set_at("notification", "ref", "n:" + "a" * 255)),
	"null": record(set_at("notification", None)),
	"string-for-object": record(set_at("notification", "email")),
	"unknown": record(set_at("note", "call back")),
	"unknown-deep": record(set_at("notification", "body", "hello")),
	"unknown-empty-name": record(set_at("", "x")),
	"unknown-prototype": record(set_at("__proto__", {})),
	"unknown-handoff": record(set_at("handoff", "legal", {"ref": "handoff:l-1", "owner_ref": "team:l",
		"next_action_ref": "action:l-1"})),
	"capitals": record(lambda v: v.__setitem__("Trial_ref", v.pop("trial_ref"))),
	"date-for-start": conversion(set_at("target_start", "2026-12-01T00:00:00Z")),
	"date-february-30": conversion(set_at("target_start", "2026-02-30")),
}, lambda d, f: f(d))


def inputs(*files, **how):
	"""The trial with files that are not allowed, placed next to the record."""
	def make(d):
		d.trial()
		d.record = "rec"
		d.write("rec/followup.json", d.read("followup.json"))
		for name, content in files:
			d.write("rec/" + name, content)
		return d.pack()
	return make


cases("boundary-", {
	"elf": inputs(("a.txt", b"\x7fELF\2\1\1" + bytes(57))),
	"zip": inputs(("a.txt", b"PK\3\4" + bytes(60))),
	"gzip": inputs(("a.csv", b"\x1f\x8b\x08\0" + bytes(30))),
	"tar": lambda d: inputs(("a.txt", d.lab.good()))(d),
	"shebang": inputs(("a.txt", "#!/bin/sh\nexit 0\n")),
	"source-name": inputs(("a.py", "import os\n")),
	"not-utf-8": inputs(("a.txt", b"caf\xe9\n")),
	"nul": inputs(("a.txt", b"a\0b\n")),
	"json-that-is-none": inputs(("a.json", "{,}\n")),
}, lambda d, f: f(d))


def outputs(f):
	"""A valid trial that cannot be written to the requested place."""
	def make(d):
		d.trial()
		return f(d)
	return make


def to(path):
	def f(d):
		os.mkdir(os.path.join(d.path, "dir.tar"))
		argv = d.pack("--name", "x")
		argv[argv.index("out.tar")] = path
		return argv
	return outputs(f)


def existing(d):
	d.write("out.tar", "kept\n")
	return d.pack()


cases("output-", {"exists": outputs(existing), "nowhere": to("gone/out.tar"), "is-a-directory": to("dir.tar"),
	"device": to("/dev/null")}, lambda d, f: f(d))
