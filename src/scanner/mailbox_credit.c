#include "scanner/mailbox_credit.h"

#include <string.h>

#include "base/ascii.h"

#define LEVELS    5  /* objects and arrays around an address, in JSON */
#define LINES_MAX 24 /* lines before it */
#define NAME_MAX  64 /* of a member */

/* The line up to the address, without what comments and lists begin with. */
static struct ts_piece label(struct ts_piece line)
{
	while (line.len > 0 && strchr(" \t*#/-;%=.\\\"'!|@+{[", line.at[0]) != NULL) {
		line.at++;
		line.len--;
	}
	return line;
}

static bool has_year(struct ts_piece line)
{
	for (size_t i = 0; i + 4 <= line.len; i++)
		if ((strncmp(line.at + i, "19", 2) == 0 || strncmp(line.at + i, "20", 2) == 0) &&
		    ts_is_digit(line.at[i + 2]) && ts_is_digit(line.at[i + 3]))
			return true;
	return false;
}

static bool is_heading_word(struct ts_piece line, size_t blank, const char *const *words, size_t n)
{
	const struct ts_piece rest = {line.at + blank + 1, line.len - blank - 1};

	return ts_piece_any(ts_piece_is, rest, words, n) ||
	       ts_piece_any(ts_piece_is, line, words, n);
}

/* Is it the heading of a section about those who made the software: "AUTHORS", ".SH AUTHOR",
 * "=head1 CREDITS", "## Contributors"? */
static bool is_heading(struct ts_piece line)
{
	static const char *const words[] = {"authors", "author", "author(s)", "credits",
	    "contributors", "maintainers", "maintainer", "acknowledgements", "acknowledgments",
	    "copyright", "translation", "translators"};
	static const char *const signs[] = {"#", "=head", "=item", ".sh ", ".ss ", "<h"};
	const bool marked = ANY(ts_piece_begins, line, signs);

	line = label(line);
	while (line.len > 0 && !ts_is_lower(ts_piece_lower(line.at[line.len - 1])))
		line.len--;
	for (size_t i = 0; marked && i < line.len; i++)
		if (ts_piece_is_blank(line.at[i])) /* "SH AUTHOR", "head1 AUTHOR" */
			return is_heading_word(line, i, words, sizeof(words) / sizeof(words[0]));
	return (marked || !ts_piece_has_case(line, false)) && ANY(ts_piece_is, line, words);
}

/* Is it below such a heading, in a list of maintainers (YAML), or in the lines of names and years
 * after a copyright? */
bool ts_mailbox_is_below_credit(const struct ts_mailbox_view *v)
{
	static const char *const lists[] = {"maintainers:", "authors:", "contributors:"};
	static const char *const owners[] = {"copyright", "(c) 19", "(c) 20"};
	struct ts_piece text = v->before;
	bool people = true; /* each line up to here names somebody, or a year */

	for (size_t i = 0; i < LINES_MAX; i++) {
		struct ts_piece line = ts_piece_last_line(text);

		if (i > 0) {
			if (is_heading(line) ||
			    (people && (ANY(ts_piece_begins, label(line), lists) ||
					   CONTAINS(line, owners))))
				return true;
			people =
			    people && (memchr(line.at, '@', line.len) != NULL || has_year(line));
		}
		if (line.at == text.at)
			break;
		text.len = (size_t)(line.at - text.at) - 1;
	}
	return false;
}

/* Does the line begin with a date, as in the ChangeLog files of GNU and in those of RPM? */
static bool begins_with_date(struct ts_piece line)
{
	static const char *const days[] = {
	    "* mon ", "* tue ", "* wed ", "* thu ", "* fri ", "* sat ", "* sun "};

	return (ANY(ts_piece_begins, line, days) && has_year(line)) ||
	       (line.len > 12 && ts_is_digit(line.at[0]) && ts_is_digit(line.at[3]) &&
		   line.at[4] == '-' && line.at[7] == '-' && line.at[10] == ' ' &&
		   line.at[11] == ' ');
}

/* The label of a line that names those who made the software. */
bool ts_mailbox_is_credit(const struct ts_mailbox_view *v)
{
	static const char *const labels[] = {"maintainer", "uploaders", "original-maintainer",
	    "xsbc-original-maintainer", "signed-off-by", "co-authored-by", "co-developed-by",
	    "reviewed-by", "acked-by", "tested-by", "reported-by", "suggested-by",
	    "author:", "authors:", "committer", "packagesupplier", "packageoriginator", "packager",
	    "upstream-contact", "written by", "maintained by", "developed by", "contributed by",
	    "translated by", "last-translator", "language-team", "moduleauthor", "sectionauthor",
	    "primary maintainer", "report-msgid-bugs-to", "bugs:"};
	static const char *const owners[] = {"copyright", "(c) 19", "(c) 20", "\xc2\xa9"};
	static const char *const spdx[] = {"person: ", "organization: "};

	if (ANY(ts_piece_begins, label(v->line), labels) ||
	    (CONTAINS(v->line, owners) && has_year(v->line)))
		return true;
	/* SPDX: "Person: NAME (ADDRESS)". */
	if (ts_piece_ends_with(v->before, '(') && CONTAINS(v->line, spdx))
		return true;
	/* A changelog's " -- NAME <ADDRESS>  DATE", and "[ NAME <ADDRESS> ]"; comments of man
	 * pages. */
	return ts_piece_begins(v->line, " -- ") || ts_piece_begins(v->line, ".\\\"") ||
	       ts_piece_begins(v->line, ".\"") || begins_with_date(v->line) ||
	       ts_piece_begins(v->after, "> ]");
}

/* The name of the member whose value is the object or array that opens at OPEN in TEXT. */
static struct ts_piece member_before(struct ts_piece text, size_t open)
{
	size_t to = open, from;

	while (to > 0 && strchr(" \t\r\n:", text.at[to - 1]) != NULL)
		to--;
	if (to == 0 || text.at[to - 1] != '"')
		return (struct ts_piece){NULL, 0};
	for (from = --to; from > 0 && to - from < NAME_MAX && text.at[from - 1] != '"';)
		from--;
	return (struct ts_piece){text.at + from, to - from};
}

/* How many of the N WORDS are around it? */
static size_t count(const struct ts_mailbox_view *v, const char *const *words, size_t n)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		found += ts_piece_contains(v->before, &words[i], 1) ||
			 ts_piece_contains(v->after, &words[i], 1);
	return found;
}

/* Is it in a member of JSON that names those who made something? Members of that name that other
 * records have too count only in the description of a package. */
bool ts_mailbox_is_credited_member(const struct ts_mailbox_view *v)
{
	static const char *const sure[] = {
	    "maintainer", "maintainers", "committer", "_npmuser", "uploaders", "packager"};
	static const char *const likely[] = {"author", "authors", "contributor", "contributors",
	    "creator", "creators", "publisher", "supplier", "manufacturer", "bugs"};
	static const char *const packages[] = {"\"license\"", "\"licenses\"", "\"purl\"",
	    "\"bom-ref\"", "spdx", "\"dependencies\"", "\"repository\"", "\"homepage\"",
	    "\"builddefinition\"", "\"builder\"", "\"classifiers\"", "\"dist-tags\"",
	    "\"devdependencies\"", "\"exports\"", "\"main\"", "\"engines\"", "\"publishconfig\"",
	    "\"scripts\""};
	size_t depth = 0, levels = 0;
	bool maybe = false;

	for (size_t i = v->before.len; i > 0 && levels < LEVELS && !maybe; i--) {
		const char c = v->before.at[i - 1];

		depth += c == '}' || c == ']';
		/* The member itself counts as the first level: "maintainer": "NAME <…>". */
		if (c == '{' || c == '[' || (c == ':' && levels == 0 && depth == 0)) {
			struct ts_piece name;

			if (depth > 0) { /* never at a colon */
				depth--;
				continue;
			}
			name = member_before(v->before, c == ':' ? i : i - 1);
			if (c == ':' && name.at == NULL)
				continue;
			levels++;
			if (ANY(ts_piece_is, name, sure))
				return true;
			maybe = ANY(ts_piece_is, name, likely);
		}
	}
	return maybe && count(v, packages, sizeof(packages) / sizeof(packages[0])) >= 2;
}
