/*
 * Whose an e-mail address is. What has the form of one may be a login on a host, a message's
 * identifier, a mailing list, or the address of somebody who made the software; the rest belongs to
 * people and customers. The text around it says which.
 */
#ifndef TS_SCANNER_MAILBOX_H
#define TS_SCANNER_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>

#define TS_MAILBOX_REACH ((size_t)1024) /* bytes on each side of an address that are looked at */

/* Where a text is from. Evidence does not list those who made software, but files of any kind do,
 * and some list nobody else. */
enum ts_origin { TS_EVIDENCE, TS_ANY_FILE, TS_CREDITS };

/* An address: LEN bytes from AT on, in the text of END bytes at TEXT. */
struct ts_mailbox {
	const char *text; /* borrowed */
	size_t end, at, len;
	enum ts_origin origin;
};

/* Does a file with this NAME list those who made something: AUTHORS, THANKS, ChangeLog? */
bool ts_mailbox_file_credits(const char *name);

/* Might it belong to a customer? */
bool ts_mailbox_is_personal(const struct ts_mailbox *mailbox);

/* Has DOMAIN the form of one: lower-case labels of letters, digits and hyphens, at least two? */
bool ts_mailbox_domain_valid(const char *domain);

/* Is it in DOMAIN ("norrland.example"), or in one below that? */
bool ts_mailbox_is_in(const struct ts_mailbox *mailbox, const char *domain);

#endif
