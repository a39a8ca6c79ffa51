#define _GNU_SOURCE /* memmem */

#include "scanner/mailbox.h"

#include <string.h>

#include "base/ascii.h"
#include "scanner/mailbox_credit.h"

#define LINE_MAX   256 /* bytes of the line before an address */
#define DOMAIN_MAX 253 /* RFC 1035, section 2.3.4 */

static struct ts_mailbox_view look(const struct ts_mailbox *m)
{
	const char *address = m->text + m->at, *at = memchr(address, '@', m->len);
	const size_t local = (size_t)(at - address), to = m->at + m->len;
	const size_t left = m->at > TS_MAILBOX_REACH ? TS_MAILBOX_REACH : m->at;
	const size_t right = m->end - to > TS_MAILBOX_REACH ? TS_MAILBOX_REACH : m->end - to;
	struct ts_mailbox_view v = {.local = {address, local},
	    .domain = {at + 1, m->len - local - 1},
	    .before = {address - left, left},
	    .after = {address + m->len, right}};

	v.line = ts_piece_last_line(v.before);
	if (v.line.len > LINE_MAX)
		v.line = (struct ts_piece){v.line.at + (v.line.len - LINE_MAX), LINE_MAX};
	return v;
}

/* The name of a Kerberos realm is written in capitals (RFC 4120, section 6.1). */
static bool is_principal(const struct ts_mailbox_view *v)
{
	const char *dot = memchr(v->domain.at, '.', v->domain.len);
	const size_t rest = dot == NULL ? 0 : v->domain.len - (size_t)(dot + 1 - v->domain.at);

	return !ts_piece_has_case(v->domain, false) && ts_piece_has_case(v->domain, true) &&
	       !ts_piece_has_case(v->local, true) &&
	       (ts_piece_ends_with(v->before, '/') ||
		   (rest > 0 && memchr(dot + 1, '.', rest) != NULL));
}

/* The end of TEXT without white space and quotes, of which words can be a part. */
static struct ts_piece word_before(struct ts_piece text)
{
	size_t n = 0;

	while (n < text.len && strchr(" \t\r\n\"'`<>()|", text.at[text.len - 1 - n]) == NULL)
		n++;
	return (struct ts_piece){text.at + text.len - n, n};
}

/* Does a path on the host follow: "host:/srv/x", "host:~/x", "host:group/project.git"? */
static bool is_before_path(struct ts_piece after)
{
	size_t i = 2;

	if (after.len < 2 || after.at[0] != ':')
		return false;
	if (after.at[1] == '/' || after.at[1] == '~')
		return true;
	while (i < after.len &&
	       (ts_is_digit(after.at[i]) || ts_is_lower(ts_piece_lower(after.at[i])) ||
		   strchr("._-", after.at[i]) != NULL))
		i++;
	return i < after.len && after.at[i] == '/' && !ts_is_digit(after.at[1]);
}

/* Is the address the first argument of a program that logs in, behind its options: "ssh -p 22 -i
 * key deploy@host"? */
static bool is_argument_of_login(struct ts_piece line)
{
	static const char *const programs[] = {
	    "ssh", "sftp", "mosh", "ssh-copy-id", "sshfs", "autossh"};
	bool argument = false; /* the word may be that of an option before it */

	for (;;) {
		struct ts_piece word;

		while (line.len > 0 && ts_piece_is_blank(line.at[line.len - 1]))
			line.len--;
		word = word_before(line);
		if (word.len == 0)
			return false;
		if (ANY(ts_piece_is, word, programs))
			return !argument;
		if (word.at[0] != '-' && argument)
			return false;
		argument = word.at[0] != '-';
		line.len -= word.len;
	}
}

/* Is the address an account on a host, and not somebody's: by its name, or by the program that the
 * line runs? */
static bool is_account(const struct ts_mailbox_view *v)
{
	static const char *const accounts[] = {"git", "hg", "svn", "deploy", "root", "ubuntu",
	    "debian", "admin", "ec2-user", "backup"};
	static const char *const programs[] = {"scp ", "rsync ", "sftp ", "sshfs ", "git ", "ssh "};

	return ANY(ts_piece_is, v->local, accounts) || CONTAINS(v->line, programs);
}

static bool is_login(const struct ts_mailbox_view *v)
{
	return (is_before_path(v->after) && is_account(v)) || is_argument_of_login(v->line);
}

static bool is_list(const struct ts_mailbox_view *v)
{
	static const char *const hosts[] = {"lists.", "mailman.", "listserv.", "googlegroups.com",
	    "groups.io", "vger.kernel.org", "groups.google.com"};
	static const char *const endings[] = {"-list", "-lists", "-dev", "-devel", "-develop",
	    "-users", "-announce", "-discuss", "-commits", "-commit", "-bugs", "-request",
	    "-bounces", "-subscribe", "-unsubscribe", "-maintainers", "-patches", "-hackers"};
	static const char *const inside[] = {".lists."};

	return ANY(ts_piece_begins, v->domain, hosts) || ANY(ts_piece_ends, v->local, endings) ||
	       CONTAINS(v->domain, inside) || ts_piece_begins(v->local, "bug-") ||
	       ts_piece_begins(v->local, "bugs-");
}

/* In the address of a page that shows messages of a list. */
static bool is_in_archive(const struct ts_mailbox_view *v)
{
	static const char *const places[] = {"//lists.", "//list.", "//lore.", "//marc.",
	    "//mail-archive", "/archives/list/", "/pipermail/", "/mailman/", "/hyperkitty/"};
	const struct ts_piece word = word_before(v->before);

	return memmem(word.at, word.len, "://", 3) != NULL &&
	       memchr(word.at, '?', word.len) == NULL && CONTAINS(word, places);
}

/* Does it look as if a program had made it: digits in several places, or many? */
static bool is_made(struct ts_piece local)
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
static bool is_part_of(struct ts_piece line, size_t i, const char *const *fields, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		const size_t len = strlen(fields[k]);

		for (size_t from = i > len ? i - len : 0; from < i; from++)
			if (from + len >= i &&
			    ts_piece_begins(
				(struct ts_piece){line.at + from, line.len - from}, fields[k]))
				return true;
	}
	return false;
}

/* Is there nothing but other ids in angle brackets between one of the N FIELDS and the end of the
 * line? */
static bool is_right_behind(struct ts_piece line, const char *const *fields, size_t n)
{
	bool open = false; /* an id that ends behind here */

	for (size_t i = line.len; i > 0; i--) {
		const struct ts_piece rest = {line.at + i - 1, line.len - (i - 1)};
		const char c = rest.at[0];

		if (ts_piece_any(ts_piece_begins, rest, fields, n))
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
static bool is_message(const struct ts_mailbox_view *v)
{
	static const char *const fields[] = {"message-id", "message_id", "messageid", "in-reply-to",
	    "in_reply_to", "inreplyto", "references:", "content-id", "resent-message-id"};
	const struct ts_piece word = word_before(v->before);
	size_t open = (size_t)(word.at - v->before.at);

	if (is_right_behind(v->line, fields, sizeof(fields) / sizeof(fields[0])))
		return true;
	if (open == 0 || v->before.at[--open] != '<' || !is_made(v->local))
		return false;
	/* A person's address has a name before it, or a field such as "From:". */
	while (open > 0 && ts_piece_is_blank(v->before.at[open - 1]))
		open--;
	return open == 0 || v->before.at[open - 1] == '\n' || v->before.at[open - 1] == '>';
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
	const struct ts_mailbox_view v = look(mailbox);
	const size_t n = strlen(domain);

	return ts_piece_ends(v.domain, domain) &&
	       (v.domain.len == n || v.domain.at[v.domain.len - n - 1] == '.');
}

bool ts_mailbox_file_credits(const char *name)
{
	static const char *const names[] = {"authors", "thanks", "credits", "maintainers",
	    "contributors", "copyright", "changelog", "changes", "codeowners", "news", "mailmap"};
	static const char *const texts[] = {"", ".md", ".txt", ".rst", ".in", ".old", ".debian"};
	const char *slash = strrchr(name, '/');
	struct ts_piece file = {slash == NULL ? name : slash + 1, 0}, ending;

	file.at += file.at[0] == '.';
	file.len = strcspn(file.at, ".");
	ending = (struct ts_piece){file.at + file.len, strlen(file.at + file.len)};
	while (file.len > 0 && (ts_is_digit(file.at[file.len - 1]) || file.at[file.len - 1] == '-'))
		file.len--; /* ChangeLog-2013 */
	return ANY(ts_piece_is, file, names) && ANY(ts_piece_is, ending, texts);
}

bool ts_mailbox_is_personal(const struct ts_mailbox *mailbox)
{
	const struct ts_mailbox_view v = look(mailbox);

	if (mailbox->origin == TS_CREDITS)
		return false;
	if (is_principal(&v) || is_login(&v) || is_list(&v) || is_in_archive(&v) ||
	    is_message(&v) || ts_mailbox_is_credited_member(&v))
		return false;
	return mailbox->origin == TS_EVIDENCE ||
	       !(ts_mailbox_is_credit(&v) || ts_mailbox_is_below_credit(&v));
}
