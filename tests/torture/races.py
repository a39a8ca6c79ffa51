# Other processes use the same files: inputs that change while they are read, two writers of one name, readers next
# to a writer. The program is stopped before a chosen call, so that the change comes at exactly that moment.
import json
import os
import shutil
import signal
import subprocess

from places import Tally
from points import same_tree
from scenarios import Scenario
from world import LIMIT, NOW, clock, empty, public_line, text, tree


def truncate(path):
	os.truncate(path, os.path.getsize(path) // 2)


def grow(path):
	with open(path, "ab") as file:
		file.write(b"one more line\n")


def overwrite(path):
	"""Different bytes from three quarters of the file on, without changing its length."""
	with open(path, "r+b") as file:
		file.seek(os.path.getsize(path) * 3 // 4)
		file.write(b"other words")


def replace(path):
	with open(path, "rb") as file:
		content = file.read()
	with open(path + ".new", "wb") as file:
		file.write(content.replace(b"passed", b"failed"))
	os.rename(path + ".new", path)


def remove(path):
	os.unlink(path)


CHANGES = (truncate, grow, overwrite, replace, remove)


def wait_stop(process):
	"""True if it was stopped, False if it ended."""
	pid, status = os.waitpid(process.pid, os.WUNTRACED)
	if os.WIFSTOPPED(status):
		return True
	process.returncode = os.waitstatus_to_exitcode(status)
	return False


def stop_at(room, args, kind, at, env=None):
	"""Start it, to stop before the AT-th call of a kind; (process, whether it stopped)"""
	process = room.start(args, env=env, fault={"FAULT_KIND": kind, "FAULT_AT": str(at), "FAULT_ERRNO": "stop"})
	return process, wait_stop(process)


def go_on(room, process):
	"""Let it run to its end."""
	if process.returncode is None:
		process.send_signal(signal.SIGCONT)
		try:
			process.wait(LIMIT)
		except subprocess.TimeoutExpired:
			process.kill()
			process.wait()
	return room.result(process.returncode)


class Changing:
	"""Run on a copy of something that changes during the run."""

	def __init__(self, name, args, source, copy, file, check):
		self.name, self.args, self.source, self.copy, self.file, self.check = name, args, source, copy, file, check

	def begin(self, room):
		empty(room.work)
		target = os.path.join(room.work, self.copy)
		if os.path.isdir(self.source):
			shutil.copytree(self.source, target)
		else:
			shutil.copy(self.source, target)
		return os.path.join(room.work, self.file)


def lost_output(room, name):
	return ["%s is left" % name] if os.path.exists(os.path.join(room.work, name)) else []


def check_digest(room, result, clean):
	"""The digest of what was there before, or of what is there now."""
	if result.code == 6:
		return []
	now = subprocess.run([room.world.program, "digest", "input/expiry"], cwd=room.work, capture_output=True).stdout
	return [] if result.code == 0 and result.out in (clean.out, now) else ["exit %s, and the digest is of neither" % result.code]


def check_check(room, result, clean):
	return [] if result.code in (0, 1, 6) and (result.code == 0) == (b"ACCEPTED" in result.out) else ["exit %s" % result.code]


def check_pack(room, result, clean):
	if result.code == 0:
		return [] if result.files.get("out.tar") == clean.files.get("out.tar") else ["another bundle"]
	return lost_output(room, "out.tar") + ([] if result.code in (1, 6) else ["exit %s" % result.code])


def check_approve(room, result, clean):
	if result.code == 0:
		now = subprocess.run([room.world.program, "digest", "input/expiry"], cwd=room.work, capture_output=True).stdout
		named = result.files["a.json"] == clean.files["a.json"] or digest_in(result.files["a.json"][1]) == now.split()[0]
		return [] if named else ["an approval of neither"]
	return lost_output(room, "a.json") + ([] if result.code == 6 else ["exit %s" % result.code])


def digest_in(envelope):
	import base64
	statement = json.loads(base64.b64decode(json.loads(envelope)["payload"]))
	return ":".join(next(iter(statement["subject"][0]["digest"].items()))).encode()


def check_verify(room, result, clean):
	if result.code == 0:
		sums = [json.loads(out)["bundles"][0]["sha256"] for out in (result.out, clean.out)]
		return [] if sums[0] == sums[1] else ["another bundle is accepted"]
	return [] if result.code in (3, 6) and b'"accepted"' not in result.out else ["exit %s" % result.code]


def subjects(world, mib):
	trial = world.big(mib, "changing")
	making = [a.replace(trial, "input") for a in world.making("changing")]
	pack = ["pack", "--key", world.at("producer.key"), "-o", "out.tar"] + making
	world.call("pack", "-q", "--key", world.at("producer.key"), "-o", world.at("changing.tar"), *world.making("changing"))
	approve = ["approve", "input/expiry", "--yes", "-q", "-o", "a.json", "--key", world.at("approver.key"), "--ref",
		"approval:opaque-1", "--by", "role:a"]
	verify = ["verify", "--format", "json", "--trust", world.at("trust.json"), "--at", NOW, "input.tar"]
	file = "input/expiry/refs/long.txt"
	return [
		Changing("digest", ["digest", "input/expiry"], trial, "input", file, check_digest),
		Changing("check", ["check"] + making, trial, "input", file, check_check),
		Changing("pack", pack, trial, "input", file, check_pack),
		Changing("approve", approve, trial, "input", file, check_approve),
		Changing("verify", verify, world.at("changing.tar"), "input.tar", "input.tar", check_verify),
	]


def changing_inputs(world, room, seconds, mib):
	"""Every change, at reads spread over the whole run, as many as SECONDS allow, and at least three of each."""
	tally = Tally("inputs that change")
	codes = {}
	tasks = subjects(world, mib)
	end = clock() + seconds
	cleans = {}
	for t in tasks:
		t.begin(room)
		cleans[t] = room.run(t.args, fault={})
	for part in ((1, 2, 4), (3, 7, 9), (5, 6, 8), range(10, 60)):
		for k in part:
			for t in tasks:
				for change in CHANGES:
					if clock() > end and tally.n >= 3 * len(tasks) * len(CHANGES):
						tally.note = ", ".join("exit %s: %d" % c for c in sorted(codes.items(), key=str))
						return tally
					reads = cleans[t].calls["read"]
					at = max(1, reads * k // 10) if k < 10 else reads * (k - 9) // 51 + 1
					file = t.begin(room)
					process, stopped = stop_at(room, t.args, "read", at)
					if stopped:
						change(file)
					result = go_on(room, process)
					codes[result.code] = codes.get(result.code, 0) + 1
					words = t.check(room, result, cleans[t]) + leftovers(result)
					tally.add("%s, %s at read %d of %d" % (t.name, change.__name__, at, reads), " ".join(t.args), words, result)
	tally.note = ", ".join("exit %s: %d" % c for c in sorted(codes.items(), key=str))
	return tally


def leftovers(result):
	return ["%s is left" % p for p in result.files if ".tarseal-" in p]


class Pair:
	"""Two workers with one working directory."""

	def __init__(self, world, room):
		from world import Room
		self.one, self.two = room, Room(world, room.base.rsplit("/", 1)[1] + "-beside")
		os.rmdir(self.two.work)
		self.two.work = room.work

	def both(self, args, stop=None, env=None):
		"""Run the same command twice at once; or stop both before a call and let them continue together."""
		if stop is None:
			running = [(r, r.start(args, env=env)) for r in (self.one, self.two)]
		else:
			running = [(r, stop_at(r, args, *stop, env=env)[0]) for r in (self.one, self.two)]
		for room, process in running:
			if stop is not None and process.returncode is None:
				process.send_signal(signal.SIGCONT)
		for room, process in running:
			if process.returncode is None:
				process.wait(LIMIT)
		return [room.result(process.returncode) for room, process in running]


def one_wins(results, pattern):
	codes = sorted(r.code for r in results)
	words = [] if codes == [0, 6] else ["exits %s" % codes]
	for r in results:
		if r.code == 6 and pattern not in r.err + r.out:
			words.append("the loser says: " + text(r.err))
	return words


def two_writers(world, scenarios, room, rounds):
	tally = Tally("two at once")
	pair = Pair(world, room)
	named = {s.name: s for s in scenarios}
	for name in ("pack", "approve", "keygen", "publish", "extract"):
		s = named.get(name)
		if s is None:
			continue
		for i in range(rounds):
			stop = [None, ("link", 1), ("sync", 1), ("open", s.clean.calls["open"])][i % 4]
			empty(room.work)
			results = pair.both(s.args, stop, s.env)
			found = s.canon(tree(room.work), room.work)
			words = one_wins(results, b"exists") + same_tree(found, s.clean.files, s.clean.files)
			tally.add("two %s, round %d (stopped: %s)" % (name, i + 1, stop), " ".join(s.args), words, results[1])
	force(world, pair, named.get("pack-force"), rounds, tally)
	return tally


def force(world, pair, s, rounds, tally):
	"""With --force both may write: the last one remains, complete."""
	for i in range(rounds if s else 0):
		s.begin(pair.one)
		results = pair.both(s.args, [None, ("link", 2), ("link", 3)][i % 3])
		words = [] if [r.code for r in results] == [0, 0] else ["exits %s" % [r.code for r in results]]
		words += same_tree(tree(pair.one.work), s.clean.files, s.clean.files)
		tally.add("two pack --force, round %d" % (i + 1), " ".join(s.args), words, results[1])


def reader_beside(world, scenarios, room, rounds):
	"""Run verify repeatedly where pack is about to write: it finds nothing, or a complete bundle."""
	tally = Tally("a reader beside a writer")
	pair = Pair(world, room)
	s = next((s for s in scenarios if s.name == "pack"), None)
	verify = ["verify", "--trust", world.at("trust.json"), "--at", NOW, "out.tar"]
	seen = {}
	for i in range(rounds if s else 0):
		empty(room.work)
		process = pair.one.start(s.args)
		for more in range(200):
			ended = process.poll() is not None
			result = pair.two.run(verify)
			seen[result.code] = seen.get(result.code, 0) + 1
			good = (result.code == 0 and b"ACCEPTED" in result.out) or (result.code == 6 and b"cannot open" in result.out + result.err)
			tally.add("verify while pack writes", " ".join(verify), [] if good else ["exit %s" % result.code], result)
			if ended:
				break
		process.wait()
	tally.note = ", ".join("exit %s: %d" % c for c in sorted(seen.items()))
	return tally
