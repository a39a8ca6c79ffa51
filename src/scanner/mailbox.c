#define _GNU_SOURCE /* memmem, memrchr, strncasecmp */

#include "scanner/mailbox.h"

#include <string.h>
#include <strings.h>

#include "base/ascii.h"

#define LEVELS      5   /* objects and arrays around an address, in JSON */
#define LINE_MAX    256 /* bytes of the line before an address */
#define LINES_MAX   24  /* lines before it */
#define FIELD_MAX   24  /* bytes of a field and what is before its value */
#define HEADING_MAX 40  /* bytes of a heading */
#define NAME_MAX    64  /* of a member */
#define DOMAIN_MAX  253 /* RFC 1035, section 2.3.4 */

/* Bytes of a text. */
struct piece {
	const char *at;
	size_t len;
};

static char lower(char c)
{
	if (ts_is_upper(c))
		return (char)(c | 0x20);
	return c;
}

static bool begins(struct piece text, const char *with)
{
	size_t n;

	/* Most texts differ in the first byte. */
	if (text.len == 0 || lower(text.at[0]) != with[0])
		return false;
	n = strlen(with);
	return text.len >= n && strncasecmp(text.at, with, n) == 0;
}

static bool ends(struct piece text, const char *with)
{
	const size_t n = strlen(with);

	return text.len >= n && lower(text.at[text.len - 1]) == with[n - 1] &&
	       strncasecmp(text.at + text.len - n, with, n) == 0;
}

static bool is(struct piece text, const char *what)
{
	return text.len == strlen(what) && (text.len == 0 || begins(text, what));
}

/* Does the test hold for the text and one of the N words? */
#define ANY(test, text, words) any(test, text, words, sizeof(words) / sizeof((words)[0]))
static bool any(
    bool (*test)(struct piece, const char *), struct piece text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (test(text, words[i]))
			return true;
	return false;
}

/* Does the text contain one of the N words? */
#define CONTAINS(text, words) contains(text, words, sizeof(words) / sizeof((words)[0]))
static bool contains(struct piece text, const char *const *words, size_t n)
{
	bool begin[256] = {false}; /* a word */

	for (size_t i = 0; i < n; i++)
		begin[(unsigned char)words[i][0]] = true;
	for (; text.len > 0; text.at++, text.len--)
		if (begin[(unsigned char)lower(text.at[0])] && any(begins, text, words, n))
			return true;
	return false;
}

/* The parts of an address, and what is around it. */
struct view {
	struct piece local, domain;
	struct piece before, after; /* up to TS_MAILBOX_REACH bytes */
	struct piece line;          /* of what is before, up to LINE_MAX bytes in the same line */
};

static struct piece last_line(struct piece text)
{
	const char *end = text.len == 0 ? NULL : memrchr(text.at, '\n', text.len);

	return end == NULL ? text : (struct piece){end + 1, (size_t)(text.at + text.len - end) - 1};
}

static struct view look(const struct ts_mailbox *m)
{
	const char *address = m->text + m->at, *at = memchr(address, '@', m->len);
	const size_t local = (size_t)(at - address), to = m->at + m->len;
	const size_t left = m->at > TS_MAILBOX_REACH ? TS_MAILBOX_REACH : m->at;
	const size_t right = m->end - to > TS_MAILBOX_REACH ? TS_MAILBOX_REACH : m->end - to;
	struct view v = {.local = {address, local},
	    .domain = {at + 1, m->len - local - 1},
	    .before = {address - left, left},
	    .after = {address + m->len, right}};

	v.line = last_line(v.before);
	if (v.line.len > LINE_MAX)
		v.line = (struct piece){v.line.at + (v.line.len - LINE_MAX), LINE_MAX};
	return v;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool ends_with(struct piece text, char c)
{
	return text.len > 0 && text.at[text.len - 1] == c;
}

static bool has_case(struct piece text, bool upper)
{
	for (size_t i = 0; i < text.len; i++)
		if (upper ? ts_is_upper(text.at[i]) : ts_is_lower(text.at[i]))
			return true;
	return false;
}

/* The name of a Kerberos realm is written in capitals (RFC 4120, section 6.1). */
static bool is_principal(const struct view *v)
{
	const char *dot = memchr(v->domain.at, '.', v->domain.len);
	const size_t rest = dot == NULL ? 0 : v->domain.len - (size_t)(dot + 1 - v->domain.at);

	return !has_case(v->domain, false) && has_case(v->domain, true) &&
	       !has_case(v->local, true) &&
	       (ends_with(v->before, '/') || (rest > 0 && memchr(dot + 1, '.', rest) != NULL));
}

/* The end of TEXT without white space and quotes, of which words can be a part. */
static struct piece word_before(struct piece text)
{
	size_t n = 0;

	while (n < text.len && strchr(" \t\r\n\"'`<>()|", text.at[text.len - 1 - n]) == NULL)
		n++;
	return (struct piece){text.at + text.len - n, n};
}

/* Does a path on the host follow: "host:/srv/x", "host:~/x", "host:group/project.git"? */
static bool is_before_path(struct piece after)
{
	size_t i = 2;

	if (after.len < 2 || after.at[0] != ':')
		return false;
	if (after.at[1] == '/' || after.at[1] == '~')
		return true;
	while (i < after.len && (ts_is_digit(after.at[i]) || ts_is_lower(lower(after.at[i])) ||
				    strchr("._-", after.at[i]) != NULL))
		i++;
	return i < after.len && after.at[i] == '/' && !ts_is_digit(after.at[1]);
}

/* Is the address the first argument of a program that logs in, behind its options: "ssh -p 22 -i
 * key deploy@host"? */
static bool is_argument_of_login(struct piece line)
{
	static const char *const programs[] = {
	    "ssh", "sftp", "mosh", "ssh-copy-id", "sshfs", "autossh"};
	bool argument = false; /* the word may be that of an option before it */

	for (;;) {
		struct piece word;

		while (line.len > 0 && is_blank(line.at[line.len - 1]))
			line.len--;
		word = word_before(line);
		if (word.len == 0)
			return false;
		if (ANY(is, word, programs))
			return !argument;
		if (word.at[0] != '-' && argument)
			return false;
		argument = word.at[0] != '-';
		line.len -= word.len;
	}
}

/* Is the address an account on a host, and not somebody's: by its name, or by the program that the
 * line runs? */
static bool is_account(const struct view *v)
{
	static const char *const accounts[] = {"git", "hg", "svn", "deploy", "root", "ubuntu",
	    "debian", "admin", "ec2-user", "backup"};
	static const char *const programs[] = {"scp ", "rsync ", "sftp ", "sshfs ", "git ", "ssh "};

	return ANY(is, v->local, accounts) || CONTAINS(v->line, programs);
}

static bool is_login(const struct view *v)
{
	return (is_before_path(v->after) && is_account(v)) || is_argument_of_login(v->line);
}

static bool is_list(const struct view *v)
{
	static const char *const hosts[] = {"lists.", "mailman.", "listserv.", "googlegroups.com",
	    "groups.io", "vger.kernel.org", "groups.google.com"};
	static const char *const endings[] = {
	    "-list",
	    "-lists",
	    "-dev",
	    "-devel",
	    "-develop",
	    "-users",
	    "-announce",
	    "-discuss",
	    "-commits",
	    "-commit",
	    "-bugs",
	    "-help",
	    "-request",
	    "-bounces",
	    "-subscribe",
	    "-unsubscribe",
	    "-maintainers",
	    "-patches",
	    "-hackers",
	};
	static const char *const inside[] = {".lists."};

	return ANY(begins, v->domain, hosts) || ANY(ends, v->local, endings) ||
	       CONTAINS(v->domain, inside) || begins(v->local, "bug-") || begins(v->local, "bugs-");
}

/* In the address of a page that shows messages of a list. */
static bool is_in_archive(const struct view *v)
{
	static const char *const places[] = {"//lists.", "//list.", "//lore.", "//marc.",
	    "//mail-archive", "/archives/list/", "/pipermail/", "/mailman/", "/hyperkitty/"};
	const struct piece word = word_before(v->before);

	return memmem(word.at, word.len, "://", 3) != NULL &&
	       memchr(word.at, '?', word.len) == NULL && CONTAINS(word, places);
}

/* Does it look as if a program had made it: digits in several places, or many? */
static bool is_made(struct piece local)
{
	size_t digits = 0, groups = 0;

	for (size_t i = 0; i < local.len; i++) {
		const bool is_digit = ts_is_digit(local.at[i]);

		digits += is_digit;
		groups += is_digit && (i == 0 || !ts_is_digit(local.at[i - 1]));
	}
	return local.len >= 8 && digits >= 5 && (groups >= 2 || digits * 2 >= local.len);
}

/* Does one of the N FIELDS end with byte I of the line, or go on behind it? */
static bool is_part_of(struct piece line, size_t i, const char *const *fields, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		const size_t len = strlen(fields[k]);

		for (size_t from = i > len ? i - len : 0; from < i; from++)
			if (from + len >= i &&
			    begins((struct piece){line.at + from, line.len - from}, fields[k]))
				return true;
	}
	return false;
}

/* Is there nothing but other ids in angle brackets between one of the N FIELDS and the end of the
 * line? */
static bool is_right_behind(struct piece line, const char *const *fields, size_t n)
{
	bool open = false; /* an id that ends behind here */

	for (size_t i = line.len; i > 0; i--) {
		const struct piece rest = {line.at + i - 1, line.len - (i - 1)};
		const char c = rest.at[0];

		if (any(begins, rest, fields, n))
			return memchr(rest.at, '<', rest.len) != NULL ||
			       memchr(rest.at, '"', rest.len) != NULL;
		if (c == '>' || c == '<')
			open = c == '>';
		else if (!open && strchr(" \t\"':=[", c) == NULL && !is_part_of(line, i, fields, n))
			return false;
	}
	return false;
}

/* Message-ID and the like (RFC 5322, section 3.6.4). */
static bool is_message(const struct view *v)
{
	static const char *const fields[] = {"message-id", "message_id", "messageid", "in-reply-to",
	    "in_reply_to", "inreplyto", "references:", "content-id", "resent-message-id"};
	const struct piece word = word_before(v->before);
	size_t open = (size_t)(word.at - v->before.at);

	if (is_right_behind(v->line, fields, sizeof(fields) / sizeof(fields[0])))
		return true;
	if (open == 0 || v->before.at[--open] != '<' || !is_made(v->local))
		return false;
	/* A person's address has a name before it, or a field such as "From:". */
	while (open > 0 && is_blank(v->before.at[open - 1]))
		open--;
	return open == 0 || v->before.at[open - 1] == '\n' || v->before.at[open - 1] == '>';
}

/* The line up to the address, without what comments and lists begin with. */
static struct piece label(struct piece line)
{
	while (line.len > 0 && strchr(" \t*#/-;%=.\\\"'!|@+{[", line.at[0]) != NULL) {
		line.at++;
		line.len--;
	}
	return line;
}

static bool has_year(struct piece line)
{
	for (size_t i = 0; i + 4 <= line.len; i++)
		if ((strncmp(line.at + i, "19", 2) == 0 || strncmp(line.at + i, "20", 2) == 0) &&
		    ts_is_digit(line.at[i + 2]) && ts_is_digit(line.at[i + 3]))
			return true;
	return false;
}

static bool is_heading_word(struct piece line, size_t blank, const char *const *words, size_t n)
{
	const struct piece rest = {line.at + blank + 1, line.len - blank - 1};

	return any(is, rest, words, n) || any(is, line, words, n);
}

/* Is it the heading of a section about those who made the software: "AUTHORS", ".SH AUTHOR",
 * "=head1 CREDITS", "## Contributors"? */
static bool is_heading(struct piece line)
{
	static const char *const words[] = {"authors", "author", "author(s)", "credits",
	    "contributors", "maintainers", "maintainer", "acknowledgements", "acknowledgments",
	    "copyright", "translation", "translators"};
	static const char *const signs[] = {"#", "=head", "=item", ".sh ", ".ss ", "<h"};
	const bool marked = ANY(begins, line, signs);

	line = label(line);
	while (line.len > 0 && !ts_is_lower(lower(line.at[line.len - 1])))
		line.len--;
	for (size_t i = 0; marked && i < line.len; i++)
		if (is_blank(line.at[i])) /* "SH AUTHOR", "head1 AUTHOR" */
			return is_heading_word(line, i, words, sizeof(words) / sizeof(words[0]));
	return (marked || !has_case(line, false)) && ANY(is, line, words);
}

/* Is it below such a heading, in a list of maintainers (YAML), or in the lines of names and years
 * after a copyright? */
static bool is_below_credit(const struct view *v)
{
	static const char *const lists[] = {"maintainers:", "authors:", "contributors:"};
	static const char *const owners[] = {"copyright", "(c) 19", "(c) 20"};
	struct piece text = v->before;
	bool people = true; /* each line up to here names somebody, or a year */

	for (size_t i = 0; i < LINES_MAX; i++) {
		struct piece line = last_line(text);

		if (i > 0) {
			if (is_heading(line) ||
			    (people && (ANY(begins, label(line), lists) || CONTAINS(line, owners))))
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
static bool begins_with_date(struct piece line)
{
	static const char *const days[] = {
	    "* mon ", "* tue ", "* wed ", "* thu ", "* fri ", "* sat ", "* sun "};

	return (ANY(begins, line, days) && has_year(line)) ||
	       (line.len > 12 && ts_is_digit(line.at[0]) && ts_is_digit(line.at[3]) &&
		   line.at[4] == '-' && line.at[7] == '-' && line.at[10] == ' ' &&
		   line.at[11] == ' ');
}

/* The label of a line that names those who made the software. */
static bool is_credit(const struct view *v)
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

	if (ANY(begins, label(v->line), labels) || (CONTAINS(v->line, owners) && has_year(v->line)))
		return true;
	/* SPDX: "Person: NAME (ADDRESS)". */
	if (ends_with(v->before, '(') && CONTAINS(v->line, spdx))
		return true;
	/* A changelog's " -- NAME <ADDRESS>  DATE", and "[ NAME <ADDRESS> ]"; comments of man
	 * pages. */
	return begins(v->line, " -- ") || begins(v->line, ".\\\"") || begins(v->line, ".\"") ||
	       begins_with_date(v->line) || begins(v->after, "> ]");
}

/* The name of the member whose value is the object or array that opens at OPEN in TEXT. */
static struct piece member_before(struct piece text, size_t open)
{
	size_t to = open, from;

	while (to > 0 && strchr(" \t\r\n:", text.at[to - 1]) != NULL)
		to--;
	if (to == 0 || text.at[to - 1] != '"')
		return (struct piece){NULL, 0};
	for (from = --to; from > 0 && to - from < NAME_MAX && text.at[from - 1] != '"';)
		from--;
	return (struct piece){text.at + from, to - from};
}

/* How many of the N WORDS are around it? */
static size_t count(const struct view *v, const char *const *words, size_t n)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		found += contains(v->before, &words[i], 1) || contains(v->after, &words[i], 1);
	return found;
}

/* Is it in a member of JSON that names those who made something? Members of that name that other
 * records have too count only in the description of a package. */
static bool is_credited_member(const struct view *v)
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
			struct piece name;

			if (depth > 0 && c != ':') {
				depth--;
				continue;
			}
			name = member_before(v->before, c == ':' ? i : i - 1);
			if (c == ':' && name.at == NULL)
				continue;
			levels += c != ':' || name.at != NULL;
			if (ANY(is, name, sure))
				return true;
			maybe = ANY(is, name, likely);
		}
	}
	return maybe && count(v, packages, sizeof(packages) / sizeof(packages[0])) >= 2;
}

bool ts_mailbox_domain_valid(const char *domain)
{
	size_t labels = 0;

	if (strlen(domain) > DOMAIN_MAX)
		return false;
	for (;; domain++) {
		const size_t len = strspn(domain, "abcdefghijklmnopqrstuvwxyz0123456789-");

		if (len == 0 || domain[0] == '-' || domain[len - 1] == '-')
			return false;
		labels++;
		domain += len;
		if (*domain != '.') /* no top-level domain is a number */
			return *domain == '\0' && labels > 1 &&
			       strspn(domain - len, "0123456789") < len;
	}
}

bool ts_mailbox_is_in(const struct ts_mailbox *mailbox, const char *domain)
{
	const struct view v = look(mailbox);
	const size_t n = strlen(domain);

	return ends(v.domain, domain) &&
	       (v.domain.len == n || v.domain.at[v.domain.len - n - 1] == '.');
}

bool ts_mailbox_file_credits(const char *name)
{
	static const char *const names[] = {"authors", "thanks", "credits", "maintainers",
	    "contributors", "copyright", "changelog", "changes", "codeowners", "news", "mailmap"};
	static const char *const texts[] = {"", ".md", ".txt", ".rst", ".in", ".old", ".debian"};
	const char *slash = strrchr(name, '/');
	struct piece file = {slash == NULL ? name : slash + 1, 0}, ending;

	file.at += file.at[0] == '.';
	file.len = strcspn(file.at, ".");
	ending = (struct piece){file.at + file.len, strlen(file.at + file.len)};
	while (file.len > 0 && (ts_is_digit(file.at[file.len - 1]) || file.at[file.len - 1] == '-'))
		file.len--; /* ChangeLog-2013 */
	return ANY(is, file, names) && ANY(is, ending, texts);
}

bool ts_mailbox_is_personal(const struct ts_mailbox *mailbox)
{
	const struct view v = look(mailbox);

	if (mailbox->origin == TS_CREDITS)
		return false;
	if (is_principal(&v) || is_login(&v) || is_list(&v) || is_in_archive(&v) ||
	    is_message(&v) || is_credited_member(&v))
		return false;
	return mailbox->origin == TS_EVIDENCE || !(is_credit(&v) || is_below_credit(&v));
}
