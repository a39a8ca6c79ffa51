#!/bin/sh
# manpage.sh NAME SECTION DATE DESCRIPTION PAGE.md: a manual page from a document, on standard output.
set -eu
lowdown -s -t man -M title="$1" -M section="$2" -M date="$3" -M volume=tarseal "$5" |
	sed -e 's/\\f(CR/\\fB/g' -e 's/\\fC/\\fB/g' -e 's/ <\\fI[^>]*\.md[^>]*\\fR>//g' |
	awk -v name="$1" -v about="$4" '
		# The name comes first, so that apropos(1) finds it.
		/^\.TH / { print; print ".SH NAME"; print name " \\- " about; next }
		# A paragraph right behind a heading is one anyhow.
		/^\.S[HS]/ { print; getline; print; heading = 1; next }
		heading && /^\.(PP|LP)$/ { heading = 0; next }
		{ heading = 0; print }'
