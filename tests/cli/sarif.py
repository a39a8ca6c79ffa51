#!/usr/bin/env python3
"""sarif.py LOG: is LOG a SARIF 2.1.0 log as code scanning services take it?

Holds what the published schema (sarif-schema-2.1.0.json) says of every object that tarseal writes: which
members it may have and must have, their types, enumerations and ranges; and of the specification's text:
rules that are found, texts without links, URI references that name a file. Prints the number of rules
and results; what is wrong goes to standard error, and exits 1.
"""
import json
import re
import sys

LEVELS = {"none", "note", "warning", "error"}
URI_REFERENCE = re.compile(r"(?:%[0-9A-Fa-f]{2}|[A-Za-z0-9._~!$&'()*+,;=:@/?#\[\]-])*")
UNSAFE = re.compile("[\0-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
LINK = re.compile(r"(?<!\\)\[[^\]]*\]\(")  # 3.11.6: a link within a message
# For each object: its members, the type of each, and which are required. [X] is an array of X.
OBJECTS = {
	"log": ({"$schema": "uri", "version": "version", "runs": ["run"]}, {"$schema", "version", "runs"}),
	"run": ({"tool": "tool", "invocations": ["invocation"], "results": ["result"]}, {"tool", "results"}),
	"invocation": ({"executionSuccessful": "truth", "toolExecutionNotifications": ["notification"]}, {"executionSuccessful"}),
	"notification": ({"level": "level", "message": "message", "locations": ["location"]}, {"message"}),
	"tool": ({"driver": "driver"}, {"driver"}),
	"driver": ({"name": "text", "version": "text", "informationUri": "uri", "rules": ["rule"]}, {"name", "rules"}),
	"rule": ({"id": "text", "shortDescription": "message", "help": "message"}, {"id"}),
	"message": ({"text": "text"}, {"text"}),
	"result": ({"ruleId": "text", "ruleIndex": "index", "level": "level", "message": "message",
		"locations": ["location"], "partialFingerprints": "texts", "suppressions": ["suppression"]},
		{"ruleId", "level", "message", "locations"}),
	"location": ({"physicalLocation": "place"}, {"physicalLocation"}),
	"place": ({"artifactLocation": "artifact", "region": "region"}, {"artifactLocation"}),
	"artifact": ({"uri": "reference"}, {"uri"}),
	"region": ({"startLine": "line"}, {"startLine"}),
	"suppression": ({"kind": "kind", "status": "status", "justification": "text"}, {"kind"}),
}


def is_int(value):
	"""An integer in JSON. Python's True is not one."""
	return isinstance(value, int) and not isinstance(value, bool)


def is_text(value):
	"""Text that is safe to show anywhere."""
	return isinstance(value, str) and value != "" and not UNSAFE.search(value) and "::" not in value


def is_reference(value):
	"""A URI reference (RFC 3986) that is a path: no scheme, no host, nothing that is not encoded."""
	return (isinstance(value, str) and value != "" and URI_REFERENCE.fullmatch(value) is not None
		and not value.startswith("//") and not re.match("[^/?#]*:", value) and "?" not in value and "#" not in value)


VALUES = {
	"text": is_text,
	"texts": lambda v: isinstance(v, dict) and all(is_text(k) and is_text(x) for k, x in v.items()),
	"uri": lambda v: isinstance(v, str) and re.fullmatch(r"https://[!-~]+", v) is not None,
	"version": lambda v: v == "2.1.0",
	"level": lambda v: v in LEVELS,
	"truth": lambda v: isinstance(v, bool),
	"kind": lambda v: v in {"inSource", "external"},
	"status": lambda v: v in {"accepted", "underReview", "rejected"},
	"index": lambda v: is_int(v) and v >= -1,
	"line": lambda v: is_int(v) and v >= 1,
	"reference": is_reference,
}


def faults(kind, value, at):
	"""What is wrong with VALUE, at the place AT, which must be of KIND."""
	if isinstance(kind, list):
		if not isinstance(value, list):
			return [f"{at}: no array"]
		return [f for i, v in enumerate(value) for f in faults(kind[0], v, f"{at}/{i}")]
	if kind in VALUES:
		return [] if VALUES[kind](value) else [f"{at}: no {kind}: {value!r}"]
	if not isinstance(value, dict):
		return [f"{at}: no object"]
	members, required = OBJECTS[kind]
	found = [f"{at}: {m} is missing" for m in sorted(required - set(value))]
	found += [f"{at}: {m} is no member" for m in sorted(set(value) - set(members))]
	for member in set(value) & set(members):
		found += faults(members[member], value[member], f"{at}/{member}")
	return found


def run_faults(run, at):
	"""What the specification requires beyond the schema: each rule once, each with results, and no links."""
	ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
	found = [] if len(set(ids)) == len(ids) else [f"{at}: a rule twice"]
	for i, result in enumerate(run["results"]):
		index = result.get("ruleIndex", -1)
		if result["ruleId"] not in ids:
			found.append(f"{at}/results/{i}: no such rule: {result['ruleId']}")
		elif index >= 0 and ids[index:index + 1] != [result["ruleId"]]:
			found.append(f"{at}/results/{i}: ruleIndex {index} is another rule")
		if LINK.search(result["message"]["text"]):
			found.append(f"{at}/results/{i}: a link in {result['message']['text']!r}")
		if len(result["locations"]) != 1:
			found.append(f"{at}/results/{i}: {len(result['locations'])} places")
	if len({"suppressions" in result for result in run["results"]}) > 1:
		found.append(f"{at}: suppressions of some results only (3.27.23)")
	return found


def unique(pairs):
	"""An object with no member twice."""
	if len({name for name, _ in pairs}) != len(pairs):
		raise ValueError("a member twice: " + ", ".join(name for name, _ in pairs))
	return dict(pairs)


def main():
	with open(sys.argv[1], encoding="utf-8") as file:
		log = json.load(file, object_pairs_hook=unique)
	found = faults("log", log, "")
	for i, run in enumerate([] if found else log["runs"]):
		found += run_faults(run, f"/runs/{i}")
	if not found:
		print(*(sum(len(x) for x in part) for part in zip(*(
			(run["tool"]["driver"]["rules"], run["results"]) for run in log["runs"]))))
	for line in found:
		print(line, file=sys.stderr)
	return 1 if found else 0


sys.exit(main())
