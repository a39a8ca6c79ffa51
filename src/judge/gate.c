#include "judge/gate.h"

#include <stdio.h>
#include <string.h>

#include "judge/condition.h"
#include "judge/fix.h"

#define ID_MAX 80 /* "gate." and 64 bytes */

/* A gate being judged, and the position of its conditions: "" or the pointer of a member of "each".
 */
struct judging {
	const struct ts_case *c;
	const struct ts_gate *gate;
	struct ts_verdict *verdict;
	char id[ID_MAX];
	const char *prefix;
	bool failed;
};

/* Append the pointer that CONDITION looks at, for people. */
static void add_place(
    const struct judging *j, const struct ts_condition *condition, struct ts_buf *out)
{
	ts_buf_add_str(out, j->prefix);
	if (condition->test == TS_TEST_ONLY_ONE_OF)
		ts_buf_add_str(out, condition->others[0].text);
	else
		ts_buf_add_str(out, condition->at.text);
}

/* Append why the gate applies: the first condition of its "when". */
static void add_reason(const struct judging *j, struct ts_buf *out)
{
	const struct ts_ground ground = {.c = j->c, .base = j->c->doc};

	if (j->gate->when.n == 0 || j->gate->when.list[0].test == TS_TEST_ONLY_ONE_OF)
		return;
	ts_buf_printf(out, " (%s is ", j->gate->when.list[0].at.text);
	ts_condition_found(&j->gate->when.list[0], &ground, out, NULL);
	ts_buf_add_str(out, ")");
}

/* The pointer of the value to correct: of the two that are compared, the one that prevents it. */
static const char *to_correct(const struct judging *j, const struct ts_condition *condition,
    const struct ts_ground *ground, const char *at)
{
	const struct ts_json *value = ts_pointer_find(&condition->at, ground->base), *other;
	bool by_us = strcmp(condition->at.tokens[0], "bundle") == 0; /* tarseal states it */

	if (condition->others_n == 0 || condition->test == TS_TEST_ONLY_ONE_OF || value == NULL)
		return at;
	other = ts_pointer_find(&condition->others[0], j->c->doc);
	if (other == NULL || by_us ||
	    (condition->test != TS_TEST_SAME_AS && ts_type_holds(TS_TYPE_TIME, NULL, value) &&
		!ts_type_holds(TS_TYPE_TIME, NULL, other)))
		return condition->others[0].text;
	return at;
}

static void add_fix(struct judging *j, const struct ts_condition *condition,
    const struct ts_ground *ground, struct ts_buf *at, struct ts_buf *fix)
{
	const char *pointer = ts_verdict_text(j->verdict, at);

	if (condition->test == TS_TEST_ONLY_ONE_OF)
		ts_buf_add_str(fix,
		    "give exactly one of them: add the one that applies, and remove the others");
	else if (condition->test == TS_TEST_PRESENT && !condition->present)
		ts_buf_add_str(fix, "remove it: it does not belong here");
	else
		ts_fix_value(j->c, to_correct(j, condition, ground, pointer),
		    condition->test == TS_TEST_DIGEST_OF, fix);
}

static void report(struct judging *j, const struct ts_condition *condition,
    const struct ts_ground *ground, struct ts_buf *expected)
{
	struct ts_buf message = TS_BUF_INIT, at = TS_BUF_INIT, found = TS_BUF_INIT;
	struct ts_buf fix = TS_BUF_INIT;
	const char *words;

	j->failed = true;
	if (ts_verdict_is_full(j->verdict, j->id))
		return;
	ts_buf_printf(&message, "not met: %s", j->gate->title);
	add_reason(j, &message);
	add_place(j, condition, &at);
	ts_condition_found(condition, ground, &found, &fix);
	add_fix(j, condition, ground, &at, &fix);
	words = ts_verdict_text(j->verdict, &message);
	ts_verdict_fail(j->verdict,
	    &(struct ts_failure){.id = j->id,
		.at = ts_verdict_text(j->verdict, &at),
		.expected = ts_verdict_text(j->verdict, expected),
		.found = ts_verdict_text(j->verdict, &found),
		.fix = ts_verdict_text(j->verdict, &fix)},
	    "%s", words == NULL ? "not met" : words);
	ts_buf_free(&message);
	ts_buf_free(&at);
	ts_buf_free(&found);
	ts_buf_free(&fix);
}

static void judge_all(struct judging *j, const struct ts_ground *ground)
{
	for (size_t i = 0; i < j->gate->all.n; i++) {
		const struct ts_condition *condition = &j->gate->all.list[i];
		struct ts_buf expected = TS_BUF_INIT;

		if (ts_condition_holds(condition, ground))
			continue;
		if (ts_verdict_is_full(j->verdict, j->id))
			return;
		ts_condition_expected(condition, ground, &expected);
		report(j, condition, ground, &expected);
		ts_buf_free(&expected);
	}
}

/* Which of several conditions, none of which holds, was probably meant: one that tests a value, not
 * its absence. */
static const struct ts_condition *most_likely(const struct ts_conditions *any)
{
	for (size_t i = 0; i < any->n; i++)
		if (any->list[i].test != TS_TEST_PRESENT || any->list[i].present)
			return &any->list[i];
	return &any->list[0];
}

static void judge_any(struct judging *j, const struct ts_ground *ground)
{
	struct ts_buf expected = TS_BUF_INIT;

	if (j->gate->any.n == 0)
		return;
	for (size_t i = 0; i < j->gate->any.n; i++)
		if (ts_condition_holds(&j->gate->any.list[i], ground))
			return;
	for (size_t i = 0; i < j->gate->any.n; i++) {
		const struct ts_condition *condition = &j->gate->any.list[i];

		ts_buf_add_str(&expected, i > 0 ? "; or at " : "at ");
		add_place(j, condition, &expected);
		ts_buf_add_str(&expected, " ");
		ts_condition_expected(condition, ground, &expected);
	}
	report(j, most_likely(&j->gate->any), ground, &expected);
	ts_buf_free(&expected);
}

static void judge_conditions(struct judging *j, const struct ts_json *base, const char *prefix)
{
	const struct ts_ground ground = {.c = j->c, .base = base};

	j->prefix = prefix;
	judge_all(j, &ground);
	judge_any(j, &ground);
}

/* Judge the conditions for every member or element that "each" names. */
static void judge_each(struct judging *j)
{
	const struct ts_json *whole = ts_pointer_find(&j->gate->each, j->c->doc);
	size_t index = 0;

	if (ts_json_first(whole) == NULL) {
		struct ts_buf fix = TS_BUF_INIT;

		ts_fix_value(j->c, j->gate->each.text, false, &fix);
		j->failed = true;
		ts_verdict_fail(j->verdict,
		    &(struct ts_failure){.id = j->id,
			.at = j->gate->each.text,
			.expected = "at least one member",
			.found = whole == NULL ? "absent" : "nothing in it",
			.fix = ts_verdict_text(j->verdict, &fix)},
		    "not met: %s", j->gate->title);
		ts_buf_free(&fix);
		return;
	}
	for (const struct ts_json *c = ts_json_first(whole); c != NULL; c = ts_json_next(c)) {
		struct ts_buf prefix = TS_BUF_INIT;

		ts_buf_add_str(&prefix, j->gate->each.text);
		if (ts_json_name(c) == NULL)
			ts_buf_printf(&prefix, "/%zu", index++);
		else
			ts_pointer_show_name(&prefix, ts_json_name(c), strlen(ts_json_name(c)));
		if (ts_verdict_text(j->verdict, &prefix) != NULL)
			judge_conditions(j, c, (char *)prefix.data);
		ts_buf_free(&prefix);
	}
}

/* Does the gate apply? If not, *WHY is the condition that says so. */
static bool applies(const struct judging *j, const struct ts_condition **why)
{
	const struct ts_ground ground = {.c = j->c, .base = j->c->doc};

	for (size_t i = 0; i < j->gate->when.n; i++) {
		*why = &j->gate->when.list[i];
		if (!ts_condition_holds(*why, &ground))
			return false;
	}
	return true;
}

static void skip(struct judging *j, const struct ts_condition *why)
{
	const struct ts_ground ground = {.c = j->c, .base = j->c->doc};
	struct ts_buf words = TS_BUF_INIT;

	ts_buf_add_str(&words, "does not apply: ");
	if (why->test != TS_TEST_ONLY_ONE_OF)
		ts_buf_printf(&words, "%s is ", why->at.text);
	ts_condition_found(why, &ground, &words, NULL);
	ts_verdict_skip(j->verdict, j->id, ts_verdict_text(j->verdict, &words));
	ts_buf_free(&words);
}

/* Are all documents known that CONDITIONS look into? WITHIN: "at" is relative to a member of
 * "each". */
static bool knows(const struct ts_case *c, const struct ts_conditions *conditions, bool within)
{
	for (size_t i = 0; i < conditions->n; i++) {
		const struct ts_condition *condition = &conditions->list[i];
		bool only_one = condition->test == TS_TEST_ONLY_ONE_OF;

		if (!within && !only_one && !ts_case_knows(c, &condition->at))
			return false;
		for (size_t j = 0; j < condition->others_n; j++)
			if (!(within && only_one) && !ts_case_knows(c, &condition->others[j]))
				return false;
	}
	return true;
}

static bool can_judge(const struct judging *j)
{
	const struct ts_gate *gate = j->gate;

	return knows(j->c, &gate->when, false) && knows(j->c, &gate->all, gate->has_each) &&
	       knows(j->c, &gate->any, gate->has_each) &&
	       (!gate->has_each || ts_case_knows(j->c, &gate->each));
}

static enum ts_result judge_gate(struct judging *j)
{
	const struct ts_condition *why = NULL;

	if (!can_judge(j)) {
		ts_verdict_not_run(j->verdict, j->id);
		return TS_NOT_RUN;
	}
	if (!applies(j, &why)) {
		skip(j, why);
		return TS_SKIP;
	}
	if (j->gate->has_each)
		judge_each(j);
	else
		judge_conditions(j, j->c->doc, "");
	if (j->failed)
		return TS_FAIL;
	ts_verdict_pass(j->verdict, j->id, j->gate->title);
	return TS_PASS;
}

void ts_gates_judge(const struct ts_case *c, enum ts_result *results, struct ts_verdict *verdict)
{
	for (size_t i = 0; i < c->profile->gates_n; i++) {
		struct judging j = {.c = c, .gate = &c->profile->gates[i], .verdict = verdict};

		snprintf(j.id, sizeof(j.id), "gate.%s", j.gate->id);
		results[i] = judge_gate(&j);
	}
}
