# torture.py BUILD [--point SCENARIO:KIND:WAY:once|lasting:N]: faults at every point, kills, full disks, closed
# descriptors, inputs that change, and concurrent use. Prints a table, and every wrong outcome.
#
# TORTURE_SECONDS (300) limits the whole run. FULL=1 tries every point, however long it takes. TORTURE_SEED (1)
# seeds the kills. TORTURE_MIB (200) is the size of the large input. TORTURE_ONLY selects scenarios by a regular
# expression. TORTURE_DIR is where the scratch directory is made.
import argparse
import collections
import os
import re
import subprocess
import sys

import kills
import places
import points
import races
import scenarios
from world import Room, World, clock

IO = re.compile(r"^(_*(f?open|creat|p?read|p?write|[fl]?seek|[fl]?stat|f?sync|fdatasync|sync_?fs|r?e?name|un?link|sym?link|"
	r"mk(dir|nod|fifo|stemp|ostemp)|rmdir|f?truncate|f?allocate|opendir|fdopendir|readdir|closedir|scandir|"
	r"get(random|entropy)|close|pthread_create|mmap|m?protect|mlock|madvise|f?access|realpath|readlink|fcntl|ioctl|dup|pipe|"
	r"socket|connect|send|recv|poll|select|sendfile|splice|copy_file_range|f?chmod|f?chown|utimens|f?utimens|"
	r"fputs?|fwrite|fread|fgets|getline|fflush|fclose|f?printf|v?f?printf|putc|puts|isatty|tc[gs]etattr|syscall|"
	r"prctl|setrlimit|clock_gettime)[a-z0-9_]*)$")


def imported(path):
	"""The names that an object imports."""
	out = subprocess.run(["nm", "-D", "--undefined-only", path], capture_output=True, text=True).stdout
	return {line.split()[-1].split("@")[0] for line in out.splitlines() if line.strip()}


def defined(path):
	out = subprocess.run(["nm", "-D", "--defined-only", path], capture_output=True, text=True).stdout
	return {line.split()[-1].split("@")[0] for line in out.splitlines() if line.strip()}


def tell_cover(world):
	"""I/O functions that the program and its libraries call and fault.so does not intercept."""
	shim, said = defined(world.shim), {}
	ldd = subprocess.run(["ldd", world.program], capture_output=True, text=True).stdout
	libraries = [m for m in re.findall(r"=> (\S+)", ldd) if re.search("sodium|archive|cjson|crypto|pcre2", m)]
	for path in [world.program] + libraries:
		names = sorted(n for n in imported(path) - shim if IO.match(n))
		if names:
			said[os.path.basename(path)] = names
	print("not covered by fault.so (I/O that is called, and that never fails here):")
	for name, names in said.items():
		print("  %s: %s" % (name, " ".join(names)))


def group(wrong):
	"""Wrong outcomes of one kind, together."""
	groups = collections.OrderedDict()
	for w in wrong:
		groups.setdefault(w.what, []).append(w)
	return groups


def tell_wrong(wrong):
	groups = group(wrong)
	for what, list_ in groups.items():
		print("WRONG %5d x %s" % (len(list_), what))
		names = sorted({w.where for w in list_} - {""})
		if names:
			print("            in %s" % " ".join(names))
		for w in list_[:2]:
			print("            python3 tests/torture/torture.py BUILD %s" % w.how if w.how.startswith("--") else "            " + w.how)
		print("            %s" % list_[0].detail)
	print("WRONG OUTCOMES %d (%d sorts)" % (len(wrong), len(groups)))


def tell_points(rows, most):
	print("faults        calls     tried  delivered  ridden out")
	for kind, calls, tried, delivered, ridden in rows:
		print("  %-9s %9d %9d %10d %11d" % (kind, calls, tried, delivered, ridden))
	missed = [row[0] for row in rows if row[2] == 0]
	if missed:
		print("  NOT TRIED, for want of time: %s" % " ".join(missed))
	calls, tried = sum(r[1] for r in rows), sum(r[2] for r in rows)
	print("  %-9s %9d %9d %10d %11d%s" % ("all", calls, tried, sum(r[3] for r in rows), sum(r[4] for r in rows),
		"" if tried == calls else "   (at most %d of each sweep; FULL=1 for all)" % most))


def tell_kills(k):
	print("kills: %d tried, %d struck, %d with nothing wrong" % (k.n, k.struck, k.n - len(k.wrong)))
	for what, n in sorted(k.left.items()):
		print("  left behind %d times, as is documented or cannot be avoided: %s" % (n, what))


def tell_tally(t):
	print("%-26s %5d situations, %5d right%s" % (t.name, t.n, t.good, "   (%s)" % t.note if t.note else ""))


def in_process(world, seconds):
	"""The library's allocations, in one process under the address sanitizer; returns the number of wrong outcomes."""
	program = os.path.join(world.build, "san", "alloc_unit")
	if not os.path.exists(program):
		print("in-process allocations: SKIPPED, %s is not built" % program)
		return []
	env = dict(world.env, ASAN_OPTIONS="detect_leaks=1:allocator_may_return_null=1")
	got = subprocess.run([program, world.inputs, world.root, "0" if seconds is None else str(int(seconds))], env=env, capture_output=True, text=True)
	print("".join(line + "\n" for line in got.stdout.splitlines() if not line.startswith("WRONG")), end="")
	if got.returncode == 0:
		return []
	lines = [line for line in got.stdout.splitlines() if line.startswith("WRONG")] or ["it ended with %d" % got.returncode]
	for line in sorted(set(re.findall("SUMMARY: .*|.*runtime error: .*", got.stderr))):
		print("  the sanitizers say: " + line)
	return [points.Wrong("in process: " + re.sub(r"^WRONG ", "", line), program, "") for line in lines]


def torture(world, seconds, kept, room, wrong):
	"""Everything, with shares of SECONDS (None: no limit)."""
	def share(part, least):
		return max(least, (seconds or 600) * part)
	tallies = [places.full_disk(kept, room), places.places(kept, room), places.standard_descriptors(kept, room)]
	tallies.append(races.changing_inputs(world, room, share(0.08, 3), 50))
	tallies.append(races.two_writers(world, kept, room, 20))
	tallies.append(races.reader_beside(world, kept, room, 20))
	k, seed = kills.Kills(), os.environ.get("TORTURE_SEED", "1")
	kills.before_each_call(kept, room, k)
	kills.at_random(kept, room, k, seed, 60, share(0.08, 10))
	kills.large(world, room, k, seed, share(0.05, 3), int(os.environ.get("TORTURE_MIB", "200")))
	wrong += in_process(world, None if seconds is None else share(0.15, 10))
	left = None if seconds is None else max(10, seconds - (clock() - world.begun))
	rows, bad, most = points.run(world, kept, left)
	wrong += bad + k.wrong
	tell_points(rows, most)
	tell_kills(k)
	for t in tallies:
		tell_tally(t)
		wrong += t.wrong


def measure(kept, room):
	"""How long each scenario takes."""
	for s in kept:
		begun = clock()
		s.run(room, {})
		s.seconds = clock() - begun


def main():
	parser = argparse.ArgumentParser()
	parser.add_argument("build")
	parser.add_argument("--point")
	options = parser.parse_args()
	seconds = None if os.environ.get("FULL") else float(os.environ.get("TORTURE_SECONDS", "300"))
	begun = clock()
	world = World(options.build)
	world.begun = begun
	sys.stdout.reconfigure(line_buffering=True)
	try:
		room = Room(world, "room")
		kept, words = scenarios.scenarios(world, room)
		if options.point:
			points.again(world, kept, options.point, room)
			return 0
		wrong = [points.Wrong(w, "", "") for w in words]
		kept = [s for s in kept if re.search(os.environ.get("TORTURE_ONLY", ""), s.name)]
		if not world.has_extract:
			print("extract: SKIPPED, there is no such verb")
		tell_cover(world)
		measure(kept, room)
		torture(world, seconds, kept, room, wrong)
		tell_wrong(wrong)
		print("%d scenarios, %.0f seconds" % (len(kept), clock() - begun))
		return 1 if wrong else 0
	finally:
		world.remove()


if __name__ == "__main__":
	sys.exit(main())
