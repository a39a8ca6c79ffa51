# life.py OUTER PACKAGE APPROVAL RECORD KEY OUT: the bundle OUTER with another package, approval and record, sealed
# again with KEY whatever they say: what a producer who does not use tarseal could sign.
import base64
import json
import os
import sys

from forge import Bundle, change, P, sha


def approval_ref(envelope):
	"""The reference in a signed approval."""
	return json.loads(base64.b64decode(json.loads(envelope)["payload"]))["predicate"]["approval_ref"]


def put_package(b, path):
	"""Put a single file in place of the package in the bundle."""
	content = open(path, "rb").read()
	for old in [f for f in b.files if f.startswith("data/evidence/")]:
		del b.files[old]
	b.files["data/evidence/" + os.path.basename(path)] = content
	change(b, P, "evidence", "package", "path", "data/evidence/" + os.path.basename(path))
	change(b, P, "evidence", "package", "digest", {"sha256": sha(content)})


def put_approval(b, path):
	content = open(path, "rb").read()
	b.files["data/approval/approval.dsse.json"] = content
	change(b, P, "evidence", "approval", "approval_ref", approval_ref(content))


def put_record(b, path):
	content = open(path, "rb").read()
	b.files[b.predicate["evidence"]["record"]["path"]] = content
	change(b, P, "change", "subject_ref", json.loads(content)["trial_ref"])


if __name__ == "__main__":
	outer, package, approval, record, key, out = sys.argv[1:]
	bundle = Bundle(outer)
	put_package(bundle, package)
	put_approval(bundle, approval)
	put_record(bundle, record)
	open(out, "wb").write(bundle.build(key))
