#include "audit/chain.h"

#include <stdlib.h>
#include <string.h>

struct ts_chain {
	/* Owned: the bundles by their own digest; accepted ones that contain a bundle, by that
	 * one's digest; and accepted ones by the digest of their statement. */
	const struct ts_stored **by_digest, **by_package, **by_statement;
	size_t by_digest_n, by_package_n, by_statement_n;
};

static int compare_digests(const void *a, const void *b)
{
	return memcmp((*(const struct ts_stored *const *)a)->sha256,
	    (*(const struct ts_stored *const *)b)->sha256, TS_DIGEST_BYTES);
}

static int compare_packages(const void *a, const void *b)
{
	return memcmp((*(const struct ts_stored *const *)a)->package,
	    (*(const struct ts_stored *const *)b)->package, TS_DIGEST_BYTES);
}

static int compare_statements(const void *a, const void *b)
{
	return memcmp((*(const struct ts_stored *const *)a)->statement,
	    (*(const struct ts_stored *const *)b)->statement, TS_DIGEST_BYTES);
}

static void sort(
    const struct ts_stored **list, size_t n, int (*compare)(const void *, const void *))
{
	if (n > 1)
		qsort(list, n, sizeof(*list), compare);
}

/* The first bundle in the sorted LIST that is equal to S, or the end of the list. */
static const struct ts_stored **find(const struct ts_stored **list, size_t n,
    const struct ts_stored *s, int (*compare)(const void *, const void *))
{
	const struct ts_stored **end = list + n;
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&list[middle], &s) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && compare(&list[low], &s) == 0 ? list + low : end;
}

int ts_chain_new(const struct ts_store *store, struct ts_chain **result, struct ts_err *err)
{
	struct ts_chain *chain = calloc(1, sizeof(*chain));
	size_t chains = 0, refused = 0;

	*result = NULL;
	if (chain == NULL)
		return ts_err_nomem(err);
	for (size_t i = 0; i < store->n; i++) {
		chains += store->list[i].package != NULL;
		refused += !store->list[i].accepted;
	}
	chain->by_digest = calloc(chains == 0 ? 1 : store->n + 1, sizeof(*chain->by_digest));
	chain->by_package = calloc(chains + 1, sizeof(*chain->by_package));
	/* Only refused bundles are looked up by their statement. */
	chain->by_statement =
	    calloc(refused == 0 ? 1 : store->n - refused + 1, sizeof(*chain->by_statement));
	if (chain->by_digest == NULL || chain->by_package == NULL || chain->by_statement == NULL) {
		ts_chain_free(chain);
		return ts_err_nomem(err);
	}
	for (size_t i = 0; i < store->n; i++) {
		const struct ts_stored *s = &store->list[i];

		/* Only what a bundle contains is looked up by its digest. */
		if (s->inspected && chains > 0)
			chain->by_digest[chain->by_digest_n++] = s;
		if (s->accepted && s->package != NULL)
			chain->by_package[chain->by_package_n++] = s;
		if (s->accepted && s->has_statement && refused > 0)
			chain->by_statement[chain->by_statement_n++] = s;
	}
	sort(chain->by_digest, chain->by_digest_n, compare_digests);
	sort(chain->by_package, chain->by_package_n, compare_packages);
	sort(chain->by_statement, chain->by_statement_n, compare_statements);
	*result = chain;
	return 0;
}

void ts_chain_free(struct ts_chain *chain)
{
	if (chain == NULL)
		return;
	free(chain->by_digest);
	free(chain->by_package);
	free(chain->by_statement);
	free(chain);
}

const char *ts_chain_break(const struct ts_chain *chain, const struct ts_stored *s)
{
	const struct ts_stored **end = chain->by_package + chain->by_package_n;
	struct ts_stored inner;

	if (s->package == NULL)
		return NULL;
	memcpy(inner.sha256, s->package, TS_DIGEST_BYTES);
	if (find(chain->by_digest, chain->by_digest_n, &inner, compare_digests) ==
	    chain->by_digest + chain->by_digest_n)
		return "the bundle that it contains as evidence is missing from the store";
	for (const struct ts_stored **p =
		 find(chain->by_package, chain->by_package_n, s, compare_packages);
	     p < end && compare_packages(p, &s) == 0; p++)
		if (strcmp((*p)->stage, s->stage) == 0 && compare_statements(p, &s) != 0)
			return "another bundle of the stage contains the same bundle";
	return NULL;
}

bool ts_chain_is_copy(const struct ts_chain *chain, const struct ts_stored *s)
{
	return s->has_statement &&
	       find(chain->by_statement, chain->by_statement_n, s, compare_statements) <
		   chain->by_statement + chain->by_statement_n;
}
