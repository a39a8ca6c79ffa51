/* Collecting what an audit joins: the register's lines, and the bundles that may answer them. */
#include <stdlib.h>
#include <string.h>

#include "audit/audit_state.h"

const char *ts_entry_ref(const struct ts_entry *entry)
{
	return entry->kind == TS_ENTRY_LINE ? entry->line->ref : entry->bundle->ref;
}

const struct ts_time *ts_entry_expired(const struct ts_entry *entry)
{
	if (entry->kind == TS_ENTRY_LINE)
		return &entry->line->expired;
	if (entry->kind == TS_ENTRY_REFUSED || !entry->bundle->has_expired)
		return NULL;
	return &entry->bundle->expired;
}

static bool is_stage(const struct ts_stored *s, const char *stage)
{
	return s->stage != NULL && strcmp(s->stage, stage) == 0;
}

/* What S is to this audit. Returns false if it is of another stage. Who sealed a refused bundle may
 * be unknown, and then its stage is unknown too, whatever it claims. */
static bool find_kind(
    const struct ts_auditing *a, const struct ts_stored *s, enum ts_entry_kind *kind)
{
	const struct ts_profile *profile = a->params->profile;
	bool ours = is_stage(s, profile->id), before = is_stage(s, profile->consumes);

	*kind = !s->accepted ? TS_ENTRY_REFUSED : ours ? TS_ENTRY_OURS : TS_ENTRY_BEFORE;
	return ours || before || (!s->accepted && !s->trusted);
}

static void add_bundles(struct ts_auditing *a)
{
	const struct ts_profile *profile = a->params->profile;
	struct ts_audit *audit = a->audit;

	for (size_t i = 0; i < a->store->n; i++) {
		const struct ts_stored *s = &a->store->list[i];
		struct ts_entry e = {.bundle = s};

		if (is_stage(s, profile->id) || (s->stage == NULL && !s->accepted)) {
			audit->bundles++;
			audit->accepted += s->accepted;
		} else {
			audit->others++;
			audit->others_refused += !s->accepted;
		}
		if (find_kind(a, s, &e.kind))
			a->entries[a->n++] = e;
	}
}

static void add_lines(struct ts_auditing *a)
{
	const struct ts_registered *reg = a->params->reg;

	for (size_t i = 0; reg != NULL && i < reg->lines->n; i++)
		a->entries[a->n++] =
		    (struct ts_entry){.line = &reg->lines->lines[i], .kind = TS_ENTRY_LINE};
}

/* A bundle that does not say what it is about comes first. */
static int compare_refs(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

static int compare(const void *a, const void *b)
{
	const struct ts_entry *x = a, *y = b;
	const struct ts_time *x_at = ts_entry_expired(x), *y_at = ts_entry_expired(y);
	int order = compare_refs(ts_entry_ref(x), ts_entry_ref(y));

	if (order == 0)
		order = (x_at == NULL) - (y_at == NULL);
	if (order == 0 && x_at != NULL)
		order = ts_time_compare(x_at, y_at);
	if (order == 0)
		order = (int)x->kind - (int)y->kind;
	if (order != 0 || x->kind == TS_ENTRY_LINE)
		return order;
	/* Those whose profile never says an expiry come before those that should have said it. */
	if (x->kind != TS_ENTRY_REFUSED)
		order = (int)x->bundle->is_dated - (int)y->bundle->is_dated;
	return order != 0 ? order : strcmp(x->bundle->path, y->bundle->path);
}

int ts_audit_entries(struct ts_auditing *a)
{
	const struct ts_registered *reg = a->params->reg;
	size_t most = a->store->n + (reg == NULL ? 0 : reg->lines->n);

	a->entries = calloc(most + 1, sizeof(*a->entries));
	if (a->entries == NULL)
		return ts_err_nomem(a->err);
	add_lines(a);
	add_bundles(a);
	if (a->n > 1)
		qsort(a->entries, a->n, sizeof(*a->entries), compare);
	return 0;
}
