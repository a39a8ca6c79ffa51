/* The parameters of a check and the plan it makes, which check.h and the parts of a check share. */
#ifndef TS_PACK_CHECK_PARAMS_H
#define TS_PACK_CHECK_PARAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/case.h"
#include "model/profile_set.h"
#include "model/trust.h"
#include "pack/tree.h"
#include "scanner/rule.h"
#include "scanner/waiver.h"
#include "verify/boundary.h"

struct ts_plan;

/* Who writes the inputs down as they are read, once each. All return -1 with ERR filled. */
struct ts_check_sink {
	/* The documents are read, and nothing failed so far: PLAN is complete but for digests and
	 * results. Without this call none of the others comes. */
	int (*begin)(void *ctx, const struct ts_plan *plan, struct ts_err *err);
	/* A file of the plan, in its order; its bytes; and their digest. */
	int (*file)(void *ctx, const struct ts_tree_file *file, struct ts_err *err);
	int (*data)(void *ctx, const void *data, size_t len, struct ts_err *err);
	int (*end)(void *ctx, const struct ts_tree_file *file,
	    const unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err);
	void *ctx; /* borrowed */
};

struct ts_check_params {
	const char *evidence, *approval, *record; /* paths */
	const struct ts_profile *profile;         /* of the set */
	struct ts_profile_set *profiles;
	const struct ts_trust *trust; /* or NULL: who signed is not judged */
	bool allow_example_keys;
	const char *name, *owner; /* or NULL */
	struct ts_time created;   /* when it is sealed: everything is judged as of then */
	const struct ts_public_key *const *sealers; /* the keys that will seal it, where known */
	size_t sealers_n;
	const struct ts_rules *rules;     /* content is searched with them */
	struct ts_boundary *boundary;     /* lent; or NULL: it makes its own */
	bool no_scan;                     /* but not that of attachments */
	const struct ts_waivers *waivers; /* or NULL */
	/* Told of each finding that is not waived, as ops/look.h has it; or NULL. */
	void (*found)(void *ctx, const char *rule, const char *path, const char *fingerprint);
	void *found_ctx;
	const struct ts_check_sink *sink; /* or NULL */
	unsigned
	    threads; /* to work with, the caller's among them; 0 is as 1. Nothing depends on it. */
	struct ts_progress *progress; /* or NULL */
};

/* What the inputs are, once they were looked at. */
struct ts_plan {
	struct ts_tree tree; /* every payload file, by its path in the bundle */
	const char *package_path, *approval_path,
	    *record_path;  /* borrowed from TREE, or constant */
	char *record_name; /* owned: record_path's storage */
	uint64_t files, bytes, package_files, package_bytes;
	struct ts_case *c;       /* owned: documents and package digest */
	enum ts_result *results; /* owned: of the profile's gates */
	const char *subject_ref; /* borrowed from the case; NULL unless it is a reference */
};

#endif
