#include "audit/facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "format/pointer.h"

#define AT_MAX 1024 /* the longest pointer */

struct taking {
	struct ts_facts *facts;
	const unsigned char *key;
	struct ts_buf at, text; /* owned: the pointer to the current node, and its description */
	struct ts_err *err;
};

/* Write the kind and the value of NODE. Fields are leaves, so the kind of an object or array is
 * enough: it differs from what another record has there. */
static void describe(const struct ts_json *node, struct ts_buf *out)
{
	const char kind = (char)('0' + ts_json_kind(node));
	const char *text = ts_json_string(node);
	struct ts_time time;
	double number;
	bool truth;

	ts_buf_add(out, &kind, 1);
	if (text != NULL && ts_time_parse(text, &time))
		ts_buf_printf(out, "@%lld.%09d", (long long)time.sec, (int)time.nsec);
	else if (text != NULL)
		ts_buf_printf(out, "=%s", text);
	else if (ts_json_bool(node, &truth))
		ts_buf_add_str(out, truth ? "true" : "false");
	else if (ts_json_number(node, &number))
		ts_buf_printf(out, "%.17g", number);
}

/* Make room for one more fact. */
static int grow(struct ts_facts *facts)
{
	size_t capacity = facts->n == 0 ? 1 : facts->n * 2;
	struct ts_fact *grown;

	if ((facts->n & (facts->n - 1)) != 0)
		return 0;
	grown = realloc(facts->list, capacity * sizeof(*grown));
	if (grown == NULL)
		return -1;
	facts->list = grown;
	return 0;
}

static int add(struct taking *t, const struct ts_json *node)
{
	struct ts_fact fact;

	t->text.len = 0;
	describe(node, &t->text);
	if (!ts_buf_ok(&t->text) || ts_buf_cstr(&t->at) == NULL || grow(t->facts) != 0)
		return ts_err_nomem(t->err);
	fact.value = (uint32_t)ts_shorthash(t->key, t->text.data, t->text.len);
	fact.at = strdup(ts_buf_cstr(&t->at));
	if (fact.at == NULL)
		return ts_err_nomem(t->err);
	t->facts->list[t->facts->n++] = fact;
	return 0;
}

static int take(
    struct taking *t, const struct ts_json *node, const struct ts_pointer *field, size_t i);

/* Continue with a member or element of a node, whose name is TOKEN. */
static int take_child(struct taking *t, const struct ts_json *child, const char *token,
    const struct ts_pointer *field, size_t i)
{
	size_t len = t->at.len;
	int ret = 0;

	ts_pointer_add_token(&t->at, token);
	/* The names that "*" may stand for are short, so a longer one is in no record. */
	if (t->at.len <= AT_MAX)
		ret = take(t, child, field, i + 1);
	t->at.len = len;
	return ret;
}

/* Add what is at the tokens of FIELD from I on, below NODE. */
static int take(
    struct taking *t, const struct ts_json *node, const struct ts_pointer *field, size_t i)
{
	size_t index = 0;
	char number[24];

	if (i == field->n)
		return add(t, node);
	if (strcmp(field->tokens[i], "*") != 0) {
		const struct ts_json *child = ts_json_get(node, field->tokens[i]);

		return child == NULL ? 0 : take_child(t, child, field->tokens[i], field, i);
	}
	for (const struct ts_json *c = ts_json_first(node); c != NULL; c = ts_json_next(c)) {
		snprintf(number, sizeof(number), "%zu", index++);
		if (take_child(
			t, c, ts_json_name(c) != NULL ? ts_json_name(c) : number, field, i) != 0)
			return -1;
	}
	return 0;
}

int ts_facts_take(const struct ts_json *record, const struct ts_profile *profile,
    const unsigned char key[static TS_SHORTHASH_KEY_BYTES], struct ts_facts *facts,
    struct ts_err *err)
{
	struct taking t = {.facts = facts, .key = key, .err = err};
	int ret = 0;

	*facts = (struct ts_facts){.list = NULL};
	/* The first token of a field is "record". */
	for (size_t i = 0; record != NULL && ret == 0 && i < profile->fields_n; i++)
		ret = take(&t, record, &profile->fields[i].at, 1);
	ts_buf_free(&t.at);
	ts_buf_free(&t.text);
	return ret;
}

void ts_facts_free(struct ts_facts *facts)
{
	for (size_t i = 0; i < facts->n; i++)
		free(facts->list[i].at);
	free(facts->list);
	*facts = (struct ts_facts){.list = NULL};
}
