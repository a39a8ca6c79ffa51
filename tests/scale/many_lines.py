"""Lines of a divided audit (docs/scale.md) of as many bundles as wanted, each about another subject, from those of one."""
import hashlib
import json


def compact(value):
	return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def path(i):
	return "%04d/trial-%07d.tar" % (i // 1000, i)


def digest(i):
	"""What the line of bundle I, from 1, says its SHA-256 is."""
	return hashlib.sha256(path(i).encode()).hexdigest()


def write(one, many, n, **more):
	"""From the part ONE, which is about one bundle, write the part MANY about N bundles. MORE is what every line says."""
	with open(one, "rb") as file:
		head, line = [json.loads(text) for text in file.read().splitlines()[:2]]
	head["stores"] = ["store"]
	total, before = 0, hashlib.sha256()
	with open(many, "wb") as out:
		def add(value):
			text = compact(value)
			before.update(text)
			out.write(text)

		add(head)
		for i in range(1, n + 1):
			total += int(digest(i), 16)
			line.update(n=i, path="store/" + path(i), subject="trial:opaque-%07d" % i, sha256=digest(i), statement_sha256=digest(i))
			line.update(more)
			add(line)
		out.write(compact({"end": {"lines": n, "files": n, "foreign": 0, "found": [n],
			"listing": {"count": n, "sum": "%064x" % (total % 2**256)}, "sha256": before.hexdigest()}}))
