#include "model/field_walk.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"

#define AT_MAX 1024 /* the longest pointer */

struct walk {
	const struct ts_field *field;
	ts_field_fn fn;
	void *ctx;
	struct ts_buf at; /* owned: the pointer to the current node */
};

static int visit(struct walk *w, const struct ts_json *node, size_t i);

/* Continue with a member or element of a node, whose name is TOKEN. */
static int visit_child(struct walk *w, const struct ts_json *child, const char *token, size_t i)
{
	size_t len = w->at.len;
	int ret = 0;

	ts_pointer_add_token(&w->at, token);
	/* The names that "*" may stand for are short, so a longer one is in no record. */
	if (w->at.len <= AT_MAX)
		ret = visit(w, child, i + 1);
	w->at.len = len;
	return ret;
}

/* Visit what is at the tokens of the field from I on, below NODE. */
static int visit(struct walk *w, const struct ts_json *node, size_t i)
{
	const struct ts_pointer *at = &w->field->at;
	size_t index = 0;
	char number[24];
	int ret = 0;

	if (i == at->n)
		return ts_buf_cstr(&w->at) == NULL
			   ? -1
			   : w->fn(w->ctx, w->field, ts_buf_cstr(&w->at), node);
	if (strcmp(at->tokens[i], "*") != 0) {
		const struct ts_json *child = ts_json_get(node, at->tokens[i]);

		return child == NULL ? 0 : visit_child(w, child, at->tokens[i], i);
	}
	for (const struct ts_json *c = ts_json_first(node); ret == 0 && c != NULL;
	     c = ts_json_next(c)) {
		snprintf(number, sizeof(number), "%zu", index++);
		ret = visit_child(w, c, ts_json_name(c) != NULL ? ts_json_name(c) : number, i);
	}
	return ret;
}

int ts_field_walk(
    const struct ts_json *record, const struct ts_profile *profile, ts_field_fn fn, void *ctx)
{
	struct walk w = {.fn = fn, .ctx = ctx};
	int ret = 0;

	/* The first token of a field is "record". */
	for (size_t i = 0; record != NULL && ret == 0 && i < profile->fields_n; i++) {
		w.field = &profile->fields[i];
		ret = visit(&w, record, 1);
	}
	ts_buf_free(&w.at);
	return ret;
}
