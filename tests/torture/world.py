# What the torture test works on: keys from fixed seeds, inputs and sealed bundles, all in one scratch directory;
# and the result of a run of the program: its exit code, its output, and the files.
import base64
import hashlib
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.join(HERE, "..", "..", "fixtures")
APPROVED, SEALED, NOW = "1793869200", "1795168800", "2026-11-22T00:00:00Z"
LIMIT = 20  # seconds after which a run hangs
KINDS = ("malloc open read write seek stat sync link unlink mkdir truncate random directory close thread walk lock misc "
         "any").split()
REPORT = 24 * 8 + 8 + 8 + 24 + 200  # struct report of fault.c


def scratch():
	"""A new directory, in memory if possible, because every run syncs its files."""
	there = os.environ.get("TORTURE_DIR")
	if not there and os.access("/dev/shm", os.W_OK) and shutil.disk_usage("/dev/shm").free > 2 << 30:
		there = "/dev/shm"
	root = tempfile.mkdtemp(prefix="tarseal-torture-", dir=there)
	os.chmod(root, 0o755)
	return root


def tree(directory):
	"""Everything in a directory: path -> (mode, content)."""
	found = {}
	for base, names, files in os.walk(directory):
		for name in names + files:
			path = os.path.join(base, name)
			st = os.lstat(path)
			content = open(path, "rb").read() if os.path.isfile(path) else None
			found[os.path.relpath(path, directory)] = (st.st_mode, content)
	return found


def empty(directory):
	for entry in os.scandir(directory):
		if entry.is_dir(follow_symlinks=False):
			shutil.rmtree(entry.path)
		else:
			os.unlink(entry.path)


class Result:
	"""The result of one run."""

	def __init__(self, code, out, err, files, report):
		self.code, self.out, self.err, self.files = code, out, err, files
		self.calls = dict(zip(KINDS, struct.unpack("<24Q", report[:192])))
		self.delivered, self.caller = struct.unpack("<QQ", report[192:208])
		self.call, self.object = (x.split(b"\0")[0].decode() for x in (report[208:232], report[232:432]))


class Room:
	"""A worker's own place: a working directory, and files for the program's output."""

	def __init__(self, world, name):
		self.world = world
		self.base = os.path.join(world.root, name)
		self.work = os.path.join(self.base, "work")
		os.makedirs(self.work)
		self.files = {}
		for what in ("stdout", "stderr", "report"):
			self.files[what] = os.open(os.path.join(self.base, what), os.O_RDWR | os.O_CREAT, 0o644)

	def content(self, what):
		fd = self.files[what]
		return os.pread(fd, os.fstat(fd).st_size, 0)

	def start(self, args, env=None, stdin=None, fault=None, prefix=(), **more):
		"""Start the program (after PREFIX); FAULT holds variables of fault.so."""
		for fd in self.files.values():
			os.ftruncate(fd, 0)
		os.ftruncate(self.files["report"], REPORT)
		variables = dict(self.world.env, **(env or {}))
		if fault is not None:
			variables.update(fault, LD_PRELOAD=self.world.shim, FAULT_COUNT_FILE=os.path.join(self.base, "report"))
		given = {"stdout": self.append("stdout"), "stderr": self.append("stderr")}
		given.update(more)
		read = subprocess.DEVNULL
		if stdin is not None:
			read, write = os.pipe()
			os.write(write, stdin)  # bundles here are smaller than a pipe
			os.close(write)
		try:
			return subprocess.Popen([*prefix, self.world.program, *args], cwd=self.work, env=variables, stdin=read, **given)
		finally:
			if stdin is not None:
				os.close(read)
			for fd in self.appending:
				os.close(fd)

	appending = ()

	def append(self, what):
		if what == "stdout":
			self.appending = []
		fd = os.open(os.path.join(self.base, what), os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
		self.appending.append(fd)
		return fd

	def run(self, args, **how):
		"""Run the program to its end; kill it if it hangs."""
		process = self.start(args, **how)
		try:
			code = process.wait(LIMIT)
		except subprocess.TimeoutExpired:
			process.kill()
			process.wait()
			code = "hangs"
		return self.result(code)

	def result(self, code):
		if isinstance(code, int) and code < 0:
			code = signal.Signals(-code).name
		return Result(code, self.content("stdout"), self.content("stderr"), tree(self.work), self.content("report"))


def secret_key(path, phrase):
	"""A PKCS#8 key whose seed is the SHA-256 of a phrase, with its public half next to it. Returns the public half."""
	der = bytes.fromhex("302e020100300506032b657004220420") + hashlib.sha256(phrase.encode()).digest()
	text = "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n" % base64.b64encode(der).decode()
	with open(os.open(path + ".key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
		file.write(text)
	line = public_line(path + ".key")
	with open(path + ".pub", "w") as file:
		file.write(line + "\n")
	return line


def public_line(key):
	"""The ssh-ed25519 line of a secret key, from openssl; empty if it is not a key."""
	got = subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-outform", "DER"], capture_output=True)
	if got.returncode != 0:
		return ""
	blob = b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + got.stdout[-32:]
	return "ssh-ed25519 " + base64.b64encode(blob).decode()


class World:
	"""The program and everything it is run on, in ROOT."""

	def __init__(self, build):
		build = os.path.abspath(build)
		self.build = build
		shared = os.path.join(build, "shared")
		self.program, self.shim = os.path.join(shared, "tarseal"), os.path.join(shared, "torture", "fault.so")
		self.root = scratch()
		self.inputs = os.path.join(self.root, "in")
		os.mkdir(self.inputs)
		kept = ("PATH", "HOME", "LANG", "LC_ALL")
		self.env = {k: v for k, v in os.environ.items() if k in kept}
		self.env["SOURCE_DATE_EPOCH"] = SEALED
		self.make()
		self.has_extract = subprocess.run([self.program, "help", "extract"], capture_output=True).returncode == 0

	def at(self, *names):
		return os.path.join(self.inputs, *names)

	def call(self, *args, env=None):
		"""Run the program where it must succeed."""
		got = subprocess.run([self.program, *args], env=dict(self.env, **(env or {})), capture_output=True)
		if got.returncode != 0:
			raise SystemExit("torture: cannot prepare: tarseal %s: %s" % (" ".join(args), got.stderr.decode()))

	def make(self):
		keys = {}
		for name in ("producer", "approver", "approver-2", "verifier", "stranger"):
			keys[name] = secret_key(self.at(name), "tarseal torture " + name)
		roles = (("producer", "release-automation", "producer"), ("approver", "trial-governance", "approver"),
		         ("approver-2", "security", "approver"), ("verifier", "ci", "verifier"))
		policy = {"tarseal": "trust/1", "keys": [
			{"public_key": keys[name], "owner": owner, "roles": [role]} for name, owner, role in roles],
			"default": {"producers": 1, "approvers": 1, "separate": True, "max_age": "P400D", "approval_max_age": "P60D"}}
		self.write("trust.json", json.dumps(policy, indent=1))
		policy["keys"][0]["public_key"] = keys["stranger"]
		self.write("others.json", json.dumps(policy))
		for trial in ("alder-revoked", "birch-renewed", "birch-conversion"):
			shutil.copytree(os.path.join(FIXTURES, "trials", trial), self.at(trial))
		for trial in ("alder-revoked", "birch-renewed"):
			self.seal(trial, self.at(trial, "expiry"), "followup.json", "trial-access-expiry", "trial-expired-followup")
		self.seal("birch-conversion", self.at("birch-renewed.tar"), "conversion.json", "trial-expired-followup",
			"trial-conversion-readiness")
		self.before()
		self.variants()

	def before(self):
		"""A bundle of the stage before that contradicts the evidence of alder-revoked."""
		shutil.copytree(os.path.join(FIXTURES, "trials", "ivy-access-expiry"), self.at("before"))
		for name in ("expiry.json", "access/access.json"):
			record = json.load(open(self.at("before", name)))
			record["trial_ref"] = "trial:opaque-4711"
			if "expired_at" in record:
				record["expired_at"] = "2026-10-01T00:00:00Z"
			self.write("before/" + name, json.dumps(record))
		self.seal("before", self.at("before", "access"), "expiry.json", "trial-license-access", "trial-access-expiry")
		os.makedirs(self.at("store", "2026"))
		for name in ("alder-revoked.tar", "birch-renewed.tar", "before.tar"):
			shutil.copy(self.at(name), self.at("store", "2026" if name[0] == "b" else "", name))

	def write(self, name, text):
		with open(self.at(name), "w") as file:
			file.write(text)

	def approve(self, package, stage, ref, output):
		self.call("approve", package, "--yes", "-q", "--key", self.at("approver.key"), "--ref", ref, "--by",
			"role:trial-governance", "--stage", stage, "-o", output, env={"SOURCE_DATE_EPOCH": APPROVED})

	def seal(self, trial, evidence, record, stage, profile):
		approval = self.at(trial, "approval.dsse.json")
		self.approve(evidence, stage, "approval:opaque-" + trial, approval)
		self.call("pack", "-q", "--key", self.at("producer.key"), "-o", self.at(trial + ".tar"),
			*self.making(trial, evidence, record, profile))

	def making(self, trial, evidence=None, record="followup.json", profile="trial-expired-followup"):
		"""What pack and check have in common."""
		return ["--profile", profile, "--evidence", evidence or self.at(trial, "expiry"), "--approval",
			self.at(trial, "approval.dsse.json"), "--record", self.at(trial, record)]

	def variants(self):
		"""Inputs that must be refused, and what other verbs read."""
		data = bytearray(open(self.at("alder-revoked.tar"), "rb").read())
		data[-1200] ^= 1
		with open(self.at("damaged.tar"), "wb") as file:
			file.write(data)
		shutil.copytree(self.at("alder-revoked"), self.at("blocked"))
		record = json.load(open(self.at("blocked", "followup.json")))
		record["notification"]["channel"] = "pigeon"
		self.write("blocked/followup.json", json.dumps(record))
		shutil.copytree(self.at("alder-revoked"), self.at("secret"))
		with open(self.at("secret", "expiry", "refs", "timeline.csv"), "a") as file:
			file.write("jane.roe@customer-mail.io\n")
		self.approve(self.at("secret", "expiry"), "trial-access-expiry", "approval:opaque-secret",
			self.renewed("secret", "approval.dsse.json"))
		shutil.copytree(self.at("alder-revoked"), self.at("wrapped"))
		with open(self.at("wrapped", "expiry", "refs", "timeline.csv"), "ab") as file:
			file.write(base64.b64encode(b"contact: jane.roe@customer-mail.io, and others\n") + b"\n")
		self.approve(self.at("wrapped", "expiry"), "trial-access-expiry", "approval:opaque-wrapped",
			self.renewed("wrapped", "approval.dsse.json"))
		with open(os.open(self.at("passphrase"), os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
			file.write("correct horse\n")
		shutil.copy(os.path.join(FIXTURES, "golden", "profile.json"), self.at("profile.json"))
		os.mkdir(self.at("published"))
		subprocess.run([self.program, "publish", "-q", "--trust", self.at("trust.json"), "--key",
			self.at("verifier.key"), self.at("birch-renewed.tar"), "-o", self.at("published")],
			env=self.env, capture_output=True)
		self.summary = next((self.at("published", f) for f in os.listdir(self.at("published"))
			if f.endswith(".vsa.dsse.json")), None)

	def renewed(self, *names):
		os.unlink(self.at(*names))
		return self.at(*names)

	def big(self, mib, name="big"):
		"""A trial whose evidence holds another MIB mebibytes of text."""
		trial = self.at(name)
		shutil.copytree(os.path.join(FIXTURES, "trials", "alder-revoked"), trial)
		line = "2026-10-20T10:00:%02dZ access check ref:opaque-%06d passed\n"
		block = "".join(line % (i % 60, i) for i in range(20000)).encode()
		with open(os.path.join(trial, "expiry", "refs", "long.txt"), "wb") as file:
			left = mib << 20
			while left > 0:
				left -= file.write(block[:left])
		self.approve(os.path.join(trial, "expiry"), "trial-access-expiry", "approval:opaque-" + name,
			os.path.join(trial, "approval.dsse.json"))
		return trial

	def remove(self):
		shutil.rmtree(self.root, ignore_errors=True)


def text(data, most=300):
	"""The program's output, on one line."""
	return re.sub(r"\s+", " ", data.decode("utf-8", "replace")).strip()[:most]


def clock():
	return time.monotonic()
