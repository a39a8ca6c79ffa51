"""schema.py SCHEMA DEFINITION FILE...: validate each file against #/$defs/DEFINITION; a line for each that is invalid."""
import json
import sys
import warnings

warnings.simplefilter("ignore")
import jsonschema  # noqa: E402

schema = json.load(open(sys.argv[1]))
jsonschema.Draft202012Validator.check_schema(schema)
part = jsonschema.Draft202012Validator({**schema, "$ref": "#/$defs/" + sys.argv[2]})
for name in sys.argv[3:]:
	for error in sorted(part.iter_errors(json.load(open(name))), key=lambda e: e.json_path):
		print("%s: %s: %s" % (name, error.json_path, error.message[:100]))
