/*
 * JSON (RFC 8259), read strictly: valid UTF-8 without a byte-order mark, no two members of one
 * name, no NUL and no lone surrogate in a string, integers within +-2^53, at most 64 levels, and
 * nothing behind the value. What cJSON, which builds the trees, takes loosely is refused here.
 *
 * A tree is a struct ts_json, owned by whoever parsed or built its root; nodes below are borrowed.
 */
#ifndef TS_FORMAT_JSON_H
#define TS_FORMAT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "format/json_scan.h"

#define TS_JSON_DOCUMENT_MAX ((size_t)4 << 20) /* bytes of a document that is parsed */

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
 * Parse the LEN bytes at DATA. Errors: CHECK, with the reason in the message and "line L,
 * column C" as the place; "io" for no memory. The caller frees *JSON.
 */
int ts_json_parse(
    const void *data, size_t len, const char *check, struct ts_json **json, struct ts_err *err);
void ts_json_free(struct ts_json *json);

enum ts_json_kind ts_json_kind(const struct ts_json *json);
const char *ts_json_kind_description(enum ts_json_kind kind); /* "a string", "an object"… */

/* The value of a node, or NULL / false when it is NULL or of another kind. */
const char *ts_json_string(const struct ts_json *json);
bool ts_json_int(const struct ts_json *json, int64_t *value);
bool ts_json_number(const struct ts_json *json, double *value); /* an integer too */
bool ts_json_bool(const struct ts_json *json, bool *value);

/* The member NAME of an object (case matters), or NULL. */
struct ts_json *ts_json_get(const struct ts_json *object, const char *name);

/* Children of an object or array in document order; NULL at the end. */
struct ts_json *ts_json_first(const struct ts_json *json);
struct ts_json *ts_json_next(const struct ts_json *child);
size_t ts_json_count(const struct ts_json *json);
const char *ts_json_name(const struct ts_json *child); /* its name as a member, or NULL */

/* Deep equality; the order of an object's members does not matter. */
bool ts_json_equal(const struct ts_json *a, const struct ts_json *b);

/* Build: NULL on want of memory. The add functions take VALUE over, also on failure. */
struct ts_json *ts_json_new_object(void);
struct ts_json *ts_json_new_array(void);
struct ts_json *ts_json_new_string(const char *text);
struct ts_json *ts_json_copy(const struct ts_json *json);
int ts_json_put(struct ts_json *object, const char *name, struct ts_json *value); /* replaces */
void ts_json_remove(struct ts_json *object, const char *name);
int ts_json_append(struct ts_json *array, struct ts_json *value);

/*
 * Append JSON's canonical form (RFC 8785) to OUT. False, leaving OUT unfinished, when the tree
 * holds what the seal's payload must not: a string or name with a byte that is not printable
 * ASCII, a number that is no integer from 0 to 10^15 - 1, or null.
 */
bool ts_json_canonical(const struct ts_json *json, struct ts_buf *out);

/* One member that an object may have. */
struct ts_member {
	const char *name;
	enum ts_json_kind kind;
	bool required;
};

/*
 * Check that JSON is an object of exactly the N MEMBERS: no unknown one, none missing that is
 * required, each of its kind (where that is TS_JSON_NUMBER, an integer is one too). AT is the
 * pointer to JSON, for messages. Errors: CHECK.
 */
int ts_json_shape(const struct ts_json *json, const char *at, const struct ts_member *members,
    size_t n, const char *check, struct ts_err *err);

#endif
