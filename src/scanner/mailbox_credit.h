/* Those who made something: software, a package, a document. Private to scanner/mailbox*.c. */
#ifndef TS_SCANNER_MAILBOX_CREDIT_H
#define TS_SCANNER_MAILBOX_CREDIT_H

#include "scanner/piece.h"

/* Does the line name them, as in changelogs, commits and copyrights? Is it below a heading, in a
 * list, or behind a copyright that does? Does a member of JSON describe a package with them? */
bool ts_mailbox_is_credit(const struct ts_mailbox_view *view);
bool ts_mailbox_is_below_credit(const struct ts_mailbox_view *view);
bool ts_mailbox_is_credited_member(const struct ts_mailbox_view *view);

#endif
