#include "audit/contradiction.h"

#include <stdlib.h>
#include <string.h>

/* What one bundle says about one field. */
struct told {
	const char *at; /* the field: LEN bytes of a list of fields */
	size_t len;
	uint32_t value;
	const struct ts_stored *by;
	bool is_before; /* it is of the stage before */
};

static int compare_fields(const struct told *x, const struct told *y)
{
	int order = memcmp(x->at, y->at, x->len < y->len ? x->len : y->len);

	return order != 0 ? order : (x->len > y->len) - (x->len < y->len);
}

/* By field; bundles of the stage before first; then by who told it, so that the same bundles give
 * the same result. */
static int compare(const void *a, const void *b)
{
	const struct told *x = a, *y = b;
	int order = compare_fields(x, y);

	if (order != 0)
		return order;
	if (x->is_before != y->is_before)
		return x->is_before ? -1 : 1;
	return (x->by > y->by) - (x->by < y->by);
}

/* The fields that S says something about, each with a line end behind it. */
static const char *fields_of(const struct ts_store *store, const struct ts_stored *s)
{
	return s->fields == 0 ? "" : store->fields.list[s->fields - 1];
}

static size_t count(const struct ts_store *store, const struct ts_entry *list, size_t n)
{
	size_t facts = 0;

	for (size_t i = 0; i < n; i++)
		for (const char *p = fields_of(store, list[i].bundle); *p != '\0'; p++)
			facts += *p == '\n';
	return facts;
}

static size_t collect(const struct ts_store *store, const struct ts_entry *list, size_t n,
    bool is_before, struct told *told)
{
	size_t all = 0;

	for (size_t i = 0; i < n; i++) {
		const struct ts_stored *s = list[i].bundle;
		const char *at = fields_of(store, s);

		for (size_t k = 0; *at != '\0'; k++) {
			const char *end = strchr(at, '\n');

			told[all++] = (struct told){
			    at, (size_t)(end - at), store->facts[s->facts_at + k], s, is_before};
			at = end + 1;
		}
	}
	return all;
}

/* Compare everything with what the first bundle of the stage before says about the same field. The
 * fields are sorted, so the first difference is that of the first field. */
static void search(const struct told *told, size_t n, struct ts_contradiction *found)
{
	for (size_t i = 0, first = 0; i < n && found->at == NULL; i++) {
		if (compare_fields(&told[i], &told[first]) != 0)
			first = i;
		if (told[first].is_before && told[i].value != told[first].value)
			*found = (struct ts_contradiction){
			    told[i].at, told[i].len, told[first].by, told[i].by};
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
	told =
	    calloc(count(store, before, before_n) + count(store, ours, ours_n) + 1, sizeof(*told));
	if (told == NULL)
		return ts_err_nomem(err);
	n = collect(store, before, before_n, true, told);
	n += collect(store, ours, ours_n, false, told + n);
	if (n > 1)
		qsort(told, n, sizeof(*told), compare);
	search(told, n, found);
	free(told);
	return 0;
}
