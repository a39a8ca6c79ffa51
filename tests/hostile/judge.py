# judge.py PROGRAM WORK FIXTURES: run every case of corpus.tsv, each in its own directory and process, and print a
# line "ok NAME" or "not ok NAME: REASON" for each. Runs two at a time. `judge.py PROGRAM WORK FIXTURES NAME...`
# runs these cases only.
import concurrent.futures
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
import lab  # noqa: E402
from subjects import SUBJECTS  # noqa: E402, F401 (they register the cases)

TIMEOUT = 60  # seconds; the sanitizers are slow, the machine may be busy
JUDGES = ("verify", "check", "pack", "scan", "verify-summary", "publish")
# docs/verdict.md: the classes, and their order of precedence
CLASSES = {
	"undecided": (6, "io tar.limit profile.known profile.valid trust.valid rules.known rules.valid waivers.valid "
		"format.version"),
	"damaged": (3, "summary.statement summary.bundle tar.canonical tar.order tar.name seal.canonical seal.statement bag.tagfiles manifest.canonical "
		"manifest.complete manifest.digest package.digest"),
	"untrusted": (4, "seal.signature seal.trusted seal.role seal.validity seal.threshold approval.signed "
		"approval.trusted approval.role approval.validity approval.threshold approval.separate publish.verifier "
		"summary.signature summary.trusted summary.role summary.validity summary.threshold"),
	"boundary": (5, "boundary."),
	"blocked": (1, "expect.stage expect.subject document.parse document.field seal.claims evidence.stage "
		"summary.policy summary.age approval.parse approval.binds approval.decision approval.time profile.same seal.gates seal.age gate. "
		"publish.terms"),
}


def table():
	"""{name: (exit, {id}, words)} of corpus.tsv."""
	rows = {}
	with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus.tsv")) as file:
		for line in file:
			if line.startswith("#"):
				continue
			name, _, code, ids, words = line.rstrip("\n").split("\t")
			if name in rows:
				raise ValueError("two rows are named " + name)
			rows[name] = (int(code), set(ids.split()), words)
	return rows


def class_of(check):
	check = check.rsplit(":", 1)[-1]
	for name, (code, ids) in CLASSES.items():
		if any(check == i or (i.endswith(".") and check.startswith(i)) for i in ids.split()):
			return name, code
	return "none", None


def worst(ids):
	"""The exit code for these failures."""
	codes = [class_of(i)[1] for i in ids]
	return next((c for c in (6, 3, 4, 5, 1) if c in codes), 0)


def snapshot(top):
	"""{path: what it is} for everything in a directory."""
	found = {}
	for root, directories, files in os.walk(os.fsencode(top)):
		for name in directories + files:
			path = os.path.join(root, name)
			state = os.lstat(path)
			what = (state.st_mode, state.st_mtime_ns)
			if os.path.isfile(path) and not os.path.islink(path):
				with open(path, "rb") as file:
					what = (state.st_mode, hashlib.sha256(file.read()).hexdigest())
			elif os.path.isdir(path):
				what = (state.st_mode,)
			found[os.path.relpath(path, os.fsencode(top))] = what
	return found


def judged(out, code):
	"""The failing ids of a JSON verdict, and what is wrong with the verdict itself."""
	wrong = []
	try:
		verdict = json.loads(out)
		checks = [c for b in verdict["bundles"] for c in b["checks"]]
	except (ValueError, KeyError, TypeError) as error:
		return set(), ["standard output is no verdict: %s" % error]
	if verdict["exit"] != code:
		wrong.append("the verdict says exit %s" % verdict["exit"])
	if code and any(b["verdict"] == "accepted" for b in verdict["bundles"]):
		wrong.append("a bundle is called accepted")
	failing = [c for c in checks if c["result"] == "fail"]
	for c in failing:
		if not (c.get("message") or "").strip():
			wrong.append("%s fails without a message" % c["id"])
		if c["class"] != class_of(c["id"])[0]:
			wrong.append("%s is called %s" % (c["id"], c["class"]))
	return {(c["in"] + ":" if c.get("in") else "") + c["id"] for c in failing}, wrong


def told(err):
	"""The failing ids that a verb without a verdict prints on standard error."""
	found = re.findall(r"^tarseal [a-z-]+: .*\(([a-z.-]+)\)$|^  FAIL  ([a-z.-]+)", err, re.M)
	return {a or b for a, b in found}


def compare(arguments, want, code, out, err):
	"""What is wrong with the result."""
	wanted, ids, words = want
	wrong = [] if code == wanted else ["exit %s, expected %d" % (code, wanted)]
	if "Sanitizer" in err or "runtime error" in err:
		return wrong + ["a sanitizer reports: " + err[:3000]]
	if words not in err and words not in out:
		wrong.append("nothing says \"%s\"" % words)
	if wanted == 2:
		return wrong + (["usage errors go to standard error alone"] if out or not err.strip() else [])
	if worst(ids) != wanted:
		wrong.append("the row contradicts itself: its ids come to exit %d" % worst(ids))
	if wanted and re.search(r"^ACCEPTED", out, re.M):
		wrong.append("it says ACCEPTED")
	if arguments[0] in JUDGES:
		found, more = judged(out, code)
		wrong += more
	else:
		found = told(err)
		if wanted and not err.strip():
			wrong.append("it says nothing")
	if found != ids:
		wrong.append("fails [%s], expected [%s]" % (" ".join(sorted(found)), " ".join(sorted(ids))))
	return wrong


def environment(desk):
	env = {k: v for k, v in os.environ.items() if not k.startswith(("TARSEAL", "SSH_"))}
	env.update(desk.env)
	return env


def run(program, bench, name, want):
	"""One case: None if it went as expected, otherwise a message."""
	desk = lab.Desk(bench, os.path.join(bench.work, "hostile", name))
	arguments = lab.CASES[name](desk)
	if want[0] != 2 and arguments[0] in JUDGES:
		arguments = arguments + ["--format", "json"]
	before = snapshot(desk.path)
	try:
		done = subprocess.run([program, *arguments], cwd=desk.path, env=environment(desk), input=desk.stdin,
			capture_output=True, timeout=TIMEOUT)
	except subprocess.TimeoutExpired:
		return "not done after %d seconds" % TIMEOUT
	out, err = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
	wrong = compare(arguments, want, done.returncode, out, err)
	after = snapshot(desk.path)
	if after != before and want[0]:
		changed = sorted(os.fsdecode(p) for p in set(before) | set(after) if before.get(p) != after.get(p))
		wrong.append("left or changed: " + " ".join(changed))
	shutil.rmtree(desk.path)
	return "; ".join(wrong) + ("\n" + err[:600] if err else "") if wrong else None


def main(program, work, fixtures, *names):
	bench, rows = lab.Lab(work, fixtures), table()
	for name in sorted(set(rows) ^ set(lab.CASES)):
		print("not ok %s: it is not both in corpus.tsv and in a module" % name)
	todo = [n for n in rows if n in lab.CASES and (not names or n in names)]
	os.makedirs(os.path.join(work, "hostile"), exist_ok=True)
	with concurrent.futures.ThreadPoolExecutor(2) as pool:
		jobs = {n: pool.submit(run, program, bench, n, rows[n]) for n in todo}
		for name, job in jobs.items():
			try:
				how = job.result()
			except Exception as error:  # a case that cannot be made is a failure of its own
				how = "it cannot be made: %r" % error
			print("ok " + name if how is None else "not ok %s: %s" % (name, how.replace("\n", " | ")))


if __name__ == "__main__":
	main(*sys.argv[1:])
