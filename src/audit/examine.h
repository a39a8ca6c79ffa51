/* Verifying one file of a store, and keeping what an audit needs to know of it. */
#ifndef TS_AUDIT_EXAMINE_H
#define TS_AUDIT_EXAMINE_H

#include "audit/facts.h"
#include "model/audit.h"
#include "verify/details.h"
#include "verify/verify.h"

/* A fact as a store keeps it: AT is the index of a text that the store owns. */
struct ts_stored_fact {
	uint32_t at, value;
};

/* What is kept of a bundle. Texts are owned, except those that many bundles share. */
struct ts_stored {
	char *path;
	/* What it is about; for an untrusted bundle, what it claims; or NULL. */
	char *ref;
	const char *stage; /* the same; owned by the store */
	char *check;       /* its first failing check; NULL for an accepted bundle */
	const char
	    *outcome; /* from the record, or else from the evidence; or NULL; owned by the store */
	bool accepted;
	bool trusted; /* a key of the policy sealed this file: REF and STAGE are what it says */
	bool has_statement; /* STATEMENT is known */
	bool inspected;     /* its SHA-256 was computed */
	/* These are known of an accepted bundle, and of one that is refused although it is
	 * undamaged and its seal meets the policy. IS_DATED: its profile says where the expiry is.
	 */
	bool is_dated, has_expired, has_delivered;
	struct ts_time expired, delivered;
	/* Of a bundle of the stage audited, what its evidence says; of one of the stage before,
	 * what its record says: facts of the store, from this one on. */
	size_t facts_at;
	uint32_t facts_n, details_n;
	struct ts_audit_detail *details; /* owned: of an accepted bundle of the stage audited; the
					    texts are the store's */
	unsigned char statement[TS_DIGEST_BYTES], sha256[TS_DIGEST_BYTES];
	unsigned char *package; /* owned: the SHA-256 of the sealed bundle that is its evidence; or
				   NULL */
};

/* A file that could not be read, or a bundle that could not be verified. */
struct ts_unjudged {
	char *path, *check, *message; /* owned */
};

/* A file to examine, and what was found in it. */
struct ts_examined {
	char *path; /* owned */
	uint64_t size;
	bool must_be_bundle;    /* it was named, or has the name of a bundle */
	bool follow;            /* the path may be a link */
	bool foreign;           /* it is not a bundle, and nothing suggests that it should be one */
	struct ts_stored found; /* its path is NULL when there is no bundle */
	char *stage, *outcome;  /* owned: of the bundle */
	struct ts_facts facts;  /* owned, and so are its pointers: of the bundle */
	struct ts_details details;
	struct ts_unjudged unjudged; /* its path is NULL unless the file could not be verified */
	/* What else a line says (docs/scale.md). */
	enum ts_class class;
	bool has_package;
	unsigned char package[TS_DIGEST_BYTES];
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

void ts_stored_free(struct ts_stored *stored);
void ts_unjudged_free(struct ts_unjudged *unjudged);

/* Free what E owns, and make it empty. */
void ts_examined_free(struct ts_examined *e);

#endif
