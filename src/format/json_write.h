/*
 * Writing JSON for other programs, member by member. Texts may come from anywhere: bytes that are
 * not UTF-8 become U+FFFD, and control characters and marks that change the direction of text are
 * escaped. Failure is sticky in the buffer.
 */
#ifndef TS_FORMAT_JSON_WRITE_H
#define TS_FORMAT_JSON_WRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "format/json.h"

struct ts_json_writer {
	struct ts_buf *out; /* borrowed */
	unsigned depth;
	bool compact; /* one line, without spaces */
	bool some;    /* the open object or array has a member already */
};

/* NAME is the name of the member; NULL in an array and at the top. */
void ts_jw_open(struct ts_json_writer *w, const char *name, char bracket);       /* '{' or '[' */
void ts_jw_close(struct ts_json_writer *w, char bracket);                        /* '}' or ']' */
void ts_jw_string(struct ts_json_writer *w, const char *name, const char *text); /* NULL: null */
/* The content of TEXT; if TEXT has failed, the writer's buffer fails too. */
void ts_jw_text(struct ts_json_writer *w, const char *name, struct ts_buf *text);
void ts_jw_int(struct ts_json_writer *w, const char *name, int64_t value);
void ts_jw_bool(struct ts_json_writer *w, const char *name, bool value);

/* A whole tree; numbers that are not plain integers become null. */
void ts_jw_tree(struct ts_json_writer *w, const char *name, const struct ts_json *json);

#endif
