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

/* The field that POINTER names; NULL when it names none, or something above one. */
static const struct ts_field *field_at(
    const struct ts_profile *profile, const struct ts_pointer *pointer)
{
	for (size_t i = 0; i < profile->fields_n; i++) {
		const struct ts_pointer *field = &profile->fields[i].at;
		size_t same = 0;

		while (field->n == pointer->n && same < field->n &&
		       (strcmp(field->tokens[same], "*") == 0 ||
			   strcmp(field->tokens[same], pointer->tokens[same]) == 0))
			same++;
		if (field->n == pointer->n && same == field->n)
			return &profile->fields[i];
	}
	return NULL;
}

/* A field at POINTER must have TYPE, for the reason WHY. */
static void lint_type(const struct linting *l, const char *at, const struct ts_pointer *pointer,
    enum ts_type type, const char *why)
{
	const struct ts_field *field = field_at(l->profile, pointer);
	char text[TEXT];

	if (field == NULL || field->type == type)
		return;
	snprintf(text, sizeof(text), "\"%.100s\" is %s, but %s", pointer->text,
	    ts_type_description(field->type), why);
	l->tell(l->ctx, at, text);
}

/* Can the field have the VALUE that a condition compares it with? */
static void lint_value(const struct linting *l, const char *at, const struct ts_field *field,
    const struct ts_json *value)
{
	char text[TEXT];

	if (ts_type_holds(field->type, field->labels, value))
		return;
	snprintf(text, sizeof(text),
	    "\"%.100s\" is compared with a value that the field cannot have: it is %s",
	    field->at.text, ts_type_description(field->type));
	l->tell(l->ctx, at, text);
}

/* Can the condition be met by a field of its type? */
static void lint_condition(
    const struct linting *l, const char *at, const struct ts_condition *condition)
{
	const struct ts_field *field = field_at(l->profile, &condition->at);
	const struct ts_json *value = condition->value;
	char text[TEXT];

	if (field == NULL)
		return;
	switch (condition->test) {
	case TS_TEST_IS:
		lint_value(l, at, field, value);
		break;
	case TS_TEST_IN:
		for (value = ts_json_first(value); value != NULL; value = ts_json_next(value))
			lint_value(l, at, field, value);
		break;
	case TS_TEST_TYPE:
		if (condition->type != field->type) {
			snprintf(text, sizeof(text), "\"%.100s\" must be %s, but the field is %s",
			    field->at.text, ts_type_description(condition->type),
			    ts_type_description(field->type));
			l->tell(l->ctx, at, text);
		}
		break;
	case TS_TEST_AFTER:
	case TS_TEST_NOT_AFTER:
	case TS_TEST_WITHIN:
		lint_type(l, at, &condition->at, TS_TYPE_TIME, "it is compared as a time");
		break;
	case TS_TEST_SAME_AS:
		if (field->type == TS_TYPE_TIME)
			l->tell(l->ctx, at,
			    "same_as compares times as text: for the same instant, use two "
			    "not_after conditions");
		break;
	default:
		break;
	}
}

/* What "public" lists is published only if it is a label. */
static void lint_public(const struct linting *l)
{
	const struct ts_json *list = ts_json_get(l->profile->json, "public");

	for (const struct ts_json *p = ts_json_first(list); p != NULL; p = ts_json_next(p)) {
		struct ts_pointer pointer;

		if (ts_pointer_parse(ts_json_string(p), &pointer) != 0)
			return; /* the profile is valid, so there is no memory */
		lint_pointer(l, "public", &pointer);
		lint_type(l, "public", &pointer, TS_TYPE_LABEL, "only labels are published");
		ts_pointer_free(&pointer);
	}
}

/* Only these kinds of file can be allowed (docs/boundary.md, "Kinds of file"). */
static void lint_media(const struct linting *l)
{
	static const char *const known[] = {
	    "application/pdf", "image/png", "image/jpeg", "image/gif", "image/tiff", "image/webp"};
	const struct ts_json *list = ts_json_get(l->profile->json, "media");

	for (const struct ts_json *m = ts_json_first(list); m != NULL; m = ts_json_next(m)) {
		char text[TEXT];
		size_t i = 0;

		while (i < sizeof(known) / sizeof(known[0]) &&
		       strcmp(known[i], ts_json_string(m)) != 0)
			i++;
		if (i < sizeof(known) / sizeof(known[0]))
			continue;
		snprintf(text, sizeof(text),
		    "\"%.60s\" cannot be allowed; it can be application/pdf or image/png, jpeg, "
		    "gif, "
		    "tiff or webp",
		    ts_json_string(m));
		l->tell(l->ctx, "media", text);
	}
}

/* RELATIVE: "at" and only_one_of are relative to the members of the gate's "each". */
static void lint_conditions(
    const struct linting *l, const char *at, const struct ts_conditions *conditions, bool relative)
{
	for (size_t i = 0; i < conditions->n; i++) {
		const struct ts_condition *condition = &conditions->list[i];
		bool only_one_of = condition->test == TS_TEST_ONLY_ONE_OF;

		if (!only_one_of && !relative) {
			lint_pointer(l, at, &condition->at);
			lint_condition(l, at, condition);
		}
		for (size_t j = 0; j < condition->others_n && !(only_one_of && relative); j++)
			lint_pointer(l, at, &condition->others[j]);
	}
}

void ts_profile_lint(const struct ts_profile *profile,
    void (*tell)(void *ctx, const char *at, const char *text), void *ctx)
{
	const struct linting l = {.profile = profile, .tell = tell, .ctx = ctx};

	lint_pointer(&l, "subject", &profile->subject);
	lint_type(&l, "subject", &profile->subject, TS_TYPE_REF, "a subject is a reference");
	if (profile->has_expired) {
		lint_pointer(&l, "expired", &profile->expired);
		lint_type(&l, "expired", &profile->expired, TS_TYPE_TIME, "an audit needs a time");
	}
	if (profile->has_delivered) {
		lint_pointer(&l, "delivered", &profile->delivered);
		lint_type(
		    &l, "delivered", &profile->delivered, TS_TYPE_TIME, "an audit needs a time");
	}
	lint_public(&l);
	lint_media(&l);
	for (size_t i = 0; i < profile->gates_n; i++) {
		const struct ts_gate *gate = &profile->gates[i];

		if (gate->has_each)
			lint_pointer(&l, gate->id, &gate->each);
		lint_conditions(&l, gate->id, &gate->when, false);
		lint_conditions(&l, gate->id, &gate->all, gate->has_each);
		lint_conditions(&l, gate->id, &gate->any, gate->has_each);
	}
}
