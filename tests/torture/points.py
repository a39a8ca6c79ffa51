# Faults at every point: each scenario, each kind of call, each way to fail, at the first call, the second and so
# on.
import errno
import json
import multiprocessing
import os
import random
import re
import shlex

from world import Room, clock, text

# How calls of each kind can fail. A transfer that is always interrupted, or never has anything to read, would never
# end in any program, so those fail once.
ONCE, LASTING = False, True


def both(*names):
	return [(name, mode) for name in names for mode in (ONCE, LASTING)]


PLANS = {
	"malloc": both("ENOMEM"),
	"open": both("EMFILE", "EIO") + [("EINTR", ONCE)],
	"read": both("EIO", "EAGAIN", "eof") + [("EINTR", ONCE), ("short1", LASTING), ("half", LASTING)],
	"write": both("ENOSPC", "EIO", "EAGAIN") + [("EINTR", ONCE), ("short1", LASTING), ("half", LASTING)],
	"seek": both("EIO"),
	"stat": both("EIO", "ENOMEM"),
	"sync": both("EIO", "ENOSPC"),
	"link": both("ENOSPC", "EIO"),
	"unlink": both("EIO"),
	"mkdir": both("ENOSPC", "EACCES"),
	"truncate": both("EIO"),
	"random": both("EIO", "half") + [("EINTR", ONCE)],
	"directory": both("EIO", "ENOMEM"),
	"close": both("EIO") + [("EINTR", ONCE)],
	"thread": both("EAGAIN"),
	"lock": both("ENOMEM"),
	"misc": both("EIO", "ENOMEM"),
}
# scan searches files as they are: a file that ends early is not a fault.
NO_FAULT = {("scan", "eof"), ("scan-secret", "eof"), ("digest", "eof")}
ENDS = 50  # so many points at either end of a sweep are always tried…
SLOW = 0.1  # …of scenarios that take no longer than this, in seconds


class Sweep:
	"""One way to fail of one kind of call in one scenario, at each of N calls."""

	def __init__(self, scenario, kind, way, lasting):
		self.scenario, self.kind, self.way, self.lasting = scenario, kind, way, lasting
		self.n = scenario.clean.calls[kind]

	def variables(self, at):
		number = getattr(errno, self.way, None)
		fault = {"FAULT_KIND": self.kind, "FAULT_AT": str(at), "FAULT_ERRNO": str(number or self.way)}
		if self.lasting:
			fault["FAULT_LASTING"] = "1"
		return fault

	def share(self, most):
		"""The number of points for this sweep where others get MOST: a slow scenario is tried less often."""
		return most if self.scenario.seconds < SLOW else max(2, int(most * SLOW / self.scenario.seconds))

	def points(self, most):
		"""At most its share of the calls: all of them, or both ends and evenly spaced ones between."""
		most = self.share(most)
		if self.n <= most:
			return range(1, self.n + 1)
		ends = min(ENDS, most // 2)
		chosen = set(range(1, ends + 1)) | set(range(self.n - ends + 1, self.n + 1))
		between = most - 2 * ends
		chosen.update(ends + (i + 1) * (self.n - 2 * ends) // (between + 1) for i in range(between))
		return sorted(chosen)

	def ends_first(self, most):
		"""The same points, from both ends inwards."""
		points = list(self.points(most))
		return [points[i // 2] if i % 2 == 0 else points[-1 - i // 2] for i in range(len(points))]

	def name(self, at):
		return ":".join((self.scenario.name, self.kind, self.way, "lasting" if self.lasting else "once", str(at)))


def sweeps(scenarios):
	return [Sweep(s, kind, way, lasting) for s in scenarios for kind, plan in PLANS.items()
		for way, lasting in plan if s.clean.calls[kind] > 0 and (s.name, way) not in NO_FAULT]


def accepts(out):
	return re.search(rb'^ACCEPTED|"verdict": ?"accepted"', out, re.M) is not None


def same_tree(found, wanted, clean):
	"""How two sets of files differ, in words."""
	words = []
	for path in sorted(set(found) | set(wanted)):
		if found.get(path) == wanted.get(path):
			continue
		if path not in wanted:
			words.append(("half or other " if found[path] != clean.get(path) else "") + re.sub("[0-9a-f]{16,}", "HEX", path)
				+ " is left")
		else:
			words.append(re.sub("[0-9a-f]{16,}", "HEX", path) + (" is gone" if path not in found else " is changed"))
	return words


def holds_verdict(files, code=6):
	"""Whether a file holds a verdict with the same exit code."""
	try:
		return json.loads(files["verdict.json"][1])["exit"] == code
	except (KeyError, ValueError):
		return False


def without_announced(result):
	"""The files, except a hidden directory that the program says it cannot remove."""
	if b"cannot remove a hidden directory" not in result.err:
		return result.files
	return {path: content for path, content in result.files.items() if not path.startswith(".tarseal-")}


def library_gave_up(result):
	"""Whether a library ended the program without memory: libarchive calls exit(1), and libarchive and libcrypto
	crash after some failed allocations of their own. Nothing was accepted then."""
	crashed = str(result.code).startswith("SIG") and os.path.basename(result.object) != "tarseal"
	return (crashed or b"Fatal Internal Error in libarchive" in result.err) and not accepts(result.out)


def judge_crash(s, files):
	"""After a crash, as after a kill, only what the documents name is left."""
	kept = {p: c for p, c in files.items() if p in s.before or not (s.kills and re.fullmatch(s.kills, p))}
	return same_tree(kept, s.before, s.clean.files)


def judge(s, result, way):
	"""What is wrong with the outcome of a run with a fault, in words; empty if nothing is."""
	clean, words = s.clean, []
	if way == "ENOMEM" and library_gave_up(result):
		return judge_crash(s, result.files)
	result.files = without_announced(result)
	as_clean = result.files == clean.files
	if result.code == s.code and result.code != 6:
		if result.out != clean.out and (way != "eof" or s.code == 0):
			words.append("another result on standard output")
		return words + same_tree(result.files, clean.files, clean.files)
	if result.code == 6:
		announced = s.announced is not None and as_clean and re.search(s.announced, result.err + result.out)
		verdict = holds_verdict(result.files)
		if not result.err.strip() and not result.out.strip() and not verdict:
			words.append("exit 6 without a word")
		if accepts(result.out) and len(re.findall(rb"^ACCEPTED", clean.out, re.M)) < 2:
			words.append("exit 6, and the verdict says accepted")
		if not announced and not verdict:
			words += same_tree(result.files, s.before, clean.files)
		return words
	# An input that ends early is a different input, and may be refused differently.
	several = len(re.findall(rb"^ACCEPTED", clean.out, re.M)) > 1
	if way == "eof" and result.code in (1, 3, 4, 5) and (several or not accepts(result.out)):
		return [] if holds_verdict(result.files, result.code) else same_tree(result.files, s.before, clean.files)
	return ["exit %s" % result.code] + same_tree(result.files, s.before, clean.files)


class Wrong:
	"""A wrong outcome, and how to reproduce it."""

	def __init__(self, what, how, detail, where=""):
		self.what, self.how, self.detail, self.where = what, how, detail, where


def try_point(room, sweep, at):
	"""(the fault was delivered, the program recovered, what is wrong or None)"""
	s = sweep.scenario
	result = s.run(room, sweep.variables(at))
	if result.delivered == 0:
		words = [] if result.code == s.code else ["exit %s though no fault came" % result.code]
	else:
		words = judge(s, result, sweep.way)
	wrong = None
	if words:
		what = "%s %s: %s" % (sweep.kind, sweep.way, "; ".join(words))
		where = "%s from %s+%#x" % (result.call, os.path.basename(result.object), result.caller)
		wrong = Wrong(what, "--point " + sweep.name(at), "%s; exit %s; %s" % (where, result.code, text(result.err)), s.name)
	return result.delivered > 0, result.code == s.code, wrong


# A worker has its own directory; it gets everything else from its parent.
state = {}


def enter(world, all_sweeps, deadline):
	os.nice(5)
	state.update(room=Room(world, "worker-%d" % os.getpid()), sweeps=all_sweeps, deadline=deadline)


def work(chunk):
	which, points = chunk
	if clock() > state["deadline"]:
		return which, [], 0, 0, []
	delivered, ridden, wrong, done = 0, 0, [], 0
	for at in points:
		if clock() > state["deadline"]:
			break
		was, rode, bad = try_point(state["room"], state["sweeps"][which], at)
		done += 1
		delivered += was
		ridden += was and rode
		if bad:
			wrong.append(bad)
	return which, done, delivered, ridden, wrong


def plan(all_sweeps, seconds, workers):
	"""How many points of each sweep fit."""
	if seconds is None:
		return 1 << 60
	low, high = 2 * ENDS, max(s.n for s in all_sweeps)
	while low < high:
		middle = (low + high + 1) // 2
		if sum(min(s.n, s.share(middle)) * s.scenario.seconds for s in all_sweeps) <= seconds * workers:
			low = middle
		else:
			high = middle - 1
	return low


def run(world, scenarios, seconds):
	"""All sweeps in SECONDS (None: all points). Returns a list of (kind, calls, tried, delivered, recovered) and what is wrong."""
	workers = os.cpu_count() or 1
	all_sweeps = sweeps(scenarios)
	most = plan(all_sweeps, seconds, workers)
	chunks = []
	for i, s in enumerate(all_sweeps):
		points = s.ends_first(most)
		chunks += [(i, points[j:j + 10], j) for j in range(0, len(points), 10)]
	# All sweeps advance in rounds: if time runs out, the middle of the longest is left out.
	random.Random(1).shuffle(chunks)
	chunks.sort(key=lambda c: c[2])
	chunks = [c[:2] for c in chunks]
	deadline = clock() + (seconds if seconds is not None else 10 ** 9)
	rows, wrong = {}, []
	context = multiprocessing.get_context("fork")
	with context.Pool(workers, enter, (world, all_sweeps, deadline)) as pool:
		for which, done, delivered, ridden, bad in pool.imap_unordered(work, chunks):
			row = rows.setdefault(all_sweeps[which].kind, [0, 0, 0, 0])
			row[1] += done or 0
			row[2] += delivered
			row[3] += ridden
			wrong += bad
	for s in all_sweeps:
		rows.setdefault(s.kind, [0, 0, 0, 0])[0] += s.n
	return [(kind, *rows[kind]) for kind in PLANS if kind in rows], wrong, most


def again(world, scenarios, name, room):
	"""One point again, for a person."""
	which, kind, way, mode, at = name.split(":")
	s = next(s for s in scenarios if s.name == which)
	sweep = Sweep(s, kind, way, mode == "lasting")
	result = s.run(room, sweep.variables(at))
	variables = dict(s.env or {}, **sweep.variables(at))
	print("cd %s" % room.work)
	print("env LD_PRELOAD=%s %s %s %s" % (world.shim, " ".join("%s=%s" % v for v in variables.items()), world.program,
		shlex.join(s.args)))
	print("exit %s (without the fault: %s); delivered %d times, first in %s from %s+%#x" % (result.code, s.clean.code,
		result.delivered, result.call, result.object, result.caller))
	print("standard output:\n%s\nstandard error:\n%s" % (result.out.decode("utf-8", "replace"),
		result.err.decode("utf-8", "replace")))
	print("files: %s (before: %s; without the fault: %s)" % (sorted(result.files), sorted(s.before), sorted(s.clean.files)))
	print("; ".join(judge(s, result, way)) or "nothing wrong")
