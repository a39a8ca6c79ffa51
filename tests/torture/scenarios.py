# The scenarios: what is run, on which inputs, and how to compare the results.
import os
import re
import shutil

from world import APPROVED, FIXTURES, NOW, public_line


# What a message says, with exit code 6, about an output that appeared nevertheless.
WHOLE = b"is complete, but may be lost|is whole: only the report"


class Scenario:
	"""One command line, run in a directory that is empty except for what PREPARE puts there."""

	def __init__(self, name, args, code=0, prepare=None, env=None, stdin=None, canon=None, said=None, announced=None,
			kills=None):
		self.name, self.args, self.code = name, args, code
		self.said = said or (lambda out: out)
		self.prepare, self.env, self.stdin = prepare, env, stdin
		self.canon = canon or (lambda files, work: files)
		self.announced = announced    # an output may exist with exit 6 if a message matches this
		self.kills = kills  # what a kill may leave besides nothing and everything, as a regular expression
		self.clean = self.before = None

	def begin(self, room):
		"""Prepare the working directory."""
		from world import empty
		empty(room.work)
		if self.prepare:
			self.prepare(room.work)

	def run(self, room, fault=None):
		self.begin(room)
		return self.start_run(room, fault)

	def start_run(self, room, fault=None):
		result = room.run(self.args, env=self.env, stdin=self.stdin, fault=fault)
		result.files = self.canon(result.files, room.work)
		result.out = self.said(result.out)
		return result


def same_pair(files, work):
	"""Key pairs are random: the two halves must belong together."""
	known = dict(files)
	if "k.key" in files and "k.pub" in files:
		public = files["k.pub"][1].decode()
		encrypted = b"ENCRYPTED" in files["k.key"][1]
		line = "" if encrypted else public_line(os.path.join(work, "k.key"))
		if encrypted or (line and public == line + " k\n"):
			for name in ("k.key", "k.pub"):
				known[name] = (files[name][0], b"a pair")
	return known


def without_times(files, work):
	"""Summaries contain the time when they were made."""
	known = {}
	for name, (mode, content) in files.items():
		if content is not None and name.endswith(".json") and content.endswith(b"}]}\n"):
			content = b"a summary"
		elif content is not None:
			content = re.sub(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"TIME", content)
		known[name] = (mode, content)
	return known


def without_fingerprints(out):
	"""Fingerprints of findings are salted."""
	return re.sub(rb"[0-9a-f]{16,}", b"HEX", out)


def copying(*pairs):
	"""A preparation that copies files or directories into the working directory."""
	def prepare(work):
		for source, name in pairs:
			target = os.path.join(work, name)
			if os.path.isdir(source):
				shutil.copytree(source, target)
			else:
				shutil.copy2(source, target)
	return prepare


def verifying(w):
	verify = ["verify", "--trust", w.at("trust.json"), "--at", NOW]
	alder, birch = w.at("alder-revoked.tar"), w.at("birch-renewed.tar")
	bundle = open(alder, "rb").read()
	return [
		Scenario("verify-file", verify + [alder]),
		Scenario("verify-json", verify + ["--format", "json", "--scan", alder]),
		Scenario("verify-pipe", verify + ["-"], stdin=bundle),
		Scenario("verify-two", verify + [alder, birch]),
		Scenario("verify-chain", verify + [w.at("birch-conversion.tar")]),
		Scenario("verify-output", verify + [alder, "--format", "json", "-o", "verdict.json"]),
		Scenario("verify-damaged", verify + [w.at("damaged.tar")], code=3),
		Scenario("verify-untrusted", ["verify", "--trust", w.at("others.json"), "--at", NOW, alder], code=4),
		Scenario("verify-other-stage", verify + ["--stage", "trial-access-expiry", alder], code=1),
		Scenario("audit", ["audit", "-v", "--trust", w.at("trust.json"), "--at", NOW, w.at("store")], code=1),
		Scenario("inspect", ["inspect", alder]),
		Scenario("inspect-json", ["inspect", "--format", "json", birch]),
	]


def making(w):
	alder = w.making("alder-revoked")
	pack = ["pack", "--key", w.at("producer.key")]
	key, expiry = w.at("producer.key"), w.at("alder-revoked", "expiry")
	inside = [a if a != expiry else "expiry" for a in alder]
	chain = w.making("birch-conversion", w.at("birch-renewed.tar"), "conversion.json", "trial-conversion-readiness")
	return [
		Scenario("check", ["check", "--trust", w.at("trust.json")] + alder),
		Scenario("check-blocked", ["check"] + w.making("blocked"), code=1),
		Scenario("check-secret", ["check"] + w.making("secret"), code=5, said=without_fingerprints),
		Scenario("pack", pack + alder + ["-o", "out.tar"], announced=WHOLE, kills=""),
		Scenario("pack-chain", pack + chain + ["--trust", w.at("trust.json"), "-o", "out.tar"], announced=WHOLE, kills=""),
		Scenario("pack-unnamed", pack + alder + ["-o", "out.tar"], announced=WHOLE, env={"FAULT_NO_TMPFILE": "1"},
			kills=r"\.tarseal-.*\.tmp"),
		Scenario("pack-force", pack + alder + ["-o", "out.tar", "--force"], announced=WHOLE,
			prepare=copying((w.at("birch-renewed.tar"), "out.tar")), kills=r"\.tarseal-.*\.tmp"),
		Scenario("pack-exists", pack + alder + ["-o", "out.tar"], code=6,
			prepare=copying((w.at("birch-renewed.tar"), "out.tar"))),
		Scenario("pack-over-key", ["pack", "--key", "my.key", "--force", "-o", "my.key"] + alder, code=2,
			prepare=copying((key, "my.key"))),
		Scenario("pack-inside", pack + inside + ["-o", "expiry/out.tar"], code=2, prepare=copying((expiry, "expiry"))),
	]


def signing(w):
	approve = ["approve", w.at("alder-revoked", "expiry"), "--yes", "-o", "a.json"]
	words = ["--ref", "approval:opaque-1", "--by", "role:trial-governance", "--stage", "trial-access-expiry"]
	dated = {"SOURCE_DATE_EPOCH": APPROVED}
	publish = ["publish", "--trust", w.at("trust.json"), "--key", w.at("verifier.key"), w.at("birch-renewed.tar"), "-o", "dir"]
	new = ["trust", "add", "policy.json", "--public-key", w.at("stranger.pub"), "--owner", "me", "--role", "producer"]
	found = [
		Scenario("approve", approve + words + ["--key", w.at("approver.key")], env=dated, kills=""),
		Scenario("approve-add", approve + ["--add", w.at("alder-revoked", "approval.dsse.json"), "--key",
			w.at("approver-2.key")], env=dated, kills=""),
		Scenario("approve-unnamed", approve + words + ["--key", w.at("approver.key")],
			env=dict(dated, FAULT_NO_TMPFILE="1"), kills=r"\.tarseal-.*\.tmp"),
		Scenario("keygen", ["keygen", "--no-passphrase", "-o", "k"], canon=same_pair, kills=r"k\.key"),
		Scenario("keygen-passphrase", ["keygen", "-o", "k"], canon=same_pair, kills=r"k\.key",
			env={"TARSEAL_PASSPHRASE_FILE": w.at("passphrase")}),
		Scenario("publish", publish, canon=without_times, announced=b"wrote ", kills=r"dir(/[0-9a-f]*\.vsa\.dsse\.json)?"),
		Scenario("trust-add", new, announced=WHOLE, prepare=copying((w.at("trust.json"), "policy.json")), kills=r"\.tarseal-.*\.tmp"),
		Scenario("trust-begin", new, kills=""),
	]
	if w.summary is not None:
		found.append(Scenario("verify-summary", ["verify-summary", w.summary, "--trust", w.at("trust.json"),
			"--bundle", w.at("birch-renewed.tar"), "--policy", w.at("trust.json")]))
	return found


def looking(w):
	return [
		Scenario("digest", ["digest", w.at("alder-revoked", "expiry"), w.at("alder-revoked.tar")]),
		Scenario("scan", ["scan", w.at("alder-revoked"), w.at("birch-renewed")]),
		Scenario("scan-secret", ["scan", w.at("secret")], code=5, said=without_fingerprints),
		Scenario("trust-show", ["trust", "show", w.at("trust.json")]),
		Scenario("trust-check", ["trust", "check", w.at("trust.json"), "--at", NOW]),
		Scenario("profile-lint", ["profile", "lint", w.at("profile.json")]),
		Scenario("profile-list", ["profile", "list"]),
	]


def stamping(w):
	"""Time stamps: the golden bundle, and what an independent program stamped."""
	time, golden = FIXTURES + "/time/", FIXTURES + "/golden/"
	bundle, stamps = golden + "golden-followup.tar", time + "stamps/"
	verify = ["verify", "--profile", golden + "profile.json", "--at", NOW, "b.tar", "--trust"]
	stamped = copying((bundle, "b.tar"), (stamps + "good-plain.tsr", "b.tar.tsr"), (stamps + "bad-stranger.tsr", "b.tar.2.tsr"))
	renewed = copying((bundle, "b.tar"), (stamps + "good-plain.tsr", "b.tar.tsr"), (stamps + "renewal.tsr.tsr", "b.tar.tsr.tsr"))
	add = ["stamp", "add", "b.tar", "--trust", time + "trust.json", "--at", NOW, "--response"]
	pack = ["pack", "--key", w.at("producer.key")] + w.making("alder-revoked")
	return [
		Scenario("verify-stamped", verify + [time + "trust.json"], prepare=stamped),
		Scenario("verify-renewed", verify + [time + "trust-authority-compromised.json", "--format", "json"], prepare=renewed),
		Scenario("verify-unstamped", verify + [time + "trust.json"], code=4, prepare=copying((bundle, "b.tar"))),
		Scenario("stamp-add", add + [stamps + "good-plain.tsr"], prepare=copying((bundle, "b.tar")), announced=WHOLE,
			kills=r"\.tarseal-.*\.tmp"),
		Scenario("stamp-add-stranger", add + [stamps + "bad-stranger.tsr"], code=4, prepare=copying((bundle, "b.tar"))),
		Scenario("stamp-add-other", add + [stamps + "bad-statement.tsr"], code=3, prepare=copying((bundle, "b.tar"))),
		Scenario("stamp-show", ["stamp", "show", stamps + "good-issuer.tsr"]),
		Scenario("pack-not-before", pack + ["--not-before", stamps + "not-before.tsr", "-o", "out.tar"], announced=WHOLE, kills=""),
		Scenario("trust-authority", ["trust", "add-authority", "policy.json", time + "authority/one-root.pem", "--owner", "me"],
			announced=WHOLE, prepare=copying((w.at("trust.json"), "policy.json")), kills=r"\.tarseal-.*\.tmp"),
		Scenario("trust-show-time", ["trust", "show", time + "trust.json"]),
	]


def extracting(w):
	if not w.has_extract:
		return []
	args = ["extract", w.at("alder-revoked.tar"), "-C", ".", "--at", NOW, "--trust"]
	return [
		Scenario("extract", args + [w.at("trust.json")], announced=WHOLE, kills=r"\.tarseal-.*\.tmp(/.*)?"),
		Scenario("extract-untrusted", args + [w.at("others.json")], code=4, kills=r"\.tarseal-.*\.tmp(/.*)?"),
	]


def scenarios(w, room):
	"""All scenarios that succeed when nothing goes wrong; and what is wrong with the others."""
	kept, wrong = [], []
	for s in verifying(w) + making(w) + signing(w) + looking(w) + stamping(w) + extracting(w):
		s.begin(room)
		from world import tree
		s.before = s.canon(tree(room.work), room.work)
		s.clean = s.run(room, fault={})
		again = s.run(room, fault={})
		if s.clean.code != s.code:
			wrong.append("%s: exit %s without any fault: %s" % (s.name, s.clean.code, s.clean.err.decode()[:300]))
		elif (s.clean.out, s.clean.files) != (again.out, again.files):
			wrong.append("%s: two runs differ without any fault" % s.name)
		else:
			kept.append(s)
	return kept, wrong
