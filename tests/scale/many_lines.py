"""Lines of a divided audit (docs/scale.md) of as many bundles as wanted, each about another subject, from those of one."""
import hashlib
import json


def compact(value):
	return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def write(one, many, n):
	"""From the part ONE, which is about one bundle, write the part MANY about N bundles."""
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
			path = "%04d/trial-%07d.tar" % (i // 1000, i)
			digest = hashlib.sha256(path.encode()).digest()
			total += int.from_bytes(digest, "big")
			line.update(n=i, path="store/" + path, subject="trial:opaque-%07d" % i, sha256=digest.hex(), statement_sha256=digest.hex())
			add(line)
		out.write(compact({"end": {"lines": n, "files": n, "foreign": 0, "found": [n],
			"listing": {"count": n, "sum": "%064x" % (total % 2**256)}, "sha256": before.hexdigest()}}))
