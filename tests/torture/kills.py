# Kill the program before each of its calls, one after the other, and at random moments.
import collections
import random
import re
import time

from points import Wrong, same_tree
from scenarios import Scenario
from world import clock, text


def left_over(s, files):
	"""What a kill left behind besides nothing or everything: (documented, not documented)."""
	if files in (s.before, s.clean.files):
		return [], []
	known, other = [], []
	wanted = s.clean.files if all(files.get(p) == c for p, c in s.clean.files.items()) else s.before
	for path in sorted(set(files) | set(wanted)):
		if files.get(path) == wanted.get(path):
			continue
		fits = path not in s.before and s.kills and re.fullmatch(s.kills, path)
		(known if fits else other).append(re.sub("[0-9a-f]{16,}", "HEX", path))
	return known, other


def judge(s, room, result, exact):
	"""What is wrong after a kill, and leftovers that the documents name."""
	words = []
	if result.code not in ("SIGKILL", s.code):
		return ["exit %s: %s" % (result.code, text(result.err))], []
	known, other = left_over(s, result.files)
	words += ["%s is left half" % p for p in other]
	# Before an older file is replaced, the temporary name is given to a complete file.
	for path, (mode, content) in result.files.items():
		if exact and path.startswith(".tarseal-") and content not in [c for m, c in s.clean.files.values()]:
			words.append("%s is not whole" % path)
	again = s.start_run(room, {} if s.env else None)
	rest = same_tree(again.files, s.clean.files, s.clean.files)
	if again.code == s.code:
		rest = [r for r in rest if s.name == "extract" or not re.search(r"\.tarseal-\w+\.tmp is left", r)]
		words += ["run again: " + r for r in rest]
	elif again.code != 6 or again.files != {p: c for p, c in result.files.items() if s.name != "extract"
		or not p.startswith(".tarseal-")}:
		words.append("run again: exit %s: %s" % (again.code, text(again.err)))
	elif known == [] and result.files == s.before:
		words.append("run again: %s" % text(again.err))
	return words, known


class Kills:
	"""The results of all kills."""

	def __init__(self):
		self.n, self.struck, self.left, self.wrong = 0, 0, collections.Counter(), []

	def add(self, s, how, room, result, exact=False):
		self.n += 1
		self.struck += result.code == "SIGKILL"
		words, known = judge(s, room, result, exact)
		for path in known:
			self.left["%s: %s" % (s.name, path)] += 1
		if words:
			self.wrong.append(Wrong("killed %s: %s" % (s.name, "; ".join(words)), how, text(result.err)))


def before_each_call(scenarios, room, kills):
	for s in scenarios:
		if s.kills is None:
			continue
		for at in range(1, s.clean.calls["any"] + 1):
			result = s.run(room, {"FAULT_KIND": "any", "FAULT_AT": str(at), "FAULT_ERRNO": "kill"})
			kills.add(s, "--point %s:any:kill:once:%d" % (s.name, at), room, result, s.name in ("pack-force", "trust-add"))


def strike(s, room, delay):
	"""Start, wait, kill."""
	s.begin(room)
	process = room.start(s.args, env=s.env)
	time.sleep(delay)
	process.kill()
	result = room.result(process.wait())
	result.files = s.canon(result.files, room.work)
	return result


def lasts(s, room):
	s.begin(room)
	begun = clock()
	s.start_run(room)
	return clock() - begun


def at_random(scenarios, room, kills, seed, each, seconds):
	"""Kill each scenario that writes, and sets no variable of fault.so, EACH times, as far as SECONDS allow."""
	moments = random.Random(seed)
	end = clock() + seconds
	for s in scenarios:
		if s.kills is None or (s.env and "FAULT_NO_TMPFILE" in s.env):
			continue
		whole = min(lasts(s, room) for i in range(3))
		for i in range(each):
			if clock() > end:
				return
			delay = moments.random() * whole * 1.05
			result = strike(s, room, delay)
			kills.add(s, "seed %s, kill %d of %s, after %.4f s" % (seed, i + 1, s.name, delay), room, result)


def large(world, room, kills, seed, seconds, mib):
	"""pack with much evidence; returns how many kills fitted into SECONDS."""
	trial = world.big(mib, "large")
	args = ["pack", "--key", world.at("producer.key"), "-o", "out.tar"] + world.making("large")
	s = Scenario("pack of %d MiB" % mib, args, kills="")
	s.before = {}
	begun = clock()
	s.clean = s.run(room)
	if s.clean.code != 0:
		kills.wrong.append(Wrong("%s: exit %s without any fault" % (s.name, s.clean.code), trial, text(s.clean.err)))
		return
	end, whole = begun + seconds, clock() - begun
	moments = random.Random(seed)
	while clock() < end:
		delay = moments.random() * whole
		kills.add(s, "seed %s, after %.3f s" % (seed, delay), room, strike(s, room, delay))
