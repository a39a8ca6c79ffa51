# differential.py FOLDER FOUND: in FOLDER, N.tar is an archive and N.list what tarseal found in it, a line "SHA256
# SIZE PATH" for each file. GNU tar and Python's tarfile must find the same, without a warning. An archive on which
# they differ is copied to FOUND. Nothing is extracted to a file.
import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile

TAR = ["tar", "--warning=all", "--absolute-names", "--quoting-style=escape", "--numeric-owner"]
LINE = re.compile(rb"(-rw-r--r-- 0/0) +(\d+) (1970-01-01 00:00) (.+)")
ESCAPES = {b"\\": b"\\", b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v", b" ": b" "}


def sha256(data):
	return hashlib.sha256(data).hexdigest()


def wanted(path):
	"""What tarseal found: (path, size, digest) of each file."""
	files = []
	for line in open(path, "rb").read().splitlines():
		digest, size, name = line.split(b" ", 2)
		files.append((name, int(size), digest.decode()))
	return files


def unescape(name):
	"""A name in the form of --quoting-style=escape."""
	def one(match):
		what = match.group(1)
		return ESCAPES[what] if what in ESCAPES else bytes([int(what, 8)])
	return re.sub(rb"\\([0-7]{3}|.)", one, name)


def run(arguments):
	done = subprocess.run(TAR + arguments, capture_output=True, timeout=60)
	if done.returncode != 0 or done.stderr:
		raise ValueError("exit %d: %s" % (done.returncode, done.stderr.decode(errors="replace")))
	return done.stdout


def by_gnu_tar(path):
	"""Names and sizes from the listing; -O writes the contents one after the other."""
	files, content, at = [], run(["-xOf", path]), 0
	for line in run(["-tvf", path]).splitlines():
		match = LINE.fullmatch(line)
		if not match:
			raise ValueError("no regular file of mode 0644, owner 0 and time 0: %r" % line)
		size = int(match.group(2))
		files.append((unescape(match.group(4)), size, sha256(content[at : at + size])))
		at += size
	if at != len(content):
		raise ValueError("more content than the listing tells")
	return files


def by_tarfile(path):
	with tarfile.open(path, "r:", errorlevel=2, encoding="latin-1", errors="strict") as archive:
		files = []
		for member in archive:
			if not member.isreg() or member.issparse() or member.pax_headers or member.linkname:
				raise ValueError("no regular file: %r" % member.name)
			content = archive.extractfile(member).read()
			files.append((member.name.encode("latin-1"), member.size, sha256(content)))
		return files


READERS = {"GNU tar": by_gnu_tar, "Python's tarfile": by_tarfile}


def compare(path, found):
	"""How many readers disagree about the archive at PATH."""
	expected, bad = wanted(path[:-3] + "list"), 0
	for reader, read in READERS.items():
		try:
			files = read(path)
			why = None if files == expected else "%r, not %r" % (files, expected)
		except (ValueError, tarfile.TarError, subprocess.SubprocessError, KeyError) as e:
			why = str(e)
		if why:
			os.makedirs(found, exist_ok=True)
			kept = os.path.join(found, sha256(open(path, "rb").read())[:16] + ".tar")
			shutil.copy(path, kept)
			print("%s differs: %s\n    reproducer: %s" % (reader, why[:500], kept))
			bad += 1
	return bad


def main():
	folder, found = sys.argv[1:]
	paths = sorted(glob.glob(os.path.join(glob.escape(folder), "*.tar")))
	bad = sum(compare(path, found) for path in paths)
	files = sum(len(wanted(path[:-3] + "list")) for path in paths)
	print("differential: %d sound frames, %d files, read by %s: %d differences"
		  % (len(paths), files, " and ".join(READERS), bad))
	return 1 if bad or not paths else 0


if __name__ == "__main__":
	sys.exit(main())
