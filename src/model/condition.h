/* The conditions of a gate (docs/gates.md), and reading them from a profile. */
#ifndef TS_MODEL_CONDITION_H
#define TS_MODEL_CONDITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "format/json.h"
#include "format/pointer.h"
#include "format/value.h"

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
	const struct ts_json *value; /* the value of "is", "in" or "not_in"; the labels of a type */
	enum ts_type type;           /* TS_TEST_TYPE */
	bool present;                /* TS_TEST_PRESENT: whether it must be present */
	struct ts_pointer
	    *others; /* owned: the pointers of "same_as", "after", "within" and "only_one_of" */
	size_t others_n;
	int64_t at_most;          /* TS_TEST_WITHIN: seconds */
	const char *at_most_text; /* the same as it was written */
};

struct ts_conditions {
	struct ts_condition *list; /* owned */
	size_t n;
};

/*
 * Read the conditions in JSON: an array, or for "when" also a single condition; NULL means none.
 * AT and NAME locate it in messages. Errors: "profile.valid"; "io".
 */
int ts_conditions_read(const struct ts_json *json, const char *at, const char *name,
    struct ts_conditions *conditions, struct ts_err *err);
void ts_conditions_free(struct ts_conditions *conditions);

/* Read a type: a name, or an array of labels. Returns -1 when it is neither. */
int ts_condition_type(
    const struct ts_json *json, enum ts_type *type, const struct ts_json **labels);

#endif
