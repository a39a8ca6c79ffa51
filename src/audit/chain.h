/* How the bundles of a store depend on each other: finding them by the digests that they have and
 * the digests of what they contain. */
#ifndef TS_AUDIT_CHAIN_H
#define TS_AUDIT_CHAIN_H

#include "audit/store.h"

struct ts_chain;

/* Index STORE, which must outlive *CHAIN. The caller frees *CHAIN. Errors: "io". */
int ts_chain_new(const struct ts_store *store, struct ts_chain **chain, struct ts_err *err);
void ts_chain_free(struct ts_chain *chain);

/* Why the chain is broken at the accepted bundle S: the bundle inside it is missing from the store,
 * or another bundle of its stage contains that one too. NULL if it is not. */
const char *ts_chain_break(const struct ts_chain *chain, const struct ts_stored *s);

/* Is S a copy of an accepted bundle, though damaged? Its statement says so, even if its signature
 * does not. */
bool ts_chain_is_copy(const struct ts_chain *chain, const struct ts_stored *s);

#endif
