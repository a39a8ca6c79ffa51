/* Verifying all bundles of a store: those in directory trees, and bundles that are named. */
#ifndef TS_AUDIT_STORE_H
#define TS_AUDIT_STORE_H

#include "audit/examine.h"
#include "audit/shared.h"

struct ts_store {
	struct ts_stored *list; /* owned; in order of their paths */
	size_t n;
	struct ts_unjudged *unjudged; /* owned */
	size_t unjudged_n;
	uint64_t files, foreign; /* how many were seen, and how many are not bundles */
	struct ts_shared shared; /* owned: texts that many bundles share */
};

/*
 * Verify all bundles that the N PATHS name or contain, with PARAMS, whose progress counts bytes.
 * STAGE is the profile of the stage audited, BEFORE that of the stage before, or NULL. A link that
 * is not named is followed only if it leads to a file inside one of the paths and has the name of a
 * bundle. STORE records all files that cannot be read, and each path that contains no bundle. The
 * caller frees STORE. Errors: "io" when there is no memory, or when the work was stopped.
 */
int ts_store_read(const char *const *paths, size_t n, const struct ts_verify_params *params,
    const struct ts_profile *stage, const struct ts_profile *before, struct ts_store *store,
    struct ts_err *err);
void ts_store_free(struct ts_store *store);

#endif
