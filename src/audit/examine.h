/* Verifying one file of a store, and keeping what an audit needs to know of it. */
#ifndef TS_AUDIT_EXAMINE_H
#define TS_AUDIT_EXAMINE_H

#include "audit/facts.h"
#include "model/check.h"
#include "model/stored.h"
#include "verify/details.h"
#include "verify/verify.h"

/* A file that could not be read, or a bundle that could not be verified. */
struct ts_unjudged {
	char *path, *check, *message; /* owned */
};

/* A file to examine, and what was found in it. */
struct ts_examined {
	char *path; /* owned */
	uint64_t size;
	bool must_be_bundle; /* it was named, or has the name of a bundle */
	bool follow;         /* the path may be a link */
	bool foreign;        /* it is not a bundle, and nothing suggests that it should be one */
	/* Of a bundle: its path as it is shown, which is NULL when there is no bundle, and the
	 * texts that FOUND lacks until it is kept. */
	char *shown, *ref, *stage, *check, *outcome; /* owned */
	struct ts_stored found;
	unsigned char sha256[TS_DIGEST_BYTES]; /* if it was inspected */
	unsigned char seal[TS_DIGEST_BYTES];   /* the digest of its seal, if it has a statement */
	struct ts_facts facts;                 /* owned, and so are its pointers */
	struct ts_details details;
	struct ts_unjudged unjudged;  /* its path is NULL unless the file could not be verified */
	bool has_package, is_chained; /* PACKAGE is known; it is that of a sealed bundle */
	unsigned char package[TS_DIGEST_BYTES];
	enum ts_class class; /* of the bundle */
	bool no_memory;
};

struct ts_examine_params {
	const struct ts_verify_params *verify;
	const struct ts_profile *stage;  /* of the stage audited */
	const struct ts_profile *before; /* of the stage before; NULL if it is not known */
	unsigned char key[TS_SHORTHASH_KEY_BYTES]; /* of the facts */
	bool exact;                                /* take their exact codes instead */
};

/* Examine the file at E's path. */
void ts_examine(struct ts_examined *e, const struct ts_examine_params *params);

/* What is shown instead of a path that contains what must not be published: its SHA-256, by which
 * whoever has the store can find it. The caller frees it; NULL when there is no memory. */
char *ts_hidden_path(const char *path);

/* Record that E's file could not be verified. */
void ts_examined_fail(struct ts_examined *e, const char *check, const char *message);

void ts_unjudged_free(struct ts_unjudged *unjudged);

/* Free what E owns, and make it empty. */
void ts_examined_free(struct ts_examined *e);

#endif
