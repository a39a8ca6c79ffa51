# Trust: invalid policies, and bundles that a valid policy does not trust.
import copy

from lab import case, cases, compact, forge

NAMES = ["producer", "producer-2", "approver", "approver-2", "two-hats"]  # as the common policy lists their keys
STAGE = "trial-expired-followup"


def set_at(*path):
	"""Another value for the last member of PATH."""
	def change(trust):
		value = trust
		for name in path[:-2]:
			value = value[name]
		value[path[-2]] = path[-1]
	return change


def drop(*path):
	def change(trust):
		value = trust
		for name in path[:-1]:
			value = value[name]
		del value[path[-1]]
	return change


def both(*changes):
	def change(trust):
		for c in changes:
			c(trust)
	return change


def of(name, **members):
	"""Other members in the policy's entry for a key."""
	return lambda trust: trust["keys"][NAMES.index(name)].update(members)


def revoked(name, reason, at="2026-01-01T00:00:00Z"):
	return of(name, revoked={"at": at, "reason": reason})


def removed(name):
	return drop("keys", NAMES.index(name))


def rules(**members):
	return lambda trust: trust["default"].update(members)


def judging(d, change, trial="birch-renewed"):
	"""A valid bundle under a changed policy."""
	d.policy(change)
	return d.verify(d.lab.good(trial), trust="policy.json")


cases("policy-invalid-", {
	"unknown-member": set_at("x", 1),
	"unknown-in-key": set_at("keys", 0, "x", 1),
	"unknown-in-default": set_at("default", "x", 1),
	"unknown-in-stage": set_at("stages", {STAGE: {"x": 1}}),
	"unknown-in-revoked": of("producer", revoked={"at": "2026-01-01T00:00:00Z", "reason": "retired", "x": 1}),
	"name-in-capitals": lambda t: t.__setitem__("Keys", t.pop("keys")),
	"version": set_at("tarseal", "trust/2"),
	"version-missing": drop("tarseal"),
	"version-number": set_at("tarseal", 1),
	"keys-missing": drop("keys"),
	"keys-object": set_at("keys", {}),
	"key-null": set_at("keys", 0, None),
	"key-twice": lambda t: t["keys"].append(copy.deepcopy(t["keys"][0])),
	"key-twice-other-owner": lambda t: t["keys"].append(dict(t["keys"][0], owner="other", roles=["approver"])),
	"key-twice-other-comment": lambda t: t["keys"].append(dict(t["keys"][0], public_key=t["keys"][0]["public_key"] + " x")),
	"owner-missing": drop("keys", 0, "owner"),
	"owner-empty": set_at("keys", 0, "owner", ""),
	"owner-number": set_at("keys", 0, "owner", 7),
	"owner-control": set_at("keys", 0, "owner", "a\x1b[31m"),
	"owner-newline": set_at("keys", 0, "owner", "a\nb"),
	"roles-missing": drop("keys", 0, "roles"),
	"roles-empty": set_at("keys", 0, "roles", []),
	"roles-string": set_at("keys", 0, "roles", "producer"),
	"role-unknown": set_at("keys", 0, "roles", ["producer", "admin"]),
	"role-capitals": set_at("keys", 0, "roles", ["Producer"]),
	"role-null": set_at("keys", 0, "roles", [None]),
	"stages-empty": set_at("keys", 0, "stages", []),
	"stages-string": set_at("keys", 0, "stages", "trial-*"),
	"stages-pattern": set_at("keys", 0, "stages", ["trial-[a-z]"]),
	"window-turned": of("producer", valid_from="2026-02-01T00:00:00Z", valid_until="2026-01-01T00:00:00Z"),
	"revoked-true": set_at("keys", 0, "revoked", True),
	"revoked-no-reason": of("producer", revoked={"at": "2026-01-01T00:00:00Z"}),
	"revoked-no-time": of("producer", revoked={"reason": "compromised"}),
	"revoked-other-reason": revoked("producer", "bored"),
	"producers-none": rules(producers=0),
	"producers-negative": rules(producers=-1),
	"producers-string": rules(producers="1"),
	"approvers-negative": rules(approvers=-1),
	"approvers-half": rules(approvers=1.5),
	"approvers-huge": rules(approvers=2**53),
	"approvers-null": rules(approvers=None),
	"separate-string": rules(separate="false"),
	"separate-number": rules(separate=0),
	"stage-name": set_at("stages", {"Trial": {}}),
	"stage-array": set_at("stages", []),
	"stage-null": set_at("stages", {STAGE: None}),
	"pin-short": set_at("stages", {STAGE: {"profiles": [{"sha256": "00"}]}}),
	"pin-capitals": set_at("stages", {STAGE: {"profiles": [{"sha256": "A" * 64}]}}),
	"pin-string": set_at("stages", {STAGE: {"profiles": ["0" * 64]}}),
	"pin-extra": set_at("stages", {STAGE: {"profiles": [{"sha256": "0" * 64, "x": 1}]}}),
	"scan-string": rules(scan="yes"),
	"waivers-string": rules(waivers="customer.email"),
	"rules-empty": rules(rules={}),
	"a-later-demand": rules(register=True),
	"array": lambda t: [t],
	"object-empty": lambda t: {"tarseal": "trust/1"},
}, judging)
cases("policy-trust-", {
	"nobody": set_at("keys", []),
	"producer-unknown": removed("producer"),
	"approver-unknown": removed("approver"),
	"producer-is-no-producer": of("producer", roles=["approver"]),
	"approver-is-no-approver": of("approver", roles=["producer"]),
	"producer-is-verifier": of("producer", roles=["verifier", "registrar"]),
	"producer-of-another-stage": of("producer", stages=["trial-access-expiry"]),
	"producer-of-a-shorter-pattern": of("producer", stages=["trial-expired"]),
	"producer-of-another-pattern": of("producer", stages=["*-access-*"]),
	"approver-of-another-stage": of("approver", stages=["trial-access-expiry"]),
	"producer-not-yet": of("producer", valid_from="2026-11-20T10:00:01Z"),
	"producer-no-longer": of("producer", valid_until="2026-11-20T09:59:59Z"),
	"producer-no-longer-offset": of("producer", valid_until="2026-11-20T10:59:59+01:00"),
	"producer-no-longer-fraction": of("producer", valid_until="2026-11-20T09:59:59.999999999Z"),
	"approver-not-yet": of("approver", valid_from="2026-11-05T09:00:01Z"),
	"approver-no-longer": of("approver", valid_until="2026-11-05T08:59:59Z"),
	"producer-retired": revoked("producer", "retired", "2026-11-20T10:00:00Z"),
	"producer-superseded": revoked("producer", "superseded"),
	"producer-compromised-later": revoked("producer", "compromised", "2030-01-01T00:00:00Z"),
	"approver-retired": revoked("approver", "retired", "2026-11-05T09:00:00Z"),
	"approver-compromised-later": revoked("approver", "compromised", "2030-01-01T00:00:00Z"),
	"two-producers-needed": rules(producers=2),
	"two-approvers-needed": rules(approvers=2),
	"two-approvers-needed-here": set_at("stages", {STAGE: {"approvers": 2}}),
	"many-approvers-needed": rules(approvers=50),
	"same-owner": both(of("approver", owner="me"), of("producer", owner="me")),
	"same-owner-here": both(of("approver", owner="me"), of("producer", owner="me"), rules(separate=False),
		set_at("stages", {STAGE: {"separate": True}})),
	"same-owner-by-default": both(of("approver", owner="me"), of("producer", owner="me"), drop("default")),
	"too-old": rules(max_age="P1D"),
	"too-old-by-a-second": rules(max_age="PT37H59M59S"),
	"approval-too-old": rules(approval_max_age="P15D"),
	"approval-too-old-by-a-second": rules(approval_max_age="P15DT59M59S"),
	"pin-another": set_at("stages", {STAGE: {"profiles": [{"sha256": "0" * 64}]}}),
	"pin-none": set_at("stages", {STAGE: {"profiles": []}}),
	"other-rules": rules(rules={"sha256": "0" * 64}),
}, judging)


def sealed_by(d, *keys, policy=None):
	"""The bundle sealed by these keys, under a changed policy."""
	b = d.lab.bundle("birch-renewed")
	b.predicate["actor"] = {"keyid": d.lab.keyid(keys[0])}
	b.envelope = lambda e, text: compact(d.lab.envelope(forge.canonical(b.statement), *keys)) + "\n"
	archive = b.build(d.lab.key(keys[0]))
	d.policy(policy)
	return d.verify(archive, trust="policy.json")


cases("policy-sealed-by-", {
	"a-stranger": lambda d: sealed_by(d, "stranger"),
	"an-approver": lambda d: sealed_by(d, "approver-2"),
	"its-approver": lambda d: sealed_by(d, "approver", policy=of("approver", roles=["approver", "producer"])),
	"two-of-one-owner": lambda d: sealed_by(d, "producer", "producer-2", policy=both(
		rules(producers=2), of("producer-2", owner="release-automation"))),
	"two-one-without-the-role": lambda d: sealed_by(d, "producer", "approver-2", policy=rules(producers=2)),
	"two-one-compromised": lambda d: sealed_by(d, "producer", "producer-2", policy=revoked("producer-2", "compromised")),
	"a-stranger-besides": lambda d: sealed_by(d, "producer", "stranger"),
}, lambda d, f: f(d))


def approved_by(d, *keys, policy=None, f=None):
	"""Check the trial with an approval signed by these keys, under a changed policy; F changes the envelope."""
	d.trial("birch-renewed")
	d.approve(keys=keys)
	if f:
		d.edit("approval.json", f)
	d.policy(policy)
	return d.check("--trust", "policy.json")


def another_signature(d):
	"""A signature by the right key, over other bytes."""
	sound = d.lab.bundle("alder-revoked").files["data/approval/approval.dsse.json"]
	return lambda e: e.__setitem__("signatures", forge.json.loads(sound)["signatures"])


cases("policy-approved-by-", {
	"a-stranger": lambda d: approved_by(d, "stranger"),
	"a-producer": lambda d: approved_by(d, "producer-2"),
	"a-stranger-besides": lambda d: approved_by(d, "approver", "stranger"),
	"a-producer-besides": lambda d: approved_by(d, "approver", "producer-2"),
	"two-of-one-owner": lambda d: approved_by(d, "approver", "approver-2", policy=both(
		rules(approvers=2), of("approver-2", owner="trial-governance"))),
	"one-key-twice": lambda d: approved_by(d, "approver", policy=rules(approvers=2),
		f=lambda e: e.__setitem__("signatures", e["signatures"] * 2)),
	"two-one-compromised": lambda d: approved_by(d, "approver", "approver-2", policy=revoked("approver-2", "compromised")),
	"somebody-elses-signature": lambda d: approved_by(d, "approver", f=another_signature(d)),
	"a-copied-keyid": lambda d: approved_by(d, "stranger",
		f=lambda e: e["signatures"][0].__setitem__("keyid", d.lab.keyid("approver"))),
	"nobody": lambda d: approved_by(d, "approver", f=lambda e: e.__setitem__("signatures", [])),
	"hundred": lambda d: approved_by(d, "approver", f=lambda e: e.__setitem__("signatures", e["signatures"] * 100)),
	"no-keyid-stranger": lambda d: approved_by(d, "stranger", f=drop("signatures", 0, "keyid")),
	"zeros": lambda d: approved_by(d, "approver", f=lambda e: e["signatures"][0].__setitem__("sig", "A" * 86 + "==")),
	"nobody-signed": lambda d: (approved_by(d, "approver"), d.plain(), d.check("--trust", "policy.json"))[2],
}, lambda d, f: f(d))


def seal_as_approval(d):
	"""A seal, signed by a trusted key, in place of the approval."""
	d.trial("birch-renewed")
	d.write("approval.json", compact(d.lab.bundle().seal) + "\n")
	return d.check("--trust", d.policy())


case("approval-is-a-seal", seal_as_approval)


def words(*path):
	"""Another value in the approval's statement, which the approver signed."""
	return set_at(*path)


def approving(d, change):
	d.trial()
	d.approve(change)
	return d.check("--trust", d.policy())


P = "predicate"
cases("approval-shape-", {
	"type": words("_type", "https://in-toto.io/Statement/v0.1"),
	"predicate-type": words("predicateType", "https://slsa.dev/provenance/v1"),
	"subject-none": words("subject", []),
	"subject-two": lambda s: s["subject"].append(s["subject"][0]),
	"subject-extra": lambda s: s["subject"][0].__setitem__("uri", "x"),
	"digest-empty": words("subject", 0, "digest", {}),
	"digest-short": words("subject", 0, "digest", {"dirHash1": "00"}),
	"digest-capitals": lambda s: s["subject"][0].__setitem__("digest", {"dirHash1": "A" * 64}),
	"digest-number": words("subject", 0, "digest", {"dirHash1": 7}),
	"extra": words("x", 1),
	"extra-in-predicate": words(P, "approver_email", "x"),
	"reference-missing": drop(P, "approval_ref"),
	"reference-bare": words(P, "approval_ref", "771"),
	"reference-placeholder": words(P, "approval_ref", "approval:TBD"),
	"reference-scheme-capitals": words(P, "approval_ref", "Approval:771"),
	"reference-space": words(P, "approval_ref", "approval:a b"),
	"reference-long": words(P, "approval_ref", "approval:" + "a" * 248),
	"by-missing": drop(P, "approved_by"),
	"by-a-person": words(P, "approved_by", "jo@customer.example"),
	"decision-missing": drop(P, "decision"),
	"decision-capitals": words(P, "decision", "Approved"),
	"decision-true": words(P, "decision", True),
	"decision-other": words(P, "decision", "conditionally"),
	"decided-missing": drop(P, "decided_at"),
	"decided-number": words(P, "decided_at", 1793869200),
	"conditions-string": words(P, "conditions", "x"),
	"conditions-sentence": words(P, "conditions", ["call us first"]),
	"conditions-long": words(P, "conditions", ["a" * 65]),
	"stage-malformed": words(P, "stage", "Trial Access"),
	"stage-null": words(P, "stage", None),
}, approving)
cases("approval-says-", {
	"denied": words(P, "decision", "denied"),
	"more-info": words(P, "decision", "needs_more_info"),
	"another-stage": words(P, "stage", "trial-license-access"),
	"this-stage": words(P, "stage", "trial-expired-followup"),
	"decided-later": words(P, "decided_at", "2026-11-20T10:00:01Z"),
	"decided-later-offset": words(P, "decided_at", "2026-11-20T09:00:01-01:00"),
	"decided-long-ago": words(P, "decided_at", "2026-09-20T00:00:00Z"),
	"expired": words(P, "expires_at", "2026-11-20T09:59:59Z"),
	"expired-fraction": words(P, "expires_at", "2026-11-20T09:59:59.999999999Z"),
	"another-package": words("subject", 0, "digest", {"dirHash1": "0" * 64}),
	"a-file-of-it": words("subject", 0, "digest", {"sha256": "0" * 64}),
	"both-kinds": lambda s: s["subject"][0]["digest"].__setitem__("sha256", "0" * 64),
	"another-algorithm": words("subject", 0, "digest", {"sha512": "0" * 128}),
}, approving)


def evidence_changed(d):
	d.trial()
	d.edit("expiry/expiry.json", lambda v: v.__setitem__("license_ref", "license:opaque-2"))
	return d.check("--trust", d.policy())


case("approval-before-a-change", evidence_changed)


def example_key(d):
	"""The policy of keys.example, and a bundle that was not sealed with its keys."""
	return d.verify(d.lab.good(), trust=d.lab.fixtures + "/../keys.example/trust.json")


case("policy-of-the-examples", example_key)
case("policy-is-a-directory", lambda d: d.verify(d.lab.good(), trust="."))
case("policy-is-gone", lambda d: d.verify(d.lab.good(), trust="gone.json"))


def expecting(d, options):
	return d.verify(d.lab.good(), *options)


cases("expect-", {"stage": ("--stage", "trial-access-expiry"), "stage-capitals": ("--stage", "Trial-Expired-Followup"),
	"subject": ("--subject", "trial:opaque-4712"), "subject-prefix": ("--subject", "trial:opaque-471"),
	"both": ("--stage", "x", "--subject", "trial:y")}, expecting)
