#include "audit/contradiction.h"

#include <stdlib.h>
#include <string.h>

struct told {
	const char *at;
	uint32_t value;
	const struct ts_stored *by;
};

/* By member, then by who told it, so that the same bundles give the same result. */
static int compare(const void *a, const void *b)
{
	const struct told *x = a, *y = b;
	int order = strcmp(x->at, y->at);

	return order != 0 ? order : (x->by > y->by) - (x->by < y->by);
}

static size_t count(const struct ts_entry *list, size_t n)
{
	size_t facts = 0;

	for (size_t i = 0; i < n; i++)
		facts += list[i].bundle->facts_n;
	return facts;
}

static size_t collect(
    const struct ts_store *store, const struct ts_entry *list, size_t n, struct told *told)
{
	size_t all = 0;

	for (size_t i = 0; i < n; i++) {
		const struct ts_stored *s = list[i].bundle;

		for (size_t k = 0; k < s->facts_n; k++)
			told[all++] =
			    (struct told){store->shared[s->facts[k].at], s->facts[k].value, s};
	}
	return all;
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
	n = collect(store, before, before_n, told);
	n += collect(store, ours, ours_n, told + n);
	if (n > 1)
		qsort(told, n, sizeof(*told), compare);
	for (size_t i = 1; i < n && found->at == NULL; i++)
		if (told[i - 1].value != told[i].value && strcmp(told[i - 1].at, told[i].at) == 0)
			*found = (struct ts_contradiction){told[i].at, told[i - 1].by, told[i].by};
	free(told);
	return 0;
}
