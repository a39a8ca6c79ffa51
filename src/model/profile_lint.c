#include "model/profile_lint.h"

#include <stdio.h>
#include <string.h>

#define TEXT 256

struct linting {
	const struct ts_profile *profile;
	void (*tell)(void *ctx, const char *at, const char *text);
	void *ctx;
};

/* Does the pointer begin with something that the virtual document has? */
static bool has_root(const struct ts_pointer *pointer)
{
	static const char *const roots[] = {"evidence", "approval", "record", "bundle", "inner"};

	for (size_t i = 0; pointer->n > 0 && i < sizeof(roots) / sizeof(roots[0]); i++)
		if (strcmp(pointer->tokens[0], roots[i]) == 0)
			return true;
	return false;
}

/* Can the pointer name a field of the record, or something above or below one? */
static bool is_field(const struct ts_profile *profile, const struct ts_pointer *pointer)
{
	for (size_t i = 0; i < profile->fields_n; i++) {
		const struct ts_pointer *field = &profile->fields[i].at;
		size_t n = field->n < pointer->n ? field->n : pointer->n, same = 0;

		while (same < n && (strcmp(field->tokens[same], "*") == 0 ||
				       strcmp(field->tokens[same], pointer->tokens[same]) == 0))
			same++;
		if (same == n)
			return true;
	}
	return false;
}

static void lint_pointer(const struct linting *l, const char *at, const struct ts_pointer *pointer)
{
	char text[TEXT];

	if (!has_root(pointer)) {
		snprintf(text, sizeof(text),
		    "\"%.100s\" names nothing: it must begin with /evidence, /approval, /record, "
		    "/bundle or /inner",
		    pointer->text);
		l->tell(l->ctx, at, text);
	} else if (strcmp(pointer->tokens[0], "record") == 0 && !is_field(l->profile, pointer)) {
		snprintf(text, sizeof(text),
		    "\"%.100s\" is not a field of the record, so it can never have a value",
		    pointer->text);
		l->tell(l->ctx, at, text);
	}
}

/* RELATIVE: "at" and only_one_of are relative to the members of the gate's "each". */
static void lint_conditions(
    const struct linting *l, const char *at, const struct ts_conditions *conditions, bool relative)
{
	for (size_t i = 0; i < conditions->n; i++) {
		const struct ts_condition *condition = &conditions->list[i];
		bool only_one_of = condition->test == TS_TEST_ONLY_ONE_OF;

		if (!only_one_of && !relative)
			lint_pointer(l, at, &condition->at);
		for (size_t j = 0; j < condition->others_n && !(only_one_of && relative); j++)
			lint_pointer(l, at, &condition->others[j]);
	}
}

void ts_profile_lint(const struct ts_profile *profile,
    void (*tell)(void *ctx, const char *at, const char *text), void *ctx)
{
	const struct linting l = {.profile = profile, .tell = tell, .ctx = ctx};

	lint_pointer(&l, "subject", &profile->subject);
	if (profile->has_expired)
		lint_pointer(&l, "expired", &profile->expired);
	if (profile->has_delivered)
		lint_pointer(&l, "delivered", &profile->delivered);
	for (size_t i = 0; i < profile->gates_n; i++) {
		const struct ts_gate *gate = &profile->gates[i];

		if (gate->has_each)
			lint_pointer(&l, gate->id, &gate->each);
		lint_conditions(&l, gate->id, &gate->when, false);
		lint_conditions(&l, gate->id, &gate->all, gate->has_each);
		lint_conditions(&l, gate->id, &gate->any, gate->has_each);
	}
}
