/* Verifying all bundles of a store: those in directory trees, and bundles that are named. */
#ifndef TS_AUDIT_STORE_H
#define TS_AUDIT_STORE_H

#include "verify/verify.h"

/* What is kept of a bundle. Texts are owned, except those that many bundles share. */
struct ts_stored {
	char *path;
	/* What it is about; for an untrusted bundle, what it claims; or NULL. */
	char *ref;
	const char *stage; /* the same; owned by the store */
	char *check;       /* its first failing check; NULL for an accepted bundle */
	const char
	    *outcome; /* from the evidence, or else from the record; or NULL; owned by the store */
	bool accepted, trusted;
	bool has_inner; /* its evidence is a sealed bundle, whose SHA-256 is PACKAGE */
	bool has_expired, has_delivered;
	bool inspected;                    /* its SHA-256 was computed */
	struct ts_time expired, delivered; /* according to its stage's profile */
	unsigned char statement[TS_DIGEST_BYTES], sha256[TS_DIGEST_BYTES], package[TS_DIGEST_BYTES];
};

/* A file that could not be read, or a bundle that could not be verified. */
struct ts_unjudged {
	char *path, *check, *message; /* owned */
};

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
 * Links are followed only if they are named. Files that cannot be read are recorded in STORE. The
 * caller frees STORE. Errors: "io" when there is no memory, or when the work was stopped.
 */
int ts_store_read(const char *const *paths, size_t n, const struct ts_verify_params *params,
    struct ts_store *store, struct ts_err *err);
void ts_store_free(struct ts_store *store);

#endif
