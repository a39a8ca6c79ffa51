#!/usr/bin/env python3
"""action.py ACTION.yml NAME=VALUE…: run the steps of a composite action as GitHub's runner does, with these inputs.

The environment holds what the runner sets: RUNNER_TEMP, RUNNER_ARCH, GITHUB_OUTPUT, GITHUB_PATH, GITHUB_STEP_SUMMARY, and
SERVER_URL and ACTION_REPOSITORY for the context. Steps that use other actions are printed as "not run: NAME". The exit code is
that of the first step that fails.
"""
import os
import re
import subprocess
import sys

import yaml


def evaluate(text, context):
	"""TEXT with each ${{ expression }} replaced; only names of the context are known."""
	return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda match: context[match[1]], str(text))


def read_inputs(action, given):
	context = {"github.server_url": os.environ["SERVER_URL"], "github.action_repository": os.environ["ACTION_REPOSITORY"]}
	for name, about in action["inputs"].items():
		if name not in given and about.get("required"):
			sys.exit(f"the input {name} is required")
		context[f"inputs.{name}"] = given.pop(name, str(about.get("default", "")))
	if given:
		sys.exit(f"unknown inputs: {' '.join(given)}")
	return context


def run_step(step, context, path):
	environment = dict(os.environ, PATH=path, GITHUB_ACTION_PATH=os.path.dirname(os.path.abspath(sys.argv[1])))
	environment.update({name: evaluate(value, context) for name, value in step.get("env", {}).items()})
	script = evaluate(step["run"], context)
	if script != step["run"]:
		sys.exit(f"{step['name']}: an expression within a script would let an input become part of the program")
	return subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], env=environment, check=False).returncode


def main():
	with open(sys.argv[1], encoding="utf-8") as file:
		action = yaml.safe_load(file)
	context = read_inputs(action, dict(argument.split("=", 1) for argument in sys.argv[2:]))
	path, code = os.environ["PATH"], 0
	for step in action["runs"]["steps"]:
		if "uses" in step:
			print(f"not run: {step['uses']}")
		elif code == 0:
			code = run_step(step, context, path)
			with open(os.environ["GITHUB_PATH"], encoding="utf-8") as added:
				path = ":".join(reversed(added.read().split())) + ":" + os.environ["PATH"]
	sys.exit(code)


main()
