/* Verifying all bundles of a store: those in directory trees, and bundles that are named. */
#ifndef TS_AUDIT_STORE_H
#define TS_AUDIT_STORE_H

#include "audit/examine.h"

struct ts_store {
	struct ts_stored *list; /* owned; in order of their paths */
	size_t n;
	struct ts_unjudged *unjudged; /* owned */
	size_t unjudged_n;
	uint64_t files, foreign; /* how many were seen, and how many are not bundles */
	char **shared;           /* owned, and so is each of them: texts that many bundles share */
	size_t shared_n;
};

/*
 * Verify all bundles that the N PATHS name or contain, with PARAMS, whose progress counts bytes.
 * STAGE is the profile of the stage audited. Links are followed only if they are named; inside a
 * store, only those to something else inside it may be passed over, because that is read anyway.
 * STORE records all files that cannot be read, and each path that contains no bundle. The caller
 * frees STORE. Errors: "io" when there is no memory, or when the work was stopped.
 */
int ts_store_read(const char *const *paths, size_t n, const struct ts_verify_params *params,
    const struct ts_profile *stage, struct ts_store *store, struct ts_err *err);
void ts_store_free(struct ts_store *store);

#endif
