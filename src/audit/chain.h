/* How the bundles of a store depend on each other, by the digests that they have and the digests of
 * what they contain. */
#ifndef TS_AUDIT_CHAIN_H
#define TS_AUDIT_CHAIN_H

#include "audit/store_keep.h"

/*
 * Link the bundles of STORE: say of each accepted one how it is linked to the bundle that is its
 * evidence, and of each refused one whether it is a copy of an accepted one, though damaged. Its
 * statement says so, even if its signature does not. The digests that this needs are freed. Errors:
 * "io".
 */
int ts_chain_link(struct ts_store *store, struct ts_err *err);

#endif
