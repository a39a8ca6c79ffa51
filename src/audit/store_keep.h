/* What a store keeps: bundles, and files that could not be verified. */
#ifndef TS_AUDIT_STORE_KEEP_H
#define TS_AUDIT_STORE_KEEP_H

#include "audit/examine.h"
#include "audit/shared.h"

struct ts_store {
	struct ts_stored *list; /* owned; in the order of the listing */
	size_t n;
	struct ts_unjudged *unjudged; /* owned */
	size_t unjudged_n;
	uint64_t files, foreign;      /* how many were seen, and how many are not bundles */
	struct ts_stored_fact *facts; /* owned: of all bundles, one after the other */
	size_t facts_n;
	struct ts_shared shared;                   /* owned: texts that many bundles share */
	unsigned char key[TS_SHORTHASH_KEY_BYTES]; /* of the facts */
	bool brief; /* there are so many bundles that nothing is kept for showing their records */
};

/* Keep what was found in FILE, whose texts move to STORE. Errors: "io". */
int ts_store_keep(struct ts_store *store, struct ts_examined *file, struct ts_err *err);

/* Record that the store at PATH contains no bundle. Errors: "io". */
int ts_store_keep_empty(struct ts_store *store, const char *path, struct ts_err *err);

/* Forget what records say, unless a bundle of the stage BEFORE is there: only those are compared.
 */
void ts_store_settle(struct ts_store *store, const char *before);

void ts_store_free(struct ts_store *store);

#endif
