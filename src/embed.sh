#!/bin/sh
# embed.sh HEADER TYPE TABLE FILE...: write the files as a C table of that type, which HEADER declares, one
# after the other as they are named: profiles and rules are data (docs/code.md).
set -eu
header=$1 type=$2 table=$3
shift 3
printf '/* Made by src/embed.sh. */\n#include "%s"\n\n' "$header"
n=0
for file; do
	printf 'static const unsigned char file_%d[] = {' "$n"
	od -An -v -tu1 "$file" | tr -s ' \n' ',' | sed 's/^,//; s/,$//'
	printf '};\n'
	n=$((n + 1))
done
printf '\nconst struct %s %s[] = {\n' "$type" "$table"
n=0
for file; do
	printf '    {"%s", file_%d, sizeof(file_%d)},\n' "$(basename "$file")" "$n" "$n"
	n=$((n + 1))
done
printf '};\nconst size_t %s_n = %d;\n' "$table" "$n"
