#include "audit/contradiction.h"

#include <stdlib.h>
#include <string.h>

/* What one bundle says about one field. */
struct told {
	uint32_t at, value;
	const struct ts_stored *by;
	bool is_before; /* it is of the stage before */
};

/* By field; bundles of the stage before first; then by who told it, so that the same bundles give
 * the same result. */
static int compare(const void *a, const void *b)
{
	const struct told *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->is_before != y->is_before)
		return x->is_before ? -1 : 1;
	return (x->by > y->by) - (x->by < y->by);
}

static size_t count(const struct ts_entry *list, size_t n)
{
	size_t facts = 0;

	for (size_t i = 0; i < n; i++)
		facts += list[i].bundle->facts_n;
	return facts;
}

static size_t collect(const struct ts_store *store, const struct ts_entry *list, size_t n,
    bool is_before, struct told *told)
{
	size_t all = 0;

	for (size_t i = 0; i < n; i++) {
		const struct ts_stored *s = list[i].bundle;

		for (size_t k = 0; k < s->facts_n; k++) {
			const struct ts_stored_fact *fact = &store->facts[s->facts_at + k];

			told[all++] = (struct told){fact->at, fact->value, s, is_before};
		}
	}
	return all;
}

/* Compare everything with what the first bundle of the stage before says about the same field. */
static void search(
    const struct ts_store *store, const struct told *told, size_t n, struct ts_contradiction *found)
{
	for (size_t i = 0, first = 0; i < n; i++) {
		const char *at = store->shared.list[told[i].at];

		if (told[i].at != told[first].at)
			first = i;
		/* The indexes of the fields depend on the order of the store. */
		if (told[first].is_before && told[i].value != told[first].value &&
		    (found->at == NULL || strcmp(at, found->at) < 0))
			*found = (struct ts_contradiction){at, told[first].by, told[i].by};
	}
}

int ts_contradiction_find(const struct ts_store *store, const struct ts_entry *before,
    size_t before_n, const struct ts_entry *ours, size_t ours_n, struct ts_contradiction *found,
    struct ts_err *err)
{
	struct told *told;
	size_t n;

	*found = (struct ts_contradiction){.at = NULL};
	/* If only bundles of the stage audited differ, they are duplicates. */
	if (before_n == 0 || before_n + ours_n < 2)
		return 0;
	told = calloc(count(before, before_n) + count(ours, ours_n) + 1, sizeof(*told));
	if (told == NULL)
		return ts_err_nomem(err);
	n = collect(store, before, before_n, true, told);
	n += collect(store, ours, ours_n, false, told + n);
	if (n > 1)
		qsort(told, n, sizeof(*told), compare);
	search(store, told, n, found);
	free(told);
	return 0;
}
