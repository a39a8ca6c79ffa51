#include "model/condition.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

#define CHECK "profile.valid"

static const char *const test_names[] = {
    [TS_TEST_IS] = "is",
    [TS_TEST_IN] = "in",
    [TS_TEST_NOT_IN] = "not_in",
    [TS_TEST_TYPE] = "type",
    [TS_TEST_PRESENT] = "present",
    [TS_TEST_SAME_AS] = "same_as",
    [TS_TEST_AFTER] = "after",
    [TS_TEST_NOT_AFTER] = "not_after",
    [TS_TEST_WITHIN] = "within",
    [TS_TEST_DIGEST_OF] = "digest_of",
    [TS_TEST_ONLY_ONE_OF] = "only_one_of",
};
#define TESTS (sizeof(test_names) / sizeof(test_names[0]))

/* Fail for the condition at AT. */
static int wrong(struct ts_err *err, const char *at, const char *what, const char *expected)
{
	ts_err_set(err, CHECK, "the profile: %s", what);
	ts_err_expected(err, "%s", expected);
	return ts_err_at(err, "%s", at);
}

int ts_condition_type(const struct ts_json *json, enum ts_type *type, const struct ts_json **labels)
{
	*labels = NULL;
	if (ts_json_kind(json) == TS_JSON_STRING)
		return ts_type_parse(ts_json_string(json), type) ? 0 : -1;
	if (ts_json_kind(json) != TS_JSON_ARRAY || ts_json_first(json) == NULL)
		return -1;
	for (const struct ts_json *l = ts_json_first(json); l != NULL; l = ts_json_next(l))
		if (ts_json_string(l) == NULL || !ts_value_is_label(ts_json_string(l)))
			return -1;
	*type = TS_TYPE_LABEL;
	*labels = json;
	return 0;
}

static bool is_scalar(const struct ts_json *json)
{
	enum ts_json_kind kind = ts_json_kind(json);

	return kind == TS_JSON_STRING || kind == TS_JSON_INT || kind == TS_JSON_BOOL;
}

static bool is_scalar_list(const struct ts_json *json)
{
	if (ts_json_kind(json) != TS_JSON_ARRAY || ts_json_first(json) == NULL)
		return false;
	for (const struct ts_json *v = ts_json_first(json); v != NULL; v = ts_json_next(v))
		if (!is_scalar(v))
			return false;
	return true;
}

/* Parse the pointers in LIST: a string, or an array of at least two strings. */
static int read_others(
    const struct ts_json *list, const char *at, struct ts_condition *condition, struct ts_err *err)
{
	bool array = ts_json_kind(list) == TS_JSON_ARRAY;
	const struct ts_json *item = array ? ts_json_first(list) : list;
	size_t n = array ? ts_json_count(list) : 1;

	if (array && n < 2)
		return wrong(
		    err, at, "\"only_one_of\" has fewer than two pointers", "at least two");
	condition->others = calloc(n, sizeof(*condition->others));
	if (condition->others == NULL)
		return ts_err_nomem(err);
	for (; condition->others_n < n; condition->others_n++, item = ts_json_next(item)) {
		if (ts_json_string(item) == NULL ||
		    ts_pointer_parse(
			ts_json_string(item), &condition->others[condition->others_n]) != 0)
			return wrong(err, at, "a test names something that is not a JSON Pointer",
			    "a pointer");
	}
	return 0;
}

static int read_within(
    const struct ts_json *json, const char *at, struct ts_condition *condition, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"of", TS_JSON_STRING, true},
	    {"at_most", TS_JSON_STRING, true},
	};

	char within[160];

	snprintf(within, sizeof(within), "%s/within", at);
	if (ts_json_shape(json, within, members, 2, CHECK, err) != 0)
		return -1;
	condition->at_most_text = ts_json_string(ts_json_get(json, "at_most"));
	if (!ts_duration_parse(condition->at_most_text, &condition->at_most))
		return wrong(err, at, "\"at_most\" is not a duration",
		    "weeks, or days and hours, such as P14D");
	return read_others(ts_json_get(json, "of"), at, condition, err);
}

/* Read the value of the test, which is known, into CONDITION. */
static int read_value(
    const struct ts_json *json, const char *at, struct ts_condition *condition, struct ts_err *err)
{
	const char *text = ts_json_string(json);

	switch (condition->test) {
	case TS_TEST_IS:
		condition->value = json;
		return is_scalar(json) ? 0
				       : wrong(err, at, "\"is\" has a value of an unsuitable kind",
					     "a string, an integer, true or false");
	case TS_TEST_IN:
	case TS_TEST_NOT_IN:
		condition->value = json;
		return is_scalar_list(json) ? 0
					    : wrong(err, at, "\"in\" or \"not_in\" needs a list",
						  "an array of strings, integers, true or false");
	case TS_TEST_TYPE:
		if (ts_condition_type(json, &condition->type, &condition->value) == 0)
			return 0;
		return wrong(err, at, "\"type\" names an unknown type",
		    "ref, time, date, digest, bool, int, text, or an array of labels");
	case TS_TEST_PRESENT:
		if (ts_json_bool(json, &condition->present))
			return 0;
		return wrong(err, at, "\"present\" must be true or false", "true or false");
	case TS_TEST_SAME_AS:
	case TS_TEST_AFTER:
	case TS_TEST_NOT_AFTER:
		if (text != NULL)
			return read_others(json, at, condition, err);
		return wrong(
		    err, at, "a test names something that is not a JSON Pointer", "a pointer");
	case TS_TEST_WITHIN:
		return read_within(json, at, condition, err);
	case TS_TEST_DIGEST_OF:
		if (text != NULL && strcmp(text, "evidence") == 0)
			return 0;
		return wrong(err, at, "\"digest_of\" must name the package", "\"evidence\"");
	case TS_TEST_ONLY_ONE_OF:
		if (ts_json_kind(json) == TS_JSON_ARRAY)
			return read_others(json, at, condition, err);
		return wrong(err, at, "\"only_one_of\" must be an array", "an array of pointers");
	}
	return wrong(err, at, "unknown test", "one of the tests in docs/gates.md");
}

/* Find the one test among the members of JSON. The only other member is "at". */
static const struct ts_json *find_test(
    const struct ts_json *json, const char *at, enum ts_test *test, struct ts_err *err)
{
	const struct ts_json *found = NULL;

	for (const struct ts_json *c = ts_json_first(json); c != NULL; c = ts_json_next(c)) {
		size_t i = 0;

		if (strcmp(ts_json_name(c), "at") == 0)
			continue;
		while (i < TESTS && strcmp(ts_json_name(c), test_names[i]) != 0)
			i++;
		if (i == TESTS) {
			wrong(err, at, "",
			    "at, and one of: is in not_in type present same_as after "
			    "not_after within digest_of only_one_of");
			snprintf(err->message, sizeof(err->message),
			    "the profile: a condition has the unknown test \"%.64s\"",
			    ts_json_name(c));
			return NULL;
		}
		if (found != NULL) {
			wrong(err, at, "a condition has two tests", "one");
			return NULL;
		}
		found = c;
		*test = (enum ts_test)i;
	}
	if (found == NULL)
		wrong(err, at, "a condition has no test", "one");
	return found;
}

static int read_condition(
    const struct ts_json *json, const char *at, struct ts_condition *condition, struct ts_err *err)
{
	const struct ts_json *value, *pointer;
	bool wants_at;

	if (ts_json_kind(json) != TS_JSON_OBJECT)
		return wrong(
		    err, at, "a condition is not an object", "{\"at\": POINTER, TEST: VALUE}");
	value = find_test(json, at, &condition->test, err);
	if (value == NULL)
		return -1;
	pointer = ts_json_get(json, "at");
	wants_at = condition->test != TS_TEST_ONLY_ONE_OF;
	if (wants_at != (pointer != NULL))
		return wrong(err, at,
		    wants_at ? "a condition has no \"at\"" : "\"only_one_of\" takes no \"at\"",
		    "{\"at\": POINTER, TEST: VALUE}, or {\"only_one_of\": […]}");
	if (wants_at && (ts_json_string(pointer) == NULL ||
			    ts_pointer_parse(ts_json_string(pointer), &condition->at) != 0))
		return wrong(err, at, "\"at\" is not a JSON Pointer", "/name/name…");
	return read_value(value, at, condition, err);
}

int ts_conditions_read(const struct ts_json *json, const char *at, const char *name,
    struct ts_conditions *conditions, struct ts_err *err)
{
	bool array = json != NULL && ts_json_kind(json) == TS_JSON_ARRAY;
	const struct ts_json *item = array ? ts_json_first(json) : json;
	size_t n = array ? ts_json_count(json) : 1;
	char place[128];

	if (json == NULL)
		return 0;
	snprintf(place, sizeof(place), "%s/%s", at, name);
	if (n == 0)
		return wrong(err, place, "a list of conditions is empty", "at least one");
	conditions->list = calloc(n, sizeof(*conditions->list));
	if (conditions->list == NULL)
		return ts_err_nomem(err);
	for (; conditions->n < n; item = ts_json_next(item)) {
		if (array)
			snprintf(place, sizeof(place), "%s/%s/%zu", at, name, conditions->n);
		conditions->n++; /* the list owns it from here on, complete or not */
		if (read_condition(item, place, &conditions->list[conditions->n - 1], err) != 0)
			return -1;
	}
	return 0;
}

void ts_conditions_free(struct ts_conditions *conditions)
{
	for (size_t i = 0; i < conditions->n; i++) {
		ts_pointer_free(&conditions->list[i].at);
		for (size_t j = 0; j < conditions->list[i].others_n; j++)
			ts_pointer_free(&conditions->list[i].others[j]);
		free(conditions->list[i].others);
	}
	free(conditions->list);
	*conditions = (struct ts_conditions){0};
}
