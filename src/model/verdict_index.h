/* Finding a verdict's own findings by check id, however many there are. Private to
 * model/verdict.c. */
#ifndef TS_MODEL_VERDICT_INDEX_H
#define TS_MODEL_VERDICT_INDEX_H

#include <stddef.h>

struct ts_finding;

/* The findings of one check: N of them, from the one with the index FIRST on. */
struct ts_verdict_slot {
	size_t first, n;
};

/* A hash table with open addressing; empty when zeroed. */
struct ts_verdict_index {
	struct ts_verdict_slot *slots; /* owned; those with N 0 are empty */
	size_t size, used;             /* SIZE is a power of two */
	size_t seen;                   /* how many findings it covers */
};

/* Cover the first N of FINDINGS, whose order has not changed since the last call. Returns -1 when
 * there is no memory. */
int ts_verdict_index_update(
    struct ts_verdict_index *index, const struct ts_finding *findings, size_t n);

/* The findings of the check ID that are not of bundles inside; NULL when there are none. */
const struct ts_verdict_slot *ts_verdict_index_find(
    const struct ts_verdict_index *index, const struct ts_finding *findings, const char *id);

/* Forget all: the order of the findings is about to change. */
void ts_verdict_index_clear(struct ts_verdict_index *index);

#endif
