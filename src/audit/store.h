/* Verifying all bundles of a store: those in directory trees, and bundles that are named. */
#ifndef TS_AUDIT_STORE_H
#define TS_AUDIT_STORE_H

#include "audit/listing.h"
#include "audit/store_keep.h"

/* What was found, in the order of the listing. */
struct ts_store_entry {
	uint64_t number; /* of the file in the listing of the whole store, from 1 */
	size_t store;    /* which of the paths contains it */
	unsigned char digest[TS_DIGEST_BYTES]; /* the SHA-256 of its path, relative to that */
	struct ts_examined *file; /* its shown or its unjudged.path is set, unless foreign */
};

/* Takes what was found, instead of the store keeping it. FILE may be changed. */
typedef int ts_store_take(void *ctx, const struct ts_store_entry *entry, struct ts_err *err);

struct ts_store_params {
	const char *const *paths; /* of bundles, and of directories with bundles */
	size_t n;
	/* A file with further paths, one to a line or ended by NULs, "-" for standard input; or
	 * NULL. They are files below one more store, in the order in which a walk finds them. */
	const char *list;
	const struct ts_verify_params *verify; /* whose progress counts bytes */
	const struct ts_profile *stage;        /* the one audited */
	const struct ts_profile *before;       /* of the stage before; NULL if it is not known */
	/* With TAKE, only this shard, from 1 to SHARDS, is examined, and an empty store is no fault
	 * yet. LISTING is that of the whole store; FOUND, for each path and one for the list,
	 * counts what is no foreign file. Both begin with zeros. */
	ts_store_take *take;
	void *ctx;
	uint64_t shard, shards;
	struct ts_listing *listing;
	uint64_t *found;
};

/* Verify all bundles that PARAMS name or contain. The caller frees STORE. Errors: "io". */
int ts_store_read(const struct ts_store_params *params, struct ts_store *store, struct ts_err *err);

#endif
