/*
 * JSON (RFC 8259), read strictly: valid UTF-8 without a byte-order mark, no duplicate member
 * names, no NUL or lone surrogate in a string, integers within +-2^53, at most 64 levels, and
 * nothing after the value. The trees are built by cJSON; what it accepts too liberally is refused
 * before.
 *
 * A tree is a struct ts_json. Whoever parsed or built its root owns it; all nodes below are
 * borrowed.
 */
#ifndef TS_FORMAT_JSON_H
#define TS_FORMAT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "format/json_scan.h"

#define TS_JSON_DOCUMENT_MAX ((size_t)4 << 20) /* the most bytes of a document */

struct ts_json;

enum ts_json_kind {
	TS_JSON_NULL,
	TS_JSON_BOOL,
	TS_JSON_INT,    /* no point, no exponent, not minus zero */
	TS_JSON_NUMBER, /* any other number */
	TS_JSON_STRING,
	TS_JSON_ARRAY,
	TS_JSON_OBJECT,
};

/*
 * Parse the LEN bytes at DATA. The caller frees *JSON. Errors: CHECK, with the reason in the
 * message and "line L, column C" as the place; "io" when there is no memory.
 */
int ts_json_parse(
    const void *data, size_t len, const char *check, struct ts_json **json, struct ts_err *err);
void ts_json_free(struct ts_json *json);

enum ts_json_kind ts_json_kind(const struct ts_json *json);
const char *ts_json_kind_description(enum ts_json_kind kind); /* "a string", "an object"… */

/* The value of a node; NULL or false when the node is NULL or of another kind. */
const char *ts_json_string(const struct ts_json *json);
bool ts_json_int(const struct ts_json *json, int64_t *value);
bool ts_json_number(const struct ts_json *json, double *value); /* integers included */
bool ts_json_bool(const struct ts_json *json, bool *value);

/* The member NAME of an object (case matters), or NULL. */
struct ts_json *ts_json_get(const struct ts_json *object, const char *name);

/* The children of an object or array in document order; NULL at the end. */
struct ts_json *ts_json_first(const struct ts_json *json);
struct ts_json *ts_json_next(const struct ts_json *child);
size_t ts_json_count(const struct ts_json *json);
const char *ts_json_name(const struct ts_json *child); /* its name as a member, or NULL */

/* Deep equality; the order of an object's members does not matter. */
bool ts_json_equal(const struct ts_json *a, const struct ts_json *b);

/* Building trees. The constructors return NULL when there is no memory; the others own VALUE from
 * then on, even if they fail. */
struct ts_json *ts_json_new_object(void);
struct ts_json *ts_json_new_array(void);
struct ts_json *ts_json_new_string(const char *text);
struct ts_json *ts_json_copy(const struct ts_json *json);
int ts_json_put(struct ts_json *object, const char *name, struct ts_json *value); /* replaces */
void ts_json_remove(struct ts_json *object, const char *name);
int ts_json_append(struct ts_json *array, struct ts_json *value);

/*
 * Append the canonical form (RFC 8785) of JSON to OUT. Returns false, leaving OUT unfinished,
 * when the tree contains what the seal's payload must not: a string or name with a byte that is
 * not printable ASCII, a number that is not an integer from 0 to 10^15 - 1, or null.
 */
bool ts_json_canonical(const struct ts_json *json, struct ts_buf *out);

/* A member that an object may have. */
struct ts_member {
	const char *name;
	enum ts_json_kind kind;
	bool required;
};

/*
 * Check that JSON is an object of exactly these N MEMBERS: no unknown ones, none missing that is
 * required, and each of its kind (TS_JSON_NUMBER includes integers). AT is the pointer to JSON,
 * for messages. Errors: CHECK.
 */
int ts_json_shape(const struct ts_json *json, const char *at, const struct ts_member *members,
    size_t n, const char *check, struct ts_err *err);

/* The version of cJSON in use. */
const char *ts_json_version(void);

#endif
