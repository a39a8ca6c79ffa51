/* JSON Pointers (RFC 6901). In the fields of a profile, a token "*" stands for every member or
 * element. */
#ifndef TS_FORMAT_POINTER_H
#define TS_FORMAT_POINTER_H

#include <stddef.h>

#include "base/buf.h"
#include "format/json.h"

struct ts_pointer {
	char *text;    /* owned: as it was written */
	char *storage; /* owned: the decoded tokens, each ended by a NUL */
	char **tokens; /* owned array of pointers into storage */
	size_t n;
};

/* Parse TEXT. Returns -1 when it is not a pointer, or when there is no memory. Free with
 * ts_pointer_free(). */
int ts_pointer_parse(const char *text, struct ts_pointer *pointer);
void ts_pointer_free(struct ts_pointer *pointer);

/* The node that POINTER names below ROOT, or NULL. ROOT may be NULL. */
const struct ts_json *ts_pointer_find(const struct ts_pointer *pointer, const struct ts_json *root);

/* Append "/" and TOKEN, with "~" and "/" escaped, to the pointer text in OUT. */
void ts_pointer_add_token(struct ts_buf *out, const char *token);

/* The same for people: a member's NAME (LEN bytes) that does not look like that of a field may be
 * the name of a customer, and becomes "*". */
void ts_pointer_show_name(struct ts_buf *out, const char *name, size_t len);

#endif
