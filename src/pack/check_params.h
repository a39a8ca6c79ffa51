/* The parameters of a check, and the plan that it makes. check.h and all parts of a check share
 * them. */
#ifndef TS_PACK_CHECK_PARAMS_H
#define TS_PACK_CHECK_PARAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/case.h"
#include "model/profile_set.h"
#include "model/trust.h"
#include "pack/tree.h"
#include "scanner/rules.h"
#include "scanner/waiver.h"
#include "stamp/authority.h"
#include "verify/boundary.h"

struct ts_plan;

/* A sink receives the inputs while they are read, once each. All functions return -1 with ERR
 * filled to stop. */
struct ts_check_sink {
	/* The documents are read, and nothing has failed so far: PLAN is complete except for
	 * digests and results. If this is not called, nothing else is. */
	int (*begin)(void *ctx, const struct ts_plan *plan, struct ts_err *err);
	/* A file of the plan, in order; its bytes; and its digest. */
	int (*file)(void *ctx, const struct ts_tree_file *file, struct ts_err *err);
	int (*data)(void *ctx, const void *data, size_t len, struct ts_err *err);
	int (*end)(void *ctx, const struct ts_tree_file *file,
	    const unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err);
	void *ctx; /* borrowed */
};

struct ts_check_params {
	const char *evidence, *approval, *record; /* paths */
	const char *const *not_before;            /* paths of time stamps to include */
	size_t not_before_n;
	const struct ts_profile *profile; /* of the set */
	struct ts_profile_set *profiles;
	const struct ts_trust *trust;       /* or NULL: then who signed is not checked */
	struct ts_authorities *authorities; /* as in ts_verify_params; or NULL */
	bool allow_example_keys;
	const char *name, *owner; /* or NULL */
	struct ts_time created;   /* when it is sealed: everything is judged as of that time */
	const struct ts_public_key *const *sealers; /* the keys that will seal it, if known */
	size_t sealers_n;
	const struct ts_rules *rules;     /* for searching content */
	struct ts_boundary *boundary;     /* borrowed; NULL: the check makes its own */
	bool no_scan;                     /* do not search attachments */
	const struct ts_waivers *waivers; /* or NULL */
	/* Called for each finding that is not waived (verify/boundary.h); or NULL. */
	void (*found)(void *ctx, const char *rule, const char *path, const char *fingerprint);
	void *found_ctx;
	const struct ts_check_sink *sink; /* or NULL */
	unsigned
	    /* How many threads to use, including the caller's; 0 means 1. Results do not depend on
	       it. */
	    threads;
	struct ts_progress *progress; /* or NULL */
};

/* What the inputs are. */
struct ts_plan {
	struct ts_tree tree; /* every payload file, with its path in the bundle */
	const char *package_path, *approval_path,
	    /* Borrowed from TREE, or of static lifetime. */
	    *record_path;
	char *record_name; /* owned: storage of record_path */
	uint64_t files, bytes, package_files, package_bytes;
	struct ts_case *c;       /* owned: the documents and the package's digest */
	enum ts_result *results; /* owned: one for each gate of the profile */
	const char *subject_ref; /* borrowed from the case; NULL unless it is a reference */
};

#endif
