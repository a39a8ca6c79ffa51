#include "judge/condition.h"

#include "base/clock.h"
#include "format/value.h"
#include "judge/fix.h"
#include "model/condition.h"

/* Is VALUE present, and neither null nor empty? */
static bool is_present(const struct ts_json *value)
{
	if (value == NULL)
		return false;
	switch (ts_json_kind(value)) {
	case TS_JSON_NULL:
		return false;
	case TS_JSON_STRING:
		return ts_json_string(value)[0] != '\0';
	case TS_JSON_ARRAY:
	case TS_JSON_OBJECT:
		return ts_json_first(value) != NULL;
	default:
		return true;
	}
}

static const struct ts_json *value_of(
    const struct ts_condition *condition, const struct ts_ground *ground)
{
	return ts_pointer_find(&condition->at, ground->base);
}

/* What the first of the test's own pointers names. These pointers are absolute, unlike "at". */
static const struct ts_json *other_of(
    const struct ts_condition *condition, const struct ts_ground *ground)
{
	return ts_pointer_find(&condition->others[0], ground->c->doc);
}

static size_t count_present(const struct ts_condition *condition, const struct ts_ground *ground)
{
	size_t n = 0;

	for (size_t i = 0; i < condition->others_n; i++)
		n += is_present(ts_pointer_find(&condition->others[i], ground->base));
	return n;
}

static bool is_scalar(const struct ts_json *value)
{
	enum ts_json_kind kind = ts_json_kind(value);

	return kind == TS_JSON_STRING || kind == TS_JSON_INT || kind == TS_JSON_BOOL;
}

static bool is_listed(const struct ts_json *list, const struct ts_json *value)
{
	for (const struct ts_json *v = ts_json_first(list); v != NULL; v = ts_json_next(v))
		if (ts_json_equal(v, value))
			return true;
	return false;
}

/* Compare two values as times; *ORDER is as in ts_time_compare(). Returns false unless both are
 * times. */
static bool compare_times(const struct ts_json *a, const struct ts_json *b, struct ts_time times[2])
{
	const char *ta = ts_json_string(a), *tb = ts_json_string(b);

	return ta != NULL && tb != NULL && ts_time_parse(ta, &times[0]) &&
	       ts_time_parse(tb, &times[1]);
}

static bool holds_times(
    const struct ts_condition *condition, const struct ts_json *value, const struct ts_json *other)
{
	struct ts_time times[2], latest;
	int order;

	if (!compare_times(value, other, times))
		return false;
	order = ts_time_compare(&times[0], &times[1]);
	if (condition->test == TS_TEST_AFTER)
		return order > 0;
	if (condition->test == TS_TEST_NOT_AFTER)
		return order <= 0;
	latest = ts_time_add(&times[1], condition->at_most);
	return order >= 0 && ts_time_compare(&times[0], &latest) <= 0;
}

bool ts_condition_holds(const struct ts_condition *condition, const struct ts_ground *ground)
{
	const struct ts_json *value, *other;

	if (condition->test == TS_TEST_ONLY_ONE_OF)
		return count_present(condition, ground) == 1;
	value = value_of(condition, ground);
	if (condition->test == TS_TEST_PRESENT)
		return condition->present ? is_present(value) : value == NULL;
	if (value == NULL)
		return false;
	switch (condition->test) {
	case TS_TEST_IS:
		return ts_json_equal(value, condition->value);
	case TS_TEST_IN:
		return is_listed(condition->value, value);
	case TS_TEST_NOT_IN:
		return is_scalar(value) && !is_listed(condition->value, value);
	case TS_TEST_TYPE:
		return ts_type_holds(condition->type, condition->value, value);
	case TS_TEST_DIGEST_OF:
		return ground->c->has_package && ts_package_matches(&ground->c->package, value);
	case TS_TEST_SAME_AS:
		other = other_of(condition, ground);
		return is_present(value) && is_present(other) && ts_json_equal(value, other);
	default:
		return holds_times(condition, value, other_of(condition, ground));
	}
}

/* Append the elements of LIST: a, b or c. */
static void add_list(const struct ts_json *list, struct ts_buf *out)
{
	for (const struct ts_json *v = ts_json_first(list); v != NULL; v = ts_json_next(v)) {
		if (v != ts_json_first(list))
			ts_buf_add_str(out, ts_json_next(v) == NULL ? " or " : ", ");
		ts_value_describe(v, out);
	}
}

/* Append WORDS, the pointer of the other value, and that value. */
static void add_other(const char *words, const struct ts_condition *condition,
    const struct ts_ground *ground, struct ts_buf *out)
{
	ts_buf_printf(out, "%s %s, which is ", words, condition->others[0].text);
	ts_value_describe(other_of(condition, ground), out);
}

void ts_condition_expected(
    const struct ts_condition *condition, const struct ts_ground *ground, struct ts_buf *out)
{
	switch (condition->test) {
	case TS_TEST_IS:
		ts_value_describe(condition->value, out);
		break;
	case TS_TEST_IN:
		add_list(condition->value, out);
		break;
	case TS_TEST_NOT_IN:
		ts_buf_add_str(out, "a value other than ");
		add_list(condition->value, out);
		break;
	case TS_TEST_TYPE:
		if (condition->type == TS_TYPE_LABEL)
			add_list(condition->value, out);
		else
			ts_buf_add_str(out, ts_type_description(condition->type));
		break;
	case TS_TEST_PRESENT:
		ts_buf_add_str(out, condition->present ? "a value" : "nothing");
		break;
	case TS_TEST_SAME_AS:
		add_other("the same as", condition, ground, out);
		break;
	case TS_TEST_AFTER:
		add_other("a time after", condition, ground, out);
		break;
	case TS_TEST_NOT_AFTER:
		add_other("a time not after", condition, ground, out);
		break;
	case TS_TEST_WITHIN:
		ts_buf_printf(
		    out, "a time at most %s after and not before", condition->at_most_text);
		add_other("", condition, ground, out);
		break;
	case TS_TEST_DIGEST_OF:
		if (ground->c->has_package)
			ts_package_describe(&ground->c->package, out);
		else
			ts_buf_add_str(out, "the package's digest");
		break;
	case TS_TEST_ONLY_ONE_OF:
		ts_buf_add_str(out, "exactly one of");
		for (size_t i = 0; i < condition->others_n; i++)
			ts_buf_printf(out, "%s %s", i > 0 ? "," : "", condition->others[i].text);
		break;
	}
}

/* Describe VALUE, which does not meet the condition, and begin FIX with what was meant. */
static void add_found(const struct ts_condition *condition, const struct ts_json *value,
    struct ts_buf *out, struct ts_buf *fix)
{
	switch (condition->test) {
	case TS_TEST_IS:
	case TS_TEST_IN:
		ts_fix_found(value, TS_TYPE_LABEL, condition->value, out, fix);
		break;
	case TS_TEST_TYPE:
		ts_fix_found(value, condition->type, condition->value, out, fix);
		break;
	case TS_TEST_AFTER:
	case TS_TEST_NOT_AFTER:
	case TS_TEST_WITHIN:
		ts_fix_found(value, TS_TYPE_TIME, NULL, out, fix);
		break;
	default:
		ts_value_describe(value, out);
	}
}

void ts_condition_found(const struct ts_condition *condition, const struct ts_ground *ground,
    struct ts_buf *out, struct ts_buf *fix)
{
	if (condition->test == TS_TEST_ONLY_ONE_OF)
		ts_buf_printf(out, "%zu of them", count_present(condition, ground));
	else if (condition->test == TS_TEST_DIGEST_OF && ground->c->has_package)
		ts_package_describe_claim(
		    ground->c->package.kind, value_of(condition, ground), out);
	else if (fix != NULL)
		add_found(condition, value_of(condition, ground), out, fix);
	else
		ts_value_describe(value_of(condition, ground), out);
}
