#define _GNU_SOURCE /* qsort_r */

#include "audit/chain.h"

#include <stdlib.h>
#include <string.h>

/* Numbers of bundles, sorted by a digest of each. */
struct index {
	const struct ts_store *store; /* borrowed */
	const unsigned char *(*digest)(const struct ts_store *store, uint32_t number);
	uint32_t *list; /* owned */
	size_t n;
};

static const unsigned char *own_digest(const struct ts_store *store, uint32_t bundle)
{
	return store->digests[bundle];
}

static const unsigned char *statement(const struct ts_store *store, uint32_t bundle)
{
	return store->list[bundle].statement;
}

static int compare(const void *a, const void *b, void *ctx)
{
	const struct index *index = ctx;
	const uint32_t *x = a, *y = b;

	return memcmp(
	    index->digest(index->store, *x), index->digest(index->store, *y), TS_DIGEST_BYTES);
}

static void sort(struct index *index)
{
	if (index->n > 1)
		qsort_r(index->list, index->n, sizeof(*index->list), compare, index);
}

/* Does entry I of the index have DIGEST? */
static bool has(const struct index *index, size_t i, const unsigned char *digest)
{
	return i < index->n &&
	       memcmp(index->digest(index->store, index->list[i]), digest, TS_DIGEST_BYTES) == 0;
}

/* The first entry with DIGEST, or where it would be. */
static size_t find(const struct index *index, const unsigned char *digest)
{
	size_t low = 0, high = index->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(index->digest(index->store, index->list[middle]), digest,
			TS_DIGEST_BYTES) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* By evidence, then by stage, then by statement. */
static int compare_chained(const void *a, const void *b, void *ctx)
{
	const struct ts_store *store = ctx;
	const struct ts_chained *x = a, *y = b;
	const struct ts_stored *p = &store->list[x->bundle], *q = &store->list[y->bundle];
	int order = memcmp(x->evidence, y->evidence, TS_DIGEST_BYTES);

	if (order == 0)
		order = strcmp(p->stage, q->stage);
	return order != 0 ? order : memcmp(p->statement, q->statement, TS_DIGEST_BYTES);
}

/* The number of bundles from I on that are of one stage and have the same evidence. */
static size_t count_alike(const struct ts_store *store, size_t i)
{
	const struct ts_chained *first = &store->chained[i];
	size_t n = 1;

	while (i + n < store->chained_n &&
	       memcmp(first[n].evidence, first->evidence, TS_DIGEST_BYTES) == 0 &&
	       strcmp(store->list[first[n].bundle].stage, store->list[first->bundle].stage) == 0)
		n++;
	return n;
}

/* How are N bundles from CHAINED on, of one stage, linked to the evidence that they share? Copies
 * of one bundle have one statement. */
static enum ts_link judge(const struct ts_store *store, const struct index *by_digest,
    const struct ts_chained *chained, size_t n)
{
	const struct ts_stored *first = &store->list[chained[0].bundle];
	const struct ts_stored *last = &store->list[chained[n - 1].bundle];

	if (!has(by_digest, find(by_digest, chained->evidence), chained->evidence))
		return TS_LINK_MISSING;
	return memcmp(first->statement, last->statement, TS_DIGEST_BYTES) == 0 ? TS_LINK_WHOLE
									       : TS_LINK_SHARED;
}

static int link_evidence(struct ts_store *store, struct ts_err *err)
{
	struct index by_digest = {.store = store, .digest = own_digest};

	if (store->chained_n == 0)
		return 0;
	by_digest.list = calloc(store->n, sizeof(*by_digest.list));
	if (by_digest.list == NULL)
		return ts_err_nomem(err);
	for (uint32_t i = 0; i < store->n; i++)
		if (store->list[i].inspected)
			by_digest.list[by_digest.n++] = i;
	sort(&by_digest);
	qsort_r(store->chained, store->chained_n, sizeof(*store->chained), compare_chained, store);
	for (size_t i = 0, n = 0; i < store->chained_n; i += n) {
		enum ts_link link;

		n = count_alike(store, i);
		link = judge(store, &by_digest, &store->chained[i], n);
		for (size_t k = 0; k < n; k++)
			store->list[store->chained[i + k].bundle].link = link;
	}
	free(by_digest.list);
	return 0;
}

static int find_copies(struct ts_store *store, struct ts_err *err)
{
	struct index accepted = {.store = store, .digest = statement};
	size_t refused = 0;

	for (size_t i = 0; i < store->n; i++)
		refused += !store->list[i].accepted;
	if (refused == 0)
		return 0;
	accepted.list = calloc(store->n, sizeof(*accepted.list));
	if (accepted.list == NULL)
		return ts_err_nomem(err);
	for (uint32_t i = 0; i < store->n; i++)
		if (store->list[i].accepted && store->list[i].has_statement)
			accepted.list[accepted.n++] = i;
	sort(&accepted);
	for (size_t i = 0; i < store->n; i++) {
		struct ts_stored *s = &store->list[i];

		s->is_copy = !s->accepted && s->has_statement &&
			     has(&accepted, find(&accepted, s->statement), s->statement);
	}
	free(accepted.list);
	return 0;
}

int ts_chain_link(struct ts_store *store, struct ts_err *err)
{
	int ret = link_evidence(store, err);

	if (ret == 0)
		ret = find_copies(store, err);
	free(store->digests);
	free(store->chained);
	store->digests = NULL;
	store->chained = NULL;
	store->chained_n = 0;
	return ret;
}
