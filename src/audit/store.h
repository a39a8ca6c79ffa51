/* All bundles of a store, verified: directory trees, and bundles by name. */
#ifndef TS_AUDIT_STORE_H
#define TS_AUDIT_STORE_H

#include "verify/verify.h"

/* What is kept of a bundle. Texts are owned, but for those that many bundles have in common. */
struct ts_stored {
	char *path;
	char *ref; /* what it is about; of one that is not believed, what it says of itself; or NULL
		    */
	const char *stage;   /* likewise; the store's */
	char *check;         /* its first failing check; NULL of an accepted one */
	const char *outcome; /* the evidence's, or else the record's; or NULL; the store's */
	bool accepted, trusted;
	bool has_inner; /* its evidence is a sealed bundle: PACKAGE is that one's SHA-256 */
	bool has_expired, has_delivered;
	bool inspected;                    /* its SHA-256 was worked out */
	struct ts_time expired, delivered; /* as its stage has them */
	unsigned char statement[TS_DIGEST_BYTES], sha256[TS_DIGEST_BYTES], package[TS_DIGEST_BYTES];
};

/* A file that could not be read, or a bundle that could not be judged. */
struct ts_unjudged {
	char *path, *check, *message; /* owned */
};

struct ts_store {
	struct ts_stored *list; /* owned; in the order of their paths */
	size_t n;
	struct ts_unjudged *unjudged; /* owned */
	size_t unjudged_n;
	uint64_t files, foreign; /* seen; that are no bundles */
	char **shared;           /* owned, each too: texts that many bundles have */
	size_t shared_n;
};

/*
 * Verify all bundles that the N PATHS name or hold, by PARAMS (its progress counts bytes). Links
 * are followed where they are named, and otherwise files that are no bundles. Errors: "io" for want
 * of memory, or when the work was to stop; what cannot be read is in STORE. The caller frees STORE.
 */
int ts_store_read(const char *const *paths, size_t n, const struct ts_verify_params *params,
    struct ts_store *store, struct ts_err *err);
void ts_store_free(struct ts_store *store);

#endif
