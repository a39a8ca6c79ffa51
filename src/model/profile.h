/*
 * A stage profile (docs/gates.md): what a stage consumes, what its record may hold, and which
 * gates must pass. Profiles are data; this is their language, parsed and checked.
 */
#ifndef TS_MODEL_PROFILE_H
#define TS_MODEL_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "crypto/encode.h"
#include "format/json.h"
#include "format/pointer.h"
#include "format/value.h"

struct ts_field {
	struct ts_pointer at; /* below /record; "*" for any member or element */
	enum ts_type type;
	const struct ts_json *labels; /* for TS_TYPE_LABEL, else NULL */
};

enum ts_test {
	TS_TEST_IS,
	TS_TEST_IN,
	TS_TEST_NOT_IN,
	TS_TEST_TYPE,
	TS_TEST_PRESENT,
	TS_TEST_SAME_AS,
	TS_TEST_AFTER,
	TS_TEST_NOT_AFTER,
	TS_TEST_WITHIN,
	TS_TEST_DIGEST_OF,
	TS_TEST_ONLY_ONE_OF,
};

struct ts_condition {
	enum ts_test test;
	struct ts_pointer at;        /* not for TS_TEST_ONLY_ONE_OF */
	const struct ts_json *value; /* what is, in and not_in name; the labels of a type */
	enum ts_type type;           /* TS_TEST_TYPE */
	bool present;                /* TS_TEST_PRESENT: whether it must be there */
	struct ts_pointer *others;   /* owned: what same_as, after, within and only_one_of name */
	size_t others_n;
	int64_t at_most;          /* TS_TEST_WITHIN: seconds */
	const char *at_most_text; /* and as it was written */
};

struct ts_conditions {
	struct ts_condition *list; /* owned */
	size_t n;
};

struct ts_gate {
	const char *id, *title;
	struct ts_conditions when, all, any;
	bool has_each;
	struct ts_pointer each;
};

struct ts_profile {
	struct ts_json *json; /* owned; the texts and values of all parts are borrowed from it */
	unsigned char digest[TS_DIGEST_BYTES]; /* SHA-256 of the file's bytes */
	const char *id, *title, *consumes, *evidence, *record;
	struct ts_pointer subject;
	struct ts_pointer delivered; /* the time that counts for being late, where it has one */
	bool has_delivered;
	bool sealed;
	struct ts_field *fields; /* owned */
	size_t fields_n;
	struct ts_gate *gates; /* owned */
	size_t gates_n;
	bool builtin;
};

/*
 * Parse a profile's bytes. Errors: "profile.valid" with a pointer into the profile and the
 * reason; "io". The caller frees *PROFILE.
 */
int ts_profile_parse(const void *data, size_t len, struct ts_profile **profile, struct ts_err *err);
void ts_profile_free(struct ts_profile *profile);

#endif
