/* Showing the name of a field as words. */
#ifndef TS_SHOW_WORDS_H
#define TS_SHOW_WORDS_H

#include <stddef.h>

#include "base/buf.h"

/* Append the N names as words, without the "_ref" or "_at" at the end of the last: "handoff",
 * "owner_ref" give "handoff owner". Like everything from a document, escape them. */
void ts_show_words(struct ts_buf *out, char *const *names, size_t n);

#endif
