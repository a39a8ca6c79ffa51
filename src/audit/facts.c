#include "audit/facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/grow.h"
#include "crypto/sha256.h"
#include "model/field_walk.h"

struct taking {
	struct ts_facts *facts;
	const unsigned char *key; /* or NULL */
	struct ts_buf text;       /* owned: the description of the current value */
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

static int add(void *ctx, const struct ts_field *field, const char *at, const struct ts_json *node)
{
	struct taking *t = ctx;
	unsigned char digest[TS_DIGEST_BYTES];
	struct ts_fact fact = {.value = 0}, *grown;

	(void)field;
	t->text.len = 0;
	describe(node, &t->text);
	grown = ts_grow(t->facts->list, t->facts->n, sizeof(*grown));
	if (grown != NULL)
		t->facts->list = grown;
	if (!ts_buf_ok(&t->text) || grown == NULL)
		return -1;
	if (t->key != NULL)
		fact.value = (uint32_t)ts_shorthash(t->key, t->text.data, t->text.len);
	else if (ts_sha256_of(t->text.data, t->text.len, digest, NULL) != 0)
		return -1;
	else
		memcpy(fact.exact, digest, sizeof(fact.exact));
	fact.at = strdup(at);
	if (fact.at == NULL)
		return -1;
	t->facts->list[t->facts->n++] = fact;
	return 0;
}

int ts_facts_take(const struct ts_json *record, const struct ts_profile *profile,
    const unsigned char *key, struct ts_facts *facts, struct ts_err *err)
{
	struct taking t = {.facts = facts, .key = key};
	int ret;

	*facts = (struct ts_facts){.list = NULL};
	ret = ts_field_walk(record, profile, add, &t);
	ts_buf_free(&t.text);
	return ret == 0 ? 0 : ts_err_nomem(err);
}

uint32_t ts_fact_value(
    const unsigned char key[static TS_SHORTHASH_KEY_BYTES], const unsigned char *exact)
{
	return (uint32_t)ts_shorthash(key, exact, TS_FACT_EXACT);
}

void ts_facts_free(struct ts_facts *facts)
{
	for (size_t i = 0; i < facts->n; i++)
		free(facts->list[i].at);
	free(facts->list);
	*facts = (struct ts_facts){.list = NULL};
}
