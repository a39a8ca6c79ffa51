#include "audit/details.h"

#include <stdlib.h>
#include <string.h>

#include "model/field_walk.h"
#include "show/words.h"

/* Add one; takes over TERM's text. */
static int add(struct ts_details *details, struct ts_buf *term, const char *text)
{
	size_t n = details->n;
	void *grown = details->list;

	if ((n & (n - 1)) == 0)
		grown = realloc(details->list, (n == 0 ? 1 : n * 2) * sizeof(*details->list));
	if (grown == NULL)
		goto fail;
	details->list = grown;
	if (ts_buf_cstr(term) == NULL)
		goto fail;
	details->list[n].text = strdup(text);
	if (details->list[n].text == NULL)
		goto fail;
	details->list[n].term = (char *)term->data;
	details->n++;
	return 0;
fail:
	ts_buf_free(term);
	return -1;
}

static bool names_owner(const struct ts_field *field)
{
	static const char ending[] = "owner_ref";
	const char *name = field->at.tokens[field->at.n - 1];
	size_t len = strlen(name), n = strlen(ending);

	return field->type == TS_TYPE_REF && len >= n && strcmp(name + len - n, ending) == 0;
}

static int add_field(
    void *ctx, const struct ts_field *field, const char *at, const struct ts_json *node)
{
	const char *text = ts_json_string(node);
	struct ts_buf term = TS_BUF_INIT;
	struct ts_pointer pointer;

	if (text == NULL || (field->type != TS_TYPE_LABEL && !names_owner(field)))
		return 0;
	if (ts_pointer_parse(at, &pointer) != 0)
		return -1;
	ts_show_words(&term, pointer.tokens, pointer.n);
	ts_pointer_free(&pointer);
	return add(ctx, &term, text);
}

static int add_approval(struct ts_details *details, const char *name, const char *text)
{
	struct ts_buf term = TS_BUF_INIT;

	if (text == NULL)
		return 0;
	ts_buf_add_str(&term, name);
	return add(details, &term, text);
}

int ts_details_take(const struct ts_case *c, struct ts_details *details, struct ts_err *err)
{
	const struct ts_json *approval = ts_json_get(c->doc, "approval");
	const struct ts_json *conditions = ts_json_get(approval, "conditions");

	*details = (struct ts_details){.list = NULL};
	if (ts_field_walk(ts_json_get(c->doc, "record"), c->profile, add_field, details) != 0 ||
	    add_approval(
		details, "approved by", ts_json_string(ts_json_get(approval, "approved_by"))) != 0)
		return ts_err_nomem(err);
	for (const struct ts_json *i = ts_json_first(conditions); i != NULL; i = ts_json_next(i))
		if (add_approval(details, "condition", ts_json_string(i)) != 0)
			return ts_err_nomem(err);
	return 0;
}

void ts_details_free(struct ts_details *details)
{
	for (size_t i = 0; i < details->n; i++) {
		free(details->list[i].term);
		free(details->list[i].text);
	}
	free(details->list);
	*details = (struct ts_details){.list = NULL};
}
