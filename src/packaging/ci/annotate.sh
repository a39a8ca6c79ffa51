#!/bin/sh
# annotate.sh VERDICT.json: print an ::error line for each check that failed, and then for those that
# did not run, fifty at most
jq -r '
	def line: gsub("[\\p{C}\\p{Zl}\\p{Zp}]"; "?") | gsub("%"; "%25");
	def property: line | gsub(":"; "%3A") | gsub(","; "%2C");
	[.bundles[] | .path as $path | .checks[] | . + {path: $path}]
	| map(select(.result == "fail")) + map(select(.result == "not-run"))
	| .[:50][]
	| "::error title=\("tarseal " + (if .in then .in + ": " else "" end) + .id | property)::"
		+ ("\(.path): \(.message // "this check did not run")" | line)
' "$1"
