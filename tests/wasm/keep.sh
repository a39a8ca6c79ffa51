#!/bin/sh
# keep.sh VERB ARGUMENT…: run the program, and keep what it verified for the tests of the page: of a plain verification of
# one file, as $KEPT/N with bundle, policy and at.
set -u
plain=yes policy='' at='' bundle='' option=''
[ "${1:-}" = verify ] || plain=
for argument; do
	case $option$argument in
	verify | --format | json | -q) ;;
	--trust | --at) option="$argument=" && continue ;;
	--trust=*) policy=${option:+$argument} ;;
	--at=*) at=${option:+$argument} ;;
	-*) plain= ;;
	*) [ -z "$bundle" ] && bundle=$argument || plain= ;;
	esac
	option=
done
if [ -n "$plain" ] && [ -n "$policy" ] && [ -n "$at" ] && [ -f "$bundle" ] && [ -f "$policy" ]; then
	to=$(mktemp -d "$KEPT/XXXXXXXX") && head -c 4194304 "$bundle" >"$to/bundle" && cp "$policy" "$to/policy" && printf '%s' "$at" >"$to/at"
fi
exec "$PROGRAM" "$@"
