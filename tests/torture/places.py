# Places where results cannot go: full disks, directories without permission, standard descriptors that are closed
# or full, readers that close the pipe; and inputs without permission to read.
import os
import re
import stat
import subprocess

from points import Wrong, accepts, holds_verdict, judge, same_tree
from scenarios import Scenario
from world import text, tree

NOBODY = 65534
OUTPUTS = ("out.tar", "k", "a.json", "dir", "verdict.json", "policy.json")


class Tally:
	"""Situations of one kind."""

	def __init__(self, name):
		self.name, self.n, self.good, self.wrong, self.note = name, 0, 0, [], ""

	def add(self, what, how, words, result):
		self.n += 1
		self.good += not words
		if words:
			self.wrong.append(Wrong("%s: %s" % (what, "; ".join(words)), how, "exit %s; %s" % (result.code, text(result.err))))


def mount(*args):
	return subprocess.run(["mount", *args], capture_output=True).returncode == 0


def on_small_disk(s, room, tally, option, unit):
	"""Run it on a disk of one page, then two, until the output fits."""
	for size in range(1, 200):
		if not mount("-t", "tmpfs", "-o", option % (size * unit), "tmpfs", room.work):
			tally.note = "tmpfs cannot be mounted"
			return
		try:
			result = s.run(room, {})
			words = judge(s, result, "ENOSPC")
			tally.add("%s on a disk of %s" % (s.name, option % (size * unit)), room.world.program + " " + " ".join(s.args),
				words, result)
		finally:
			subprocess.run(["umount", room.work], check=True)
		if result.code == s.code:
			return


def full_disk(scenarios, room):
	tally = Tally("full disk")
	if os.getuid() != 0:
		tally.note = "SKIPPED: it takes root to mount a small disk"
		return tally
	for s in scenarios:
		if s.clean.files and not s.before and s.code == 0 and s.name != "keygen-passphrase":
			on_small_disk(s, room, tally, "size=%dk", 4)
			on_small_disk(s, room, tally, "size=4m,nr_inodes=%d", 1)
	return tally


def below(s, directory):
	"""The same with its output in a directory."""
	args = [os.path.join(directory, a) if a in OUTPUTS else a for a in s.args]
	if s.name.startswith("extract"):
		args = [directory if a == "." else a for a in args]
	return Scenario(s.name, args, env=s.env)


def place_missing(work):
	pass


def place_closed(work):
	os.mkdir(os.path.join(work, "sub"))
	os.chmod(os.path.join(work, "sub"), 0o555)


def place_hidden(work):
	os.mkdir(os.path.join(work, "sub"))
	os.chmod(os.path.join(work, "sub"), 0)


def place_file(work):
	with open(os.path.join(work, "sub"), "w") as file:
		file.write("a file\n")


def places(scenarios, room):
	"""Directories that accept no output. Runs as nobody if the harness is root, because root may write everywhere."""
	tally = Tally("no such place")
	root = os.getuid() == 0
	prefix = ["setpriv", "--reuid=%d" % NOBODY, "--regid=%d" % NOBODY, "--clear-groups"] if root else []
	world = room.world
	if root:
		subprocess.run(["chown", "-R", str(NOBODY), world.inputs, room.base], check=True)
	try:
		for s in scenarios:
			if not s.clean.files or s.before or s.code != 0 or s.name == "keygen-passphrase":
				continue
			for put in (place_missing, place_closed, place_hidden, place_file):
				t = below(s, "sub")
				t.prepare = put
				t.begin(room)
				before = tree(room.work)
				result = room.run(t.args, env=t.env, prefix=prefix)
				words = same_tree(result.files, before, before)
				if result.code != 6 or not (result.err.strip() or result.out.strip()):
					words.append("exit %s" % result.code)
				tally.add("%s, %s" % (s.name, put.__name__), " ".join(t.args), words, result)
		unreadable(scenarios, room, tally, prefix)
	finally:
		if root:
			subprocess.run(["chown", "-R", "0", world.inputs, room.base], check=True)
	return tally


def unreadable(scenarios, room, tally, prefix):
	"""Each input in turn without permission to read."""
	world = room.world
	for s in scenarios:
		if s.code != 0:
			continue
		for path in sorted({a for a in s.args if a.startswith(world.inputs)}):
			if path == world.at("stranger.pub"):
				continue
			mode = stat.S_IMODE(os.stat(path).st_mode)
			os.chmod(path, 0)
			try:
				s.begin(room)
				subprocess.run(["chown", "-R", str(NOBODY), room.work] if prefix else ["true"], check=True)
				before = tree(room.work)
				result = room.run(s.args, env=s.env, stdin=s.stdin, prefix=prefix)
			finally:
				os.chmod(path, mode)
			words = same_tree(result.files, before, before) if s.name != "verify-output" else []
			said = result.err.strip() or result.out.strip() or holds_verdict(result.files)
			if result.code != 6 or not said or (accepts(result.out) and s.name != "verify-two"):
				words.append("exit %s" % result.code)
			tally.add("%s, %s may not be read" % (s.name, os.path.basename(path)), " ".join(s.args), words, result)


def printing(world):
	"""More verbs that print, besides the scenarios."""
	alder = world.at("alder-revoked", "expiry")
	return [
		Scenario("version", ["version"]),
		Scenario("help", ["help"]),
		Scenario("help-pack", ["help", "pack"]),
		Scenario("help-mdoc", ["help", "--mdoc"]),
		Scenario("help-option", ["verify", "--help"]),
		Scenario("profile-show", ["profile", "show", "trial-expired-followup"]),
		Scenario("list-rules", ["scan", "--list-rules"]),
		Scenario("approve-print", ["approve", alder, "--yes", "-q", "-o", "-", "--key", world.at("approver.key"), "--ref",
			"approval:opaque-1", "--by", "role:a"]),
	]


def closing(*numbers):
	def close():
		for fd in numbers:
			os.close(fd)
	return close


def gone_reader():
	"""The writing end of a pipe that nobody reads."""
	read, write = os.pipe()
	os.close(read)
	return write


def judge_lost(s, result, quiet):
	"""When the result did not reach standard output."""
	words = []
	if not s.clean.out:
		return judge(s, result, "")
	if result.code != 6:
		words.append("exit %s" % result.code)
	if not quiet and not result.err.strip():
		words.append("not a word")
	announced = s.announced is not None and (quiet or re.search(s.announced, result.err))
	if not (announced and result.files == s.clean.files):
		words += same_tree(result.files, s.before, s.clean.files)
	return words


def standard_descriptors(scenarios, room):
	tally = Tally("standard descriptors")
	full = os.open("/dev/full", os.O_WRONLY)
	for s in printing(room.world):
		s.before, s.clean = {}, s.run(room, {})
		if s.clean.code == 0 and s.clean.out:
			scenarios = scenarios + [s]
	for s in scenarios:
		gone = gone_reader()
		ways = [("stdout closed", {"preexec_fn": closing(1)}), ("stdout full", {"stdout": full}),
			("stdout without a reader", {"stdout": gone}), ("stdout and stderr closed", {"preexec_fn": closing(1, 2)}),
			("all closed", {"preexec_fn": closing(0, 1, 2)})]
		for what, how in ways:
			if s.stdin and what == "all closed":
				continue
			result = outcome(s, room, how)
			words = judge_lost(s, result, "stderr" in what or "all" in what)
			tally.add("%s, %s" % (s.name, what), " ".join(s.args), words, result)
		for what, how in (("stderr closed", {"preexec_fn": closing(2)}), ("stderr full", {"stderr": full}),
				("stdin closed", {"preexec_fn": closing(0)})):
			result = outcome(s, room, how)
			words = judge(s, result, "")
			if result.code != (6 if s.stdin and what == "stdin closed" else s.clean.code):
				words.append("exit %s" % result.code)
			if what != "stdin closed" and s.code == 6:
				words = [w for w in words if w != "exit 6 without a word"]
			tally.add("%s, %s" % (s.name, what), " ".join(s.args), words, result)
		tally.add("%s, a reader that goes away" % s.name, " ".join(s.args), *half_read(s, room))
		os.close(gone)
	os.close(full)
	return tally


def outcome(s, room, how):
	s.begin(room)
	result = room.run(s.args, env=s.env, stdin=s.stdin, fault={} if s.env else None, **how)
	result.files = s.canon(result.files, room.work)
	result.out = s.said(result.out)
	return result


def half_read(s, room):
	"""Read as "| head -c 1" does."""
	read, write = os.pipe()
	s.begin(room)
	process = room.start(s.args, env=s.env, stdin=s.stdin, stdout=write, fault={} if s.env else None)
	os.close(write)
	os.read(read, 1)
	os.close(read)
	result = room.result(process.wait())
	return ([] if result.code in (6, s.clean.code) else ["exit %s" % result.code]), result
