"""linear.py TARSEAL FIXTURES: prove that cost grows linearly with the input.

Each case is run on inputs of N, 4N and 16N parts under callgrind, which counts instructions: the count hardly differs between
a slow machine and a fast one. From N to 4N and from 4N to 16N, an additional part must cost about the same. Sorting may
make it a little dearer; a loop inside a loop makes it four times as dear.
"""
import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../scale"))
import many_lines  # noqa: E402

tarseal, fixtures = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
only = sys.argv[3:]
DEARER = 1.4  # how much dearer an additional part may become from one step to the next
AT = "2026-11-22T00:00:00Z"
STAGE = "trial-expired-followup"
TRIAL = os.path.join(fixtures, "trials/alder-revoked")


def run(*args, time="1795168800", fails=False):
	"""Run tarseal; its standard output."""
	done = subprocess.run([tarseal, *args], capture_output=True, env={**os.environ, "SOURCE_DATE_EPOCH": time})
	if done.returncode != 0 and not fails:
		sys.exit("tarseal %s\n%s%s" % (" ".join(args), done.stdout.decode(), done.stderr.decode()))
	return done.stdout


def count(code, *args):
	"""How many instructions tarseal takes for this, which must end with this exit code."""
	if args[0] in ("audit", "check", "verify"):
		args += "--threads", "1"
	done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", tarseal, *args],
		capture_output=True, text=True)
	found = re.search(r"Collected : (\d+)", done.stderr)
	if done.returncode != code or found is None:
		sys.exit("exit %d instead of %d: tarseal %s\n%s%s" % (done.returncode, code, " ".join(args), done.stdout[-1000:], done.stderr[-1000:]))
	return int(found.group(1))


def load(path):
	with open(path, encoding="utf-8") as file:
		return json.load(file)


def dump(path, value):
	with open(path, "w", encoding="utf-8") as file:
		json.dump(value, file)


def read(path):
	with open(path, encoding="utf-8") as file:
		return file.read()


def write(path, text):
	with open(path, "w", encoding="utf-8") as file:
		file.write(text)


def points(n):
	"""N public keys, as an OpenSSH file has them: multiples of the base point of edwards25519 (RFC 8032, 5.1)."""
	p = 2**255 - 19
	d = -121665 * pow(121666, -1, p) % p
	y = 4 * pow(5, -1, p) % p
	x = pow((y * y - 1) * pow(d * y * y + 1, -1, p), (p + 3) // 8, p)
	if (x * x * (d * y * y + 1) - (y * y - 1)) % p != 0:
		x = x * pow(2, (p - 1) // 4, p) % p
	base = (x if x % 2 == 0 else p - x, y)
	point = base
	for _ in range(n):
		k = d * point[0] * base[0] * point[1] * base[1]
		point = ((point[0] * base[1] + point[1] * base[0]) * pow(1 + k, -1, p) % p,
			(point[1] * base[1] + point[0] * base[0]) * pow(1 - k, -1, p) % p)
		encoded = (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")
		blob = b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + encoded
		yield "ssh-ed25519 " + base64.b64encode(blob).decode()


def keys(n):
	return [{"public_key": key, "owner": "owner-%d" % i, "roles": ["producer", "approver"]} for i, key in enumerate(points(n))]


def approve(evidence, output, *more):
	run("approve", evidence, "--stage", "trial-access-expiry", "--key", "approver.key", "--ref", "approval:opaque-1", "--by", "role:test",
		"--yes", "-q", "-o", output, *more, time="1793869200")


def pack(evidence, approval, output, *more):
	run("pack", "--profile", STAGE, "--evidence", evidence, "--approval", approval, "--record", TRIAL + "/followup.json", "--key",
		"producer.key", "--name", "bundle", "-q", "-o", output, *more)


def prepare():
	"""Keys, a policy, evidence, an approval and a bundle."""
	for name, role in (("producer", "producer"), ("approver", "approver")):
		run("keygen", "--no-passphrase", "-q", "-o", name)
		run("trust", "add", "trust.json", "--public-key", name + ".pub", "--owner", name + "s", "--role", role, "-q")
	shutil.copytree(TRIAL + "/expiry", "evidence")
	approve("evidence", "approval.json")
	pack("evidence", "approval.json", "bundle.tar")


def trust_keys(n):
	policy = load("trust.json")
	policy["keys"] += keys(n)
	dump("many.json", policy)
	return 0, "verify", "bundle.tar", "--trust", "many.json", "--at", AT


def trust_check(n):
	policy = load("trust.json")
	policy["keys"] += keys(n)
	policy["stages"] = {"stage-%d" % i: {"max_age": "P1D"} for i in range(n)}
	dump("many.json", policy)
	return 1, "trust", "check", "many.json"  # it does not know the stages


def profile_with(n):
	profile = json.loads(run("profile", "show", STAGE))
	gate, profile["id"] = profile["gates"][0], "many-gates"
	profile["gates"] += [dict(gate, id="%s-%d" % (gate["id"], i)) for i in range(n)]
	dump("profile.json", profile)


def gates(n):
	profile_with(n)
	return 0, "check", "--profile", "profile.json", "--evidence", "evidence", "--approval", "approval.json", "--record", TRIAL + "/followup.json"


def gates_verified(n):
	profile_with(n)
	run("pack", "--profile", "profile.json", "--evidence", "evidence", "--approval", "approval.json", "--record", TRIAL + "/followup.json",
		"--key", "producer.key", "--name", "bundle", "-q", "--force", "-o", "gates.tar")
	policy = load("trust.json")
	policy["stages"] = {"many-gates": {"profiles": [{"sha256": hashlib.sha256(read("profile.json").encode()).hexdigest()}]}}
	dump("pinned.json", policy)
	return 0, "verify", "gates.tar", "--trust", "pinned.json", "--profile", "profile.json", "--at", AT


def files_of(n, text):
	"""Evidence with N more files, approved."""
	shutil.rmtree("many", ignore_errors=True)
	shutil.copytree("evidence", "many")
	for i in range(n):
		write("many/file%05d.txt" % i, text % i)
	approve("many", "many-approval.json", "--force")


def manifest(n):
	files_of(n, "file %d\n")
	pack("many", "many-approval.json", "many.tar", "--force")
	return 0, "verify", "many.tar", "--trust", "trust.json", "--at", AT


def waivers(n):
	files_of(n, "mail person%05d@customer-of-ours.com\n")
	if os.path.exists("waivers.json"):
		os.remove("waivers.json")
	checking = ["check", "--profile", STAGE, "--evidence", "many", "--approval", "many-approval.json", "--record", TRIAL + "/followup.json"]
	run(*checking, "--write-waivers", "waivers.json", fails=True)
	found = load("waivers.json")
	if len(found["waivers"]) != n:
		sys.exit("%d findings instead of %d" % (len(found["waivers"]), n))
	for waiver in found["waivers"]:
		waiver.update(reason_ref="ticket:opaque-1", waived_by="role:privacy", expires_at="2026-12-31T00:00:00Z")
	dump("waivers.json", found)
	return (0, *checking, "--waivers", "waivers.json")


def signatures(n):
	"""N approvers, of which every one signs: at most 64."""
	policy = load("trust.json")
	shutil.copy("approval.json", "signed.json")
	for i in range(1, n):
		name = "approver%d" % i
		if not os.path.exists(name + ".key"):
			run("keygen", "--no-passphrase", "-q", "-o", name)
		policy["keys"].append({"public_key": read(name + ".pub").strip(), "owner": name, "roles": ["approver"]})
		dump("signers.json", policy)
		run("approve", "--add", "signed.json", "evidence", "--key", name + ".key", "--trust", "signers.json", "--yes", "-q", "--force",
			"-o", "signed.json", time="1793869200")
	pack("evidence", "signed.json", "signed.tar", "--force")
	return 0, "verify", "signed.tar", "--trust", "signers.json" if n > 1 else "trust.json", "--at", AT


def store(n):
	"""N copies of one bundle."""
	shutil.rmtree("store", ignore_errors=True)
	os.mkdir("store")
	for i in range(n):
		os.link("bundle.tar", "store/bundle%05d.tar" % i)
	return 0, "audit", "store", "--trust", "trust.json", "--at", AT


def register(n):
	write("register.csv", "subject_ref,expired_at\ntrial:opaque-4711,2026-11-01T00:00:00Z\n" +
		"".join("trial:other-%06d,2026-11-%02dT00:00:00Z\n" % (i, 1 + i % 20) for i in range(n)))
	return 1, "audit", "bundle.tar", "--trust", "trust.json", "--register", "register.csv", "--at", AT


def chained(n):
	"""A part with the lines of N copies of a bundle whose evidence is another bundle of the store."""
	run("audit", "bundle.tar", "--trust", "trust.json", "--at", AT, "--format", "lines", "--run", "r", "-o", "one.lines", "--force")
	many_lines.write("one.lines", "chained.lines", n, package_is_bundle=True, package_sha256=many_lines.digest(1), statement_sha256="ab" * 32)
	return 0, "audit", "--lines", "chained.lines", "--trust", "trust.json", "--at", AT, "--format", "json"


def lines(n):
	"""A part with the lines of N bundles, each about another subject."""
	run("audit", "bundle.tar", "--trust", "trust.json", "--at", AT, "--format", "lines", "--run", "r", "-o", "one.lines", "--force")
	many_lines.write("one.lines", "many.lines", n)
	return 0, "audit", "--lines", "many.lines", "--trust", "trust.json", "--at", AT, "--format", "json"


CASES = [("keys of a policy", trust_keys, 100), ("trust check", trust_check, 100), ("gates, check", gates, 100),
	("gates, verify", gates_verified, 100), ("waivers", waivers, 40), ("signatures of an approval", signatures, 4),
	("lines of a manifest", manifest, 100), ("bundles of a store", store, 40), ("lines of a register", register, 250),
	("lines of a divided audit", lines, 250), ("copies of a bundle in a chain", chained, 250)]


def main():
	failed = 0
	for name in only:
		if name not in [case[0] for case in CASES]:
			sys.exit("there is no case \"%s\"" % name)
	prepare()
	print("%-28s %8s %12s %12s %6s" % ("", "parts", "per part", "then", "times"))
	for name, make, n in CASES:
		if only and name not in only:
			continue
		small, middle, large = [count(*make(size)) for size in (n, 4 * n, 16 * n)]
		first, then = (middle - small) / (3 * n), (large - middle) / (12 * n)
		dearer = then / first if first > 0 else float("inf")
		bad = dearer > DEARER
		failed += bad
		print("%-28s %8d %12.0f %12.0f %6.2f%s" % (name, 16 * n, first, then, dearer, "  not linear" if bad else ""))
		sys.stdout.flush()
	total = len(only or CASES)
	print("%d passed, %d failed" % (total - failed, failed))
	return failed > 0


work = tempfile.mkdtemp(prefix="tarseal-linear-")
try:
	os.chdir(work)
	status = main()
finally:
	os.chdir("/")
	shutil.rmtree(work)
sys.exit(status)
