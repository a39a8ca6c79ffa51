#!/usr/bin/env python3
"""junit.py REPORT [VERDICT]: is REPORT JUnit XML, and does it say what the JSON verdict says?

The rules are those of Jenkins' junit-10.xsd, and what GitHub and GitLab count on. Prints the number of
cases, failures, errors and skipped ones; what is wrong goes to standard error, and exits 1.
"""
import json
import re
import sys
import xml.dom.minidom
from xml.etree import ElementTree

ATTRIBUTES = {
	"testsuites": ({"tests", "failures", "errors"}, {"name", "time"}),
	"testsuite": ({"name", "tests", "failures", "errors", "skipped"}, {"time"}),
	"properties": (set(), set()),
	"property": ({"name", "value"}, set()),
	"testcase": ({"name", "classname", "time"}, set()),
	"failure": ({"message", "type"}, set()),
	"error": ({"message", "type"}, set()),
	"skipped": ({"message"}, set()),
}
CHILDREN = {
	"testsuites": {"testsuite"}, "testsuite": {"properties", "testcase"}, "properties": {"property"},
	"testcase": {"failure", "error", "skipped"},
}
COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}
# Control characters except newline, marks that change the direction of text, invisible characters, and
# non-characters.
UNSAFE = re.compile("[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
JSON_UNSAFE = re.compile("[\0-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
wrong = []


def need(good, *what):
	"""Keep what is wrong until the end."""
	if not good:
		wrong.append(" ".join(str(w) for w in what))


def check_text(element):
	"""ELEMENT has no characters that a terminal or a CI system's log would interpret."""
	for text in [element.text or "", element.tail or "", *element.attrib.values()]:
		need(not UNSAFE.search(text), element.tag, "holds an unsafe character:", repr(text))
		need("::" not in text, element.tag, "holds ::", repr(text))


def check_element(element):
	"""ELEMENT and everything in it has only the attributes and children that the schema allows."""
	required, optional = ATTRIBUTES[element.tag]
	need(required <= set(element.attrib), element.tag, "lacks", required - set(element.attrib))
	need(set(element.attrib) <= required | optional, element.tag, "has", set(element.attrib) - required - optional)
	check_text(element)
	for child in element:
		if child.tag in CHILDREN.get(element.tag, set()):
			check_element(child)
		else:
			need(False, child.tag, "in", element.tag)


def check_counts(element):
	"""The numbers in ELEMENT's attributes match what it holds."""
	need(int(element.get("tests")) == len(list(element.iter("testcase"))), element.tag, "miscounts tests")
	for attribute, tag in COUNTED.items():
		if attribute in element.attrib:
			need(int(element.get(attribute)) == len(list(element.iter(tag))), element.tag, "miscounts", attribute)


def check_case(case):
	"""A case has at most one outcome, with a message."""
	need(len(case) <= 1, case.get("name"), "has several outcomes")
	for outcome in case:
		need(outcome.get("message"), case.get("name"), "says nothing")
		if outcome.tag != "skipped":
			need((outcome.text or "").startswith(outcome.get("message")), case.get("name"), "has no text")


def check_report(data):
	"""Parse and check a report; returns its root."""
	need(data.endswith(b"</testsuites>\n"), "the last line is not ended")
	need(b"]]>" not in data, "]]> stands in it")
	xml.dom.minidom.parseString(data)
	root = ElementTree.fromstring(data)
	need(root.tag == "testsuites" and len(root) > 0, "no suites")
	check_element(root)
	for suite in [root, *root]:
		check_counts(suite)
		need(len(list(suite.iter("testcase"))) > 0, "a suite without a case")
	cases = list(root.iter("testcase"))
	for case in cases:
		check_case(case)
	return root


def escaped(text):
	"""TEXT as show/escape writes it."""
	text = JSON_UNSAFE.sub(lambda m: "\\u{%x}" % ord(m[0]), text.replace("\\", "\\\\"))
	return re.sub("(?<=:):", r"\\x3a", text)


def outcome_of(check):
	"""The element that a check in the JSON verdict must become, and its type."""
	if check["result"] == "fail":
		return ("error" if check["class"] == "undecided" else "failure"), check["class"]
	return {"pass": (None, None), "skip": ("skipped", None), "waived": ("skipped", None),
		"not-run": ("error", "not-run")}[check["result"]]


def message_of(check):
	"""The message that it must have."""
	if check["result"] == "not-run":
		return "this check did not run"
	return ("waived: " if check["result"] == "waived" else "") + check.get("message", check["id"])


def names_of(bundle):
	"""The names that the cases of a bundle must have, each once."""
	seen = {}
	for check in bundle["checks"]:
		name = (check["in"] + ": " if "in" in check else "") + check["id"]
		seen[name] = seen.get(name, 0) + 1
		yield escaped(name + (f" ({seen[name]})" if seen[name] > 1 else ""))


def compare_case(case, check, name, about):
	"""A case agrees with its check. Findings may differ, because fingerprints have a new salt in each run."""
	element, kind = outcome_of(check)
	found = case[0] if len(case) else None
	need(case.get("name") == name, "name:", case.get("name"), "is not", name)
	need(case.get("classname") == about, "class name:", case.get("classname"), "is not", about)
	need((None if found is None else found.tag) == element, name, "is not", element)
	if found is None or element is None:
		return
	need(found.get("type") == kind, name, "type:", found.get("type"), "is not", kind)
	need(found.get("message") == escaped(message_of(check)), name, "message:", found.get("message"))
	for member in ["at", "expected", "fix"] if element != "skipped" else []:
		need(escaped(check.get(member, "")) in found.text, name, "does not tell", member)


def compare(root, verdict):
	"""The report agrees with the verdict."""
	need(len(root) == len(verdict["bundles"]), "suites:", len(root))
	for suite, bundle in zip(root, verdict["bundles"]):
		about = escaped(bundle["path"]) or "(no name)"
		cases = suite.findall("testcase")
		properties = {p.get("name"): p.get("value") for p in suite.iter("property")}
		need(suite.get("name") == about, "suite:", suite.get("name"), "is not", about)
		need(properties["class"] == bundle["class"], about, "class:", properties["class"])
		for member in ["stage", "subject", "name", "created", "actor", "statement_sha256", "sha256"]:
			need(properties.get(member) == bundle[member], about, member, properties.get(member))
		need(properties.get("trust_sha256") == (verdict["trust"] or {}).get("sha256"), about, "policy")
		need(len(cases) == len(bundle["checks"]), about, "has", len(cases), "cases")
		need((bundle["class"] == "accepted") == (suite.get("failures") == suite.get("errors") == "0"), about, "colour")
		for case, check, name in zip(cases, bundle["checks"], names_of(bundle)):
			compare_case(case, check, name, about)


def main():
	with open(sys.argv[1], "rb") as file:
		root = check_report(file.read())
	if len(sys.argv) > 2:
		with open(sys.argv[2], "rb") as file:
			compare(root, json.load(file))
	print(*(len(list(root.iter(tag))) for tag in ["testcase", "failure", "error", "skipped"]))
	for line in wrong:
		print(line, file=sys.stderr)
	return 1 if wrong else 0


sys.exit(main())
