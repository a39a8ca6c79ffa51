#!/bin/sh
# Write the stage profiles named as arguments as a C table: docs/code.md, "Profiles are data".
# Older revisions of a profile come before newer ones.
set -eu
printf '/* Made by src/profiles/embed.sh. */\n#include "model/profile_set.h"\n\n'
n=0
for file; do
	printf 'static const unsigned char profile_%d[] = {' "$n"
	od -An -v -tu1 "$file" | tr -s ' \n' ',' | sed 's/^,//; s/,$//'
	printf '};\n'
	n=$((n + 1))
done
printf '\nconst struct ts_builtin ts_builtins[] = {\n'
n=0
for file; do
	printf '    {"%s", profile_%d, sizeof(profile_%d)},\n' "$(basename "$file")" "$n" "$n"
	n=$((n + 1))
done
printf '};\nconst size_t ts_builtins_n = %d;\n' "$n"
