# Summaries: what may not be published, and what is not a summary even though a trusted key signed it.
from json_docs import some
from lab import cases, compact, forge
from policies import drop, set_at


def verifier(trust):
	trust["keys"][2]["roles"].append("verifier")


def publish(d, archive, *options, change=verifier):
	"""Publish a bundle, verified at the current time; no case here depends on it."""
	d.policy(change)
	d.write("b.tar", archive)
	return ["publish", "--trust", "policy.json", "--key", d.lab.key("approver"), "-o", "public", *options, "b.tar"]


cases("publish-", {
	"as-of-another-time": lambda d: publish(d, d.lab.good(), "--at", "2026-11-22T00:00:00Z"),
	"damaged": lambda d: publish(d, d.lab.good()[:300]),
	"untrusted": lambda d: publish(d, d.lab.good(), change=drop("keys", 0)),
	"not-there": lambda d: publish(d, b"")[:-1] + ["gone.tar"],
}, lambda d, f: f(d))


def named(prefix, digest):
	return {"digest": {"sha256": digest}, "uri": prefix + digest}


def summary(d):
	"""The statement of a summary of a valid bundle, by a verifier with no extra requirements."""
	archive, other = forge.sha(d.lab.good()), "0" * 64
	return {"_type": "https://in-toto.io/Statement/v1", "subject": [{"digest": {"sha256": archive}}],
		"predicateType": "https://slsa.dev/verification_summary/v1", "predicate": {
			"inputAttestations": [named("urn:tarseal:statement:sha256:", other)],
			"policy": named("urn:tarseal:trust:sha256:", other), "resourceUri": "urn:tarseal:bundle:sha256:" + archive,
			"slsaVersion": "1.0", "timeVerified": "2026-11-21T00:00:00Z", "verificationResult": "PASSED",
			"verifiedLevels": ["TARSEAL_TRIAL_EXPIRED_FOLLOWUP_ACCEPTED"], "verifier": {"id": "urn:tarseal:verifier",
				"version": {"profile": "sha256:" + other, "rules": "sha256:" + other, "tarseal": "1.0.0"}}}}


def check(d, text):
	d.policy(verifier)
	d.write("s.json", text)
	return ["verify-summary", "--trust", "policy.json", "--at", "2026-11-22T00:00:00Z", "s.json"]


def signed(d, change):
	"""A summary, changed and validly signed by a verifier."""
	words = summary(d)
	change(words)
	return check(d, compact(d.lab.envelope(forge.canonical(words), "approver")) + "\n")


def trusted(d, key, policy, *options):
	"""A valid summary signed by KEY, under this policy, with the reader's further requirements."""
	argv = check(d, compact(d.lab.envelope(forge.canonical(summary(d)), key)) + "\n")
	d.policy(policy)
	d.write("b.tar", d.lab.good("birch-renewed"))
	if "--at" in options:
		argv[argv.index("--at") + 1] = options[1]
		return argv
	return argv[:-1] + [*options, argv[-1]]


def loose(d, f):
	return check(d, f((compact(d.lab.envelope(forge.canonical(summary(d)), "approver")) + "\n").encode()))


cases("summary-json-", some("twice", "nul-escaped", "trailing-junk", "byte-order-mark", "empty"), loose)
cases("summary-shape-", {
	"failed": set_at("predicate", "verificationResult", "FAILED"),
	"other-predicate": set_at("predicateType", "urn:tarseal:seal:v1"),
	"no-subject": set_at("subject", []),
	"other-subject": set_at("subject", 0, "digest", {"sha256": "1" * 64}),
	"no-level": set_at("predicate", "verifiedLevels", []),
	"time": set_at("predicate", "timeVerified", "yesterday"),
}, signed)
cases("control-", {"summary": lambda words: None}, signed)
cases("summary-trust-", {
	"unknown": ("stranger", verifier),
	"of-another-role": ("approver", None),
	"too-old": ("approver", verifier, "--max-age", "PT23H"),
	"of-another-bundle": ("approver", verifier, "--bundle", "b.tar"),
	"of-another-policy": ("approver", verifier, "--policy", "policy.json"),
	"of-another-stage": ("approver", verifier, "--stage", "trial-access-expiry"),
	"of-the-future": ("approver", verifier, "--at", "2026-11-20T23:54:59Z"),
}, lambda d, how: trusted(d, *how))
cases("summary-is-", {
	"a-seal": lambda d: check(d, compact(d.lab.bundle().seal)),
	"an-approval": lambda d: check(d, d.lab.bundle().files["data/approval/approval.dsse.json"]),
	"a-bundle": lambda d: check(d, d.lab.good()),
	"gone": lambda d: check(d, "")[:-1] + ["gone.json"],
}, lambda d, f: f(d))
