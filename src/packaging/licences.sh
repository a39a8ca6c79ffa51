#!/bin/sh
# licences.sh PACKAGE…: the licence of tarseal, those of these packages as Debian states them, and the texts to which these refer.
# Whoever passes on a program that contains the packages must pass these on, too.
set -eu
text=$(mktemp)
trap 'rm -f "$text"' EXIT
{
	echo "The licence of tarseal, and those of the software that its programs contain, as Debian's packages state them."
	printf '\n==== tarseal\n\n'
	cat LICENSE
	for package; do
		printf '\n==== %s\n\n' "$package"
		cat "/usr/share/doc/$package/copyright"
	done
} >"$text"
cat "$text"
grep -o '/usr/share/common-licenses/[A-Za-z0-9.-]*[A-Za-z0-9]' "$text" | sort -u | while read -r licence; do
	printf '\n==== %s\n\n' "$licence"
	cat "$licence"
done
