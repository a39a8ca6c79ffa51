#define _GNU_SOURCE /* qsort_r */

#include "audit/chain.h"

#include <stdlib.h>
#include <string.h>

/* Numbers of bundles or of links, sorted by a digest of each. */
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

static const unsigned char *evidence(const struct ts_store *store, uint32_t link)
{
	return store->chained[link].evidence;
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

/* How is the bundle with this link linked to its evidence? */
static enum ts_link judge(const struct ts_store *store, const struct index *by_digest,
    const struct index *by_evidence, const struct ts_chained *link)
{
	const struct ts_stored *s = &store->list[link->bundle];

	if (!has(by_digest, find(by_digest, link->evidence), link->evidence))
		return TS_LINK_MISSING;
	for (size_t i = find(by_evidence, link->evidence); has(by_evidence, i, link->evidence);
	     i++) {
		const struct ts_chained *other = &store->chained[by_evidence->list[i]];
		const struct ts_stored *o = &store->list[other->bundle];

		if (strcmp(o->stage, s->stage) == 0 &&
		    memcmp(o->statement, s->statement, TS_DIGEST_BYTES) != 0)
			return TS_LINK_SHARED;
	}
	return TS_LINK_WHOLE;
}

static int link_evidence(struct ts_store *store, struct ts_err *err)
{
	struct index by_digest = {.store = store, .digest = own_digest};
	struct index by_evidence = {.store = store, .digest = evidence};

	if (store->chained_n == 0)
		return 0;
	by_digest.list = calloc(store->n, sizeof(*by_digest.list));
	by_evidence.list = calloc(store->chained_n, sizeof(*by_evidence.list));
	if (by_digest.list == NULL || by_evidence.list == NULL) {
		free(by_digest.list);
		free(by_evidence.list);
		return ts_err_nomem(err);
	}
	for (uint32_t i = 0; i < store->n; i++)
		if (store->list[i].inspected)
			by_digest.list[by_digest.n++] = i;
	for (uint32_t i = 0; i < store->chained_n; i++)
		by_evidence.list[by_evidence.n++] = i;
	sort(&by_digest);
	sort(&by_evidence);
	for (size_t i = 0; i < store->chained_n; i++)
		store->list[store->chained[i].bundle].link =
		    judge(store, &by_digest, &by_evidence, &store->chained[i]);
	free(by_digest.list);
	free(by_evidence.list);
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
