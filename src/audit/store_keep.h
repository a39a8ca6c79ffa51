/* What a store keeps: bundles, and files that could not be verified. */
#ifndef TS_AUDIT_STORE_KEEP_H
#define TS_AUDIT_STORE_KEEP_H

#include "audit/examine.h"
#include "audit/shared.h"
#include "base/strings.h"
#include "crypto/shorthash.h"
#include "model/stored.h"

/* A bundle, by its place in the list, whose evidence is a bundle. */
struct ts_chained {
	uint32_t bundle;
	unsigned char evidence[TS_DIGEST_BYTES]; /* its SHA-256 */
};

struct ts_store {
	struct ts_stored *list; /* owned; in the order of the listing */
	size_t n;
	struct ts_unjudged *unjudged; /* owned */
	size_t unjudged_n;
	uint64_t files, foreign; /* how many were seen, and how many are not bundles */
	uint32_t *facts;         /* owned: the values of all bundles, one after the other */
	size_t facts_n;
	struct ts_shared fields; /* owned: lists of fields, each with a line end behind it */
	struct ts_shared shared; /* owned: texts that many bundles share */
	struct ts_strings texts; /* owned: paths and subjects, which differ */
	/* Until the bundles are linked (audit/chain.h): the SHA-256 of each, and those that have
	 * another one as their evidence. Owned. */
	unsigned char (*digests)[TS_DIGEST_BYTES];
	struct ts_chained *chained;
	size_t chained_n;
	unsigned char key[TS_SHORTHASH_KEY_BYTES]; /* of the facts */
	bool brief; /* there are so many bundles that nothing is kept for showing their records */
};

/* Keep what was found in FILE. Errors: "io". */
int ts_store_keep(struct ts_store *store, struct ts_examined *file, struct ts_err *err);

/* Record that the store at PATH contains no bundle. Errors: "io". */
int ts_store_keep_empty(struct ts_store *store, const char *path, struct ts_err *err);

/* Forget what records say, unless a bundle of the stage BEFORE is there: only those are compared.
 */
void ts_store_settle(struct ts_store *store, const char *before);

void ts_store_free(struct ts_store *store);

#endif
