/* Finding out whether the bundles about one expiry of a subject tell the same story. */
#ifndef TS_AUDIT_CONTRADICTION_H
#define TS_AUDIT_CONTRADICTION_H

#include "audit/audit_state.h"

struct ts_contradiction {
	const char *at; /* what they differ in: a JSON Pointer of LEN bytes; NULL if in nothing */
	size_t len;
	const struct ts_stored *a, *b; /* the two bundles */
};

/*
 * Compare the records of the bundles of the stage before with each other, and with the evidence of
 * those of the stage audited. All are in STORE. *FOUND is the first member in which two differ.
 * Errors: "io".
 */
int ts_contradiction_find(const struct ts_store *store, const struct ts_entry *before,
    size_t before_n, const struct ts_entry *ours, size_t ours_n, struct ts_contradiction *found,
    struct ts_err *err);

#endif
