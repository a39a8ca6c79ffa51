#!/usr/bin/env python3
"""What docs/ci.md says, taken out and looked at.

	ci.py blocks DOCUMENT DIR     every fenced block, as the file that its comment names; the names are printed
	ci.py yaml FILE...            parse (by PyYAML where it is installed, else look at the layout)
	ci.py steps FILE JOB          the shell lines of one job
	ci.py hook FILE               entry and args of a hook, a word a line
	ci.py annotations FILE        what GitHub's runner reads from a log, a title and a message a line
"""
import os
import re
import sys

try:
	import yaml
except ImportError:
	yaml = None

NAME = re.compile(r"^# (?:\.github/workflows/)?(\.?[a-z-]+\.(?:sh|ya?ml))\b", re.M)
ANNOTATION = re.compile(r"::error title=([^,:]*)::(.*)")
UNSAFE = re.compile("[\0-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def read(path):
	with open(path, encoding="utf-8") as file:
		return file.read()


def blocks(document, directory):
	"""Write each block; two with one name (GitHub's and GitLab's) get a number."""
	for language, text in re.findall(r"^```((?!text)[a-z]+)\n(.*?)^```$", read(document), re.M | re.S):
		name = NAME.search(text)[1]
		while os.path.exists(os.path.join(directory, name)):
			name = "other-" + name
		with open(os.path.join(directory, name), "w", encoding="utf-8") as file:
			file.write(text)
		os.chmod(file.name, 0o755 if language == "sh" else 0o644)
		print(name)


def check_layout(text):
	"""No tabs; indentation in steps of two; a deeper line only below a key or an item without a value."""
	before, opens = 0, True
	for number, line in enumerate(text.splitlines(), 1):
		body = line.strip()
		if body == "" or body.startswith("#"):
			continue
		depth = len(line) - len(line.lstrip(" "))
		if "\t" in line or depth % 2 or (depth > before and not opens):
			raise ValueError(f"line {number}: {line!r}")
		item = re.match(r"(?:- )*", body)[0]
		if not re.match(r"(?:[A-Za-z0-9_-]+:(?: |$)|[^\s:]+[^:]*$|/)", body[len(item):]):
			raise ValueError(f"line {number}: neither a key nor a value: {line!r}")
		before, opens = depth + len(item), body.endswith(":")


def check_yaml(path):
	text = read(path)
	check_layout(text)
	if yaml is not None and not isinstance(yaml.safe_load(text), (dict, list)):
		raise ValueError(f"{path}: neither a mapping nor a list")


def steps(path, job):
	"""The values of "run" and the items of "script" in JOB."""
	text = read(path)
	body = re.search(rf"^( *){job}:\n((?:\1  .*\n)+)", text, re.M)[2]
	for run, item in re.findall(r"^ +run: (.*)$|^ +- (/usr/.*)$", body, re.M):
		print(run or item)


def hook(path):
	text = read(path)
	words = re.search(r"entry: (.*)", text)[1].split()
	print("\n".join(words + re.search(r"args: \[(.*)\]", text)[1].split(", ")))


def decoded(text, encoded):
	"""TEXT with %XX decoded as the runner does; tarseal writes no other %."""
	if re.search("%(?!" + "|".join(encoded) + ")", text):
		raise ValueError(f"not encoded: {text!r}")
	return re.sub("%(..)", lambda m: chr(int(m[1], 16)), text)


def annotations(path):
	"""Every line must be one error, and contain nothing that the runner treats as something else."""
	for line in read(path).split("\n")[:-1]:
		found = ANNOTATION.fullmatch(line)
		if found is None or UNSAFE.search(line):
			raise ValueError(f"no annotation: {line!r}")
		print(decoded(found[1], ["25", "3A", "2C"]) + "\t" + decoded(found[2], ["25"]))


def main():
	verb, paths = sys.argv[1], sys.argv[2:]
	if verb == "yaml":
		for path in paths:
			check_yaml(path)
	else:
		{"blocks": blocks, "steps": steps, "hook": hook, "annotations": annotations}[verb](*paths)


main()
