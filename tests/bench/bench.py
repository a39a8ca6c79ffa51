# bench.py TARSEAL TRIALS: time tarseal next to what a user would run instead, in turns (A B A B), on data made here
# from a seed. Prints medians, ratios, peak memory and the share of the processor's SHA-256 speed, and writes the
# table to BENCH_OUT if that is set. Ratios within one run are meaningful; seconds are not.
#
# ROUNDS (5), SCALE (1; 0.1 is a tenth of the data), ONLY (one or more letters), BENCH_DIR (a fast place; /dev/shm).
# PREVIOUS_TARSEAL is an older program to time as well; BUILDS, NAME=PROGRAM…, are differently linked ones; MODULE is the
# directory with what make wasm has built.
import hashlib
import json
import os
import random
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import bars

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../scale"))
import many_lines  # noqa: E402
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../cli"))
import stamps_lab  # noqa: E402

tarseal, trials = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
rounds = int(os.environ.get("ROUNDS", "5"))
scale = float(os.environ.get("SCALE", "1"))
only = os.environ.get("ONLY", "SBMLXCAJW")
previous = os.environ.get("PREVIOUS_TARSEAL") and os.path.abspath(os.environ["PREVIOUS_TARSEAL"])
work = tempfile.mkdtemp(prefix="tarseal-bench-", dir=os.environ.get("BENCH_DIR", "/dev/shm"))
at = "2026-11-22T00:00:00Z"
here = os.getcwd()
results = {}
GPG_END = "gpgconf --homedir gpg --kill all"  # or its agent works on while others are timed


def shell(command, **more):
	subprocess.run(["sh", "-ec", command], check=True, stdout=subprocess.DEVNULL, **more)


def spawn(command):
	"""Run a command to its end: by itself, as a program starts another one, or what only a shell understands by sh.
	Seconds."""
	if any(c in command for c in "|&;<>()$*"):
		words, environment = ["sh", "-ec", command], os.environ
	else:
		words, environment = shlex.split(command), dict(os.environ)
		while "=" in words[0]:
			name, value = words.pop(0).split("=", 1)
			environment[name] = value
	null = [(os.POSIX_SPAWN_OPEN, fd, "/dev/null", os.O_RDWR, 0) for fd in (0, 1, 2)]
	start = time.perf_counter()
	child = os.posix_spawnp(words[0], words, environment, file_actions=null)
	status = os.waitpid(child, 0)[1]
	seconds = time.perf_counter() - start
	if status != 0:
		sys.exit("failed: " + command)
	return seconds


def peak(command):
	"""The peak memory of a command in KiB, from time(1): getrusage here would include this program's own."""
	shell("time -q -o peak -f %%M sh -ec '%s' >/dev/null 2>&1" % command.replace("'", "'\\''"))
	with open("peak") as file:
		return int(file.read())


def compare(what, commands, size=0):
	"""Time COMMANDS, (name, shell text, shell text to tidy up) each, in turns, another one first each time; SIZE bytes
	are hashed. What is small is timed more often."""
	times, memory, limits = {c[0]: [] for c in commands}, {}, []
	n = rounds if size > 1 << 20 or size == 0 else 5 * rounds
	for i in range(n + 1):
		turn = i % len(commands)  # who goes first pays for what the machine has to get ready
		for name, command, *tidy in commands[turn:] + commands[:turn]:
			if i == 0:  # this one warms, too
				memory[name] = peak(command)
			else:
				times[name].append(spawn(command))
			for t in tidy:
				shell(t)
		if size > 1 << 20 and i > 0:
			limits.append(sha256_limit(1))
	lines = []
	limit = statistics.median(limits) if limits else 0
	first = statistics.median(times[commands[0][0]])
	for name, *_ in commands:
		median = statistics.median(times[name])
		share = " %4.2f of one core's limit" % (size / median / limit) if limit and name.startswith("tarseal") else ""
		lines.append("%-46s %9.2f ms  x %6.2f %7.1f MiB%s" % (name, median * 1e3, median / first, memory[name] / 1024, share))
		results[what, name] = median, memory[name], size / median / limit if limit else 0
	if limit:
		lines.append("%-46s %9.2f GB/s" % ("SHA-256, one core, meanwhile", limit / 1e9))
	say(what, lines)


def before(command):
	"""The row of the older program, if there is one, for a COMMAND, (name, shell text, shell text to tidy up), of this one."""
	name, text, *tidy = command
	return [(name + ", before", text.replace(tarseal, previous), *tidy)] if previous else []


output = []


def say(what, lines):
	print("\n%s" % what)
	for line in lines:
		print("  " + line)
	sys.stdout.flush()
	output.append((what, lines))


def sha256_limit(seconds):
	"""Bytes per second that one core hashes in calls of 1 MiB, from openssl speed."""
	out = subprocess.run(["openssl", "speed", "-seconds", str(seconds), "-bytes", "1048576", "sha256"], capture_output=True, text=True)
	return float(out.stdout.strip().splitlines()[-1].split()[-1].rstrip("k")) * 1000


def text(n, rng):
	"""N bytes of text that contain no secret."""
	return bytes(rng.choices(b"abcdefghijklmnop qrstuvwxyz\n", k=n))


def evidence(name):
	os.makedirs(name)
	shutil.copy(os.path.join(trials, "alder-revoked/expiry/expiry.json"), name)


def make_s():
	evidence("S")
	rng = random.Random(1)
	for i in range(11):
		write("S/part%02d.txt" % i, text(1650, rng))


def write(path, data):
	with open(path, "wb") as file:
		file.write(data)


def make_m():
	evidence("M")
	rng = random.Random(2)
	block = text(1 << 16, rng)
	for i in range(int(100000 * scale)):
		directory = "M/d%02d/e%02d" % (i // 10000, i // 100 % 100)
		if i % 100 == 0:
			os.makedirs(directory, exist_ok=True)
		start = i * 37 % (len(block) - 1024)
		write("%s/f%06d.txt" % (directory, i), block[start:start + 1024])


def make_x():
	evidence("X")
	rng = random.Random(3)
	sizes = [rng.lognormvariate(11.5, 1.8) for _ in range(2000)]
	factor = scale * (1 << 30) / sum(sizes)
	block = text(1 << 20, rng)
	for i, size in enumerate(sizes):
		n = int(size * factor)
		with open("X/f%04d.txt" % i, "wb") as file:
			while n > 0:
				n -= file.write(block[:n])


def make_l(name="L", size=2048):
	evidence(name)
	block = text(1 << 20, random.Random(4))
	with open("%s/large.txt" % name, "wb") as file:
		for _ in range(int(size * scale)):
			file.write(block)
	for i in range(10):
		write("%s/small%d.txt" % (name, i), block[:1000 * i + 1])


def keys():
	shell("%s keygen --no-passphrase -q -o producer && %s keygen --no-passphrase -q -o approver" % (tarseal, tarseal))
	shell("%s trust add trust.json --public-key producer.pub --owner release --role producer -q; "
		"%s trust add trust.json --public-key approver.pub --owner governance --role approver -q" % (tarseal, tarseal))
	shell("minisign -G -W -f -p mini.pub -s mini.key")
	os.makedirs("gpg", mode=0o700)
	shell("gpg --homedir gpg --batch --passphrase '' --quick-gen-key bench@example.org ed25519 sign never", stderr=subprocess.DEVNULL)


def packing(name):
	return ("SOURCE_DATE_EPOCH=1795168800 %s pack --no-scan --profile trial-expired-followup --evidence %s --approval %s.json "
		"--record %s/alder-revoked/followup.json --key producer.key --name bench -q -o" % (tarseal, name, name, trials))


def prepare(name):
	shell("SOURCE_DATE_EPOCH=1793869200 %s approve %s --stage trial-access-expiry --key approver.key --ref approval:opaque-1 "
		"--by role:bench --yes -q -o %s.json" % (tarseal, name, name))
	shell(packing(name) + " %s.tar" % name)
	shell("tar -cf %s.plain %s; cp %s.plain %s.mini; minisign -S -s mini.key -m %s.mini; "
		"gpg --homedir gpg --batch --yes -q --detach-sign %s.plain" % ((name,) * 6))
	shell("mkdir %s.bag && tar -xf %s.tar -C %s.bag" % (name, name, name))
	shell("cd %s.bag/bench && rhash --sha256 -r -o ../../%s.rhash ." % (name, name))


def verify(name):
	verifying = "%s verify -q --trust trust.json --at %s" % (tarseal, at)
	size = os.path.getsize(name + ".tar")
	commands = [
		("tarseal verify", "%s %s.tar" % (verifying, name)),
		*before(("tarseal verify", "%s %s.tar" % (verifying, name))),
		("tarseal verify --threads 1", "%s --threads 1 %s.tar" % (verifying, name)),
		("tarseal verify, from a pipe", "cat %s.tar | %s -" % (name, verifying)),
		("openssl dgst -sha256 of the bundle", "openssl dgst -sha256 %s.tar" % name),
		("minisign -V of a tar", "minisign -V -p mini.pub -m %s.mini" % name),
		("gpg --verify of a tar", "gpg --homedir gpg --batch -q --verify %s.plain.sig %s.plain" % (name, name), GPG_END),
		("sha256sum -c of the files", "cd %s.bag/bench && sha256sum --quiet -c manifest-sha256.txt" % name),
		("rhash -c of the files", "cd %s.bag/bench && rhash --sha256 -c ../../%s.rhash" % (name, name)),
		("tar -x, sha256sum -c, minisign -V", "mkdir x && tar -xf %s.tar -C x && (cd x/bench && sha256sum --quiet -c manifest-sha256.txt) && "
			"minisign -V -p mini.pub -m %s.mini" % (name, name), "rm -rf x")]
	compare("verify " + name, commands, size)


def stamped():
	"""S with a time stamp, and without one under the same policy."""
	authority = stamps_lab.Authority("tsa")
	seal = hashlib.sha256(subprocess.run(["tar", "-xOf", "S.tar", "bench/seal.dsse.json"], check=True, stdout=subprocess.PIPE).stdout).hexdigest()
	with open("stamped.tar.tsr", "wb") as file:
		file.write(authority.reply(seal, when="2026-11-20 10:30:00"))
	with open("trust.json", encoding="utf-8") as file:
		policy = json.load(file)
	policy["time"] = {"authorities": [{"owner": "tsa", "certificates": [authority.certificate()]}]}
	with open("time.json", "w", encoding="utf-8") as file:
		json.dump(policy, file)
	shell("cp S.tar stamped.tar")
	verifying = "%s verify -q --trust time.json --at %s" % (tarseal, at)
	compare("verify S, stamped", [
		("tarseal verify", "%s stamped.tar" % verifying),
		("tarseal verify, without the stamp", "%s S.tar" % verifying),
		("openssl ts -verify", "openssl ts -verify -digest %s -in stamped.tar.tsr -CAfile tsa-root.pem" % seal)],
		os.path.getsize("S.tar"))


def pack(name):
	commands = [
		("tarseal pack --no-scan", packing(name) + " out.tar", "rm out.tar"),
		*before(("tarseal pack --no-scan", packing(name) + " out.tar", "rm out.tar")),
		("tarseal pack", (packing(name) + " out.tar").replace("--no-scan ", ""), "rm out.tar"),
		("tar -cf", "tar -cf out.tar %s" % name, "rm out.tar"),
		("tar -cf, openssl dgst -sha256", "tar -cf out.tar %s && openssl dgst -sha256 out.tar" % name, "rm out.tar"),
		("tar -cf, minisign -S", "tar -cf out.tar %s && minisign -S -s mini.key -m out.tar" % name, "rm out.tar*"),
		("tar -cf, gpg --detach-sign", "tar -cf out.tar %s && gpg --homedir gpg --batch -q --detach-sign out.tar" % name, "rm out.tar*", GPG_END)]
	compare("pack " + name, commands, os.path.getsize(name + ".tar"))


def builds():
	"""How the ways to link the program differ: size, start, and a small bundle."""
	programs = [(name, os.path.join(here, path)) for name, path in (each.split("=") for each in os.environ["BUILDS"].split())]
	say("size", ["%-46s %9.1f MiB" % (name, os.path.getsize(path) / 2 ** 20) for name, path in programs])
	for what, arguments in (("start", "version"), ("verify S", "verify -q --trust trust.json --at %s S.tar" % at)):
		compare("%s, by build" % what, [(name, "%s %s" % (path, arguments)) for name, path in programs], 1)


def module(build):
	"""The module, by Node and in a browser, next to the program."""
	npm = "node %s/npm/tarseal.cjs" % build
	files = ("the module", "module/tarseal.wasm"), ("the npm package", "tarseal-npm.tgz"), ("the page", "tarseal.html")
	say("size of the module", ["%-46s %9.2f MiB" % (what, os.path.getsize("%s/%s" % (build, path)) / 2 ** 20) for what, path in files])
	compare("start, npm package", [("tarseal version", tarseal + " version"), ("the same by the npm package", npm + " version"),
		("node, with nothing to do", "node --eval 0")], 1)
	make_l("W", 512)
	prepare("W")
	for name in "S", "W":
		verifying = "verify -q --trust trust.json --at %s %s.tar" % (at, name)
		compare("verify %s, npm package" % name, [("tarseal verify", "%s %s" % (tarseal, verifying)),
			("tarseal verify --threads 1", "%s %s --threads 1" % (tarseal, verifying)),
			("the same by the npm package", "%s %s" % (npm, verifying))], os.path.getsize(name + ".tar"))
	shell("npm_config_loglevel=error sh %s/tests/npm.sh html %s" % (here, build))
	shell("cp %s/tests/bench/page.js %s/tests/html/chromium.js %s/html" % (here, here, build))
	told = subprocess.run(["node", build + "/html/page.js", build + "/tarseal.html", "trust.json", at, "S.tar", "W.tar"],
		check=True, stdout=subprocess.PIPE, text=True).stdout
	say("the page, in Chromium", told.splitlines())
	shell("rm -rf W W.*")


def store(name, n):
	"""N small bundles of a hundred trials, in a store of a hundred directories."""
	for t in range(100):
		if not os.path.exists("trial%02d" % t):
			shell("cp -r S trial%02d && sed -i 's/opaque-4711/opaque-%d/' trial%02d/expiry.json" % (t, 5000 + t, t))
			shell("sed 's/opaque-4711/opaque-%d/' %s/alder-revoked/followup.json >followup%02d.json" % (5000 + t, trials, t))
			shell("SOURCE_DATE_EPOCH=1793869200 %s approve trial%02d --stage trial-access-expiry --key approver.key --ref "
				"approval:opaque-1 --by role:bench --yes -q -o trial%02d.json" % (tarseal, t, t))
			shell("SOURCE_DATE_EPOCH=1795168800 %s pack --profile trial-expired-followup --evidence trial%02d --approval trial%02d.json "
				"--record followup%02d.json --key producer.key -q -o trial%02d.tar" % (tarseal, t, t, t, t))
		os.makedirs("%s/%02d" % (name, t))
	for i in range(n):
		os.link("trial%02d.tar" % (i % 100), "%s/%02d/bundle%06d.tar" % (name, i // 100 % 100, i))


def audit():
	"""A hundred thousand bundles in one store: speed, and memory for each bundle."""
	n = int(100000 * scale)
	store("A", n)
	store("B", 100)
	auditing = "%s audit -q --trust trust.json --at %s" % (tarseal, at)
	compare("audit, %d bundles" % n, [
		("tarseal audit", "%s A || true" % auditing),
		("tarseal audit of 100", "%s B || true" % auditing),
		("tarseal verify, one by one (a hundredth)", "for f in $(find A -type f | head -n %d); do %s verify -q --trust trust.json --at %s $f; done" % (n // 100, tarseal, at))])


def many():
	"""Many small bundles in one directory."""
	n = int(10000 * scale)
	os.makedirs("C")
	for i in range(n):
		os.link("S.tar", "C/bundle%06d.tar" % i)
	verifying = "%s verify -q --trust trust.json --at %s" % (tarseal, at)
	all_of_them = "tarseal verify", "%s C/*.tar" % verifying
	audit_of_them = "tarseal audit", "%s audit -q --trust trust.json --at %s C" % (tarseal, at)
	compare("verify C, %d bundles" % n, [
		all_of_them, *before(all_of_them), audit_of_them, *before(audit_of_them),
		("minisign -V, one by one (a tenth)", "for f in $(ls C | head -n %d); do minisign -V -p mini.pub -m S.mini; done" % (n // 10)),
		("tarseal verify, one by one (a tenth)", "for f in $(ls C | head -n %d); do %s C/$f; done" % (n // 10, verifying))])
	results["verify C", "n"] = n, 0, 0


def join():
	"""The lines of a divided audit of a million bundles, each about another trial."""
	n = int(1000000 * scale)
	shell("%s audit S.tar --trust trust.json --at %s --format lines --run bench -q -o one.lines" % (tarseal, at))
	many_lines.write("one.lines", "many.lines", n)
	joining = "%s audit --lines many.lines --trust trust.json --at %s -q --format " % (tarseal, at)
	compare("join %d lines" % n, [("tarseal audit --lines --format " + form, joining + form) for form in ("text", "json", "html")])
	results["join", "n"] = n, 0, 0
	shell("rm many.lines")


def write_table(path):
	with open(path, "w") as out:
		for what, lines in output:
			out.write("### %s\n\n```\n%s\n```\n\n" % (what, "\n".join(line.rstrip() for line in lines)))


os.chdir(work)
try:
	say("SHA-256, one core (openssl speed, 1 MiB)", ["%.2f GB/s" % (sha256_limit(2) / 1e9)])
	keys()
	for name, make in (("S", make_s), ("M", make_m), ("L", make_l), ("X", make_x)):
		if name not in only and not (name == "S" and set("BCAJW") & set(only)):
			continue
		make()
		prepare(name)
		if name in only:
			results["manifest", name] = os.path.getsize(name + ".bag/bench/manifest-sha256.txt"), 0, 0
			verify(name)
			pack(name)
		if name == "S" and name in only:
			stamped()
		if name != "S":
			shell("rm -rf %s %s.*" % (name, name))
	if "B" in only and os.environ.get("BUILDS"):
		builds()
	if "W" in only and os.environ.get("MODULE"):
		module(os.path.join(here, os.environ["MODULE"]))
	if "C" in only:
		many()
	if "A" in only:
		audit()
	if "J" in only:
		join()
	say("bars", bars.judge(results))
	if os.environ.get("BENCH_OUT"):
		write_table(os.environ["BENCH_OUT"])
finally:
	os.chdir("/")
	shutil.rmtree(work)
