#include "verify/details.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "model/field_walk.h"
#include "show/words.h"

static int add(struct ts_details *details, const char *term, const char *text)
{
	size_t n = details->n;
	void *grown = ts_grow(details->list, n, sizeof(*details->list));

	if (grown == NULL)
		return -1;
	details->list = grown;
	details->list[n].term = strdup(term);
	details->list[n].text = strdup(text);
	details->n++; /* it owns what there is, complete or not */
	if (details->list[n].term == NULL || details->list[n].text == NULL)
		return -1;
	*details->list[n].term = (char)toupper((unsigned char)*term);
	return 0;
}

int ts_details_add(
    struct ts_details *details, const char *term, const char *text, struct ts_err *err)
{
	return add(details, term, text) == 0 ? 0 : ts_err_nomem(err);
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
	int ret;

	if (text == NULL || (field->type != TS_TYPE_LABEL && !names_owner(field)))
		return 0;
	if (ts_pointer_parse(at, &pointer) != 0)
		return -1;
	ts_show_words(&term, pointer.tokens, pointer.n);
	ts_pointer_free(&pointer);
	ret = ts_buf_cstr(&term) == NULL ? -1 : add(ctx, ts_buf_cstr(&term), text);
	ts_buf_free(&term);
	return ret;
}

int ts_details_take(const struct ts_case *c, struct ts_details *details, struct ts_err *err)
{
	*details = (struct ts_details){.list = NULL};
	return ts_field_walk(ts_json_get(c->doc, "record"), c->profile, add_field, details) == 0
		   ? 0
		   : ts_err_nomem(err);
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
