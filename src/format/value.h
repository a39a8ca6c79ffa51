/* The types of values that records hold (docs/gates.md, "Types"), and safe words for a value. */
#ifndef TS_FORMAT_VALUE_H
#define TS_FORMAT_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "format/json.h"

enum ts_type {
	TS_TYPE_REF,
	TS_TYPE_LABEL, /* one of a list */
	TS_TYPE_TIME,
	TS_TYPE_DATE,
	TS_TYPE_DIGEST, /* a DigestSet: an object of algorithm names and hex */
	TS_TYPE_BOOL,
	TS_TYPE_INT,
	TS_TYPE_TEXT,
};

/* Find a type by its name ("ref"…, but not labels, which are lists). */
bool ts_type_parse(const char *name, enum ts_type *type);

/* Words: "a reference", "a time"… */
const char *ts_type_description(enum ts_type type);

/* Does VALUE (which may be NULL) have TYPE? LABELS is the list for TS_TYPE_LABEL, else NULL. */
bool ts_type_holds(enum ts_type type, const struct ts_json *labels, const struct ts_json *value);

/* Is TEXT an opaque reference that is no placeholder? */
bool ts_value_is_ref(const char *text);

/* Is TEXT 1 to MAX printable ASCII bytes, none of them a space at either end? */
bool ts_value_is_line(const char *text, size_t max);

/* Append TEXT, which is printable ASCII, as a JSON string (RFC 8785). */
void ts_value_write_line(struct ts_buf *out, const char *text);

/* Is TEXT kebab-case: [a-z0-9]+(-[a-z0-9]+)*, at most 64 bytes? */
bool ts_value_is_id(const char *text);

/* Is TEXT [a-z0-9_-]{1,64}? */
bool ts_value_is_label(const char *text);

/*
 * Append words for VALUE (NULL: "absent") that may be shown anywhere: labels, references, times,
 * integers and booleans as they are; anything else by its kind and size, since what stands in the
 * wrong place may be a secret.
 */
void ts_value_describe(const struct ts_json *value, struct ts_buf *out);

#endif
