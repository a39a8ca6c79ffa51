/* The types of values in records (docs/gates.md, "Types"), and descriptions of values that are safe
 * to show. */
#ifndef TS_FORMAT_VALUE_H
#define TS_FORMAT_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "format/json.h"

enum ts_type {
	TS_TYPE_REF,
	TS_TYPE_LABEL, /* one of a list of labels */
	TS_TYPE_TIME,
	TS_TYPE_DATE,
	TS_TYPE_DIGEST, /* a DigestSet: an object of algorithm names and hexadecimal digests */
	TS_TYPE_BOOL,
	TS_TYPE_INT,
	TS_TYPE_TEXT,
};

/* Find a type by its name, such as "ref". (Labels have no name: they are lists.) */
bool ts_type_parse(const char *name, enum ts_type *type);

/* A description: "a reference", "a time"… */
const char *ts_type_description(enum ts_type type);

/* Does VALUE (which may be NULL) have TYPE? LABELS is the list for TS_TYPE_LABEL, otherwise NULL.
 */
bool ts_type_holds(enum ts_type type, const struct ts_json *labels, const struct ts_json *value);

/* Is TEXT an opaque reference and not a placeholder? */
bool ts_value_is_ref(const char *text);

/* Is TEXT a placeholder such as TODO, alone or behind the scheme of a reference? */
bool ts_value_is_placeholder(const char *text);

/* Is TEXT 1 to MAX printable ASCII bytes that neither begin nor end with a space? */
bool ts_value_is_line(const char *text, size_t max);

/* Append TEXT, which is printable ASCII, as a JSON string (RFC 8785). */
void ts_value_write_line(struct ts_buf *out, const char *text);

/* Is TEXT kebab-case: [a-z0-9]+(-[a-z0-9]+)*, at most 64 bytes? */
bool ts_value_is_id(const char *text);

/* Is TEXT [a-z0-9_-]{1,64}? */
bool ts_value_is_label(const char *text);

/*
 * Append a description of VALUE (NULL: "absent") that is safe to show. Labels, references, times,
 * integers and booleans appear as they are; anything else only by kind and size, because a value
 * in the wrong place may be a secret.
 */
void ts_value_describe(const struct ts_json *value, struct ts_buf *out);

#endif
