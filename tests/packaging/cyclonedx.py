#!/usr/bin/env python3
"""cyclonedx.py SCHEMAS BOM: hold a bill of materials against the published schema of CycloneDX 1.5."""
import json
import os
import sys

import jsonschema


def read(name):
	with open(name, encoding="utf-8") as file:
		return json.load(file)


def main():
	names = [f"{name}.SNAPSHOT.schema.json" for name in ("bom-1.5", "spdx", "jsf-0.82")]
	schemas = {f"http://cyclonedx.org/schema/{name}": read(os.path.join(sys.argv[1], name)) for name in names}
	bom = schemas[f"http://cyclonedx.org/schema/{names[0]}"]
	# The successor of this class is not in Debian 12.
	resolver = jsonschema.RefResolver.from_schema(bom, store=schemas)
	validator = jsonschema.Draft7Validator(bom, resolver=resolver)
	faults = list(validator.iter_errors(read(sys.argv[2])))
	for fault in faults:
		print(f"{'/'.join(map(str, fault.absolute_path))}: {fault.message}")
	return 1 if faults else 0


sys.exit(main())
