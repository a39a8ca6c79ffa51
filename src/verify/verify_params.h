/* The parameters of a verification. verify.h and all parts of a verification share them. */
#ifndef TS_VERIFY_VERIFY_PARAMS_H
#define TS_VERIFY_VERIFY_PARAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/progress.h"
#include "format/bag.h"
#include "format/tar.h"
#include "model/profile_set.h"
#include "model/report.h"
#include "model/trust.h"
#include "scanner/rules.h"
#include "stamp/proof.h"
#include "verify/boundary.h"

#define TS_CHAIN_MAX        32
#define TS_CLOCK_SKEW       300 /* seconds by which clocks may differ */
#define TS_VERIFY_MAX_FILES TS_BAG_FILES_MOST

/* What this process has verified in the same source before: that the first N files of the manifest
 * have these digests, and that their padding is zero. */
struct ts_known_digests {
	const unsigned char (*digests)[TS_DIGEST_BYTES];
	size_t n;
};

struct ts_verify_params {
	const struct ts_trust *trust; /* NULL only for producers: then trust is not checked */
	struct ts_profile_set *profiles;
	/* Whose time stamps count, shared by all verifications under TRUST; NULL if it lists
	 * nobody. */
	struct ts_authorities *authorities;
	const struct ts_sidecars *stamps; /* those beside the bundle; or NULL */
	/* For a bundle inside: the moment before which the outer one is proven to be sealed, or
	 * NULL. */
	const struct ts_time *sealed_before;
	const char *unjudged_stamp; /* one of that bundle that might prove more, or NULL */
	bool is_new;                /* it is being made, so that nobody can have stamped it yet */
	struct ts_time now;         /* when ages are judged */
	struct ts_time latest;      /* later signing times are refused: now, plus the clock skew */
	struct ts_time outer_now;   /* for a bundle inside: NOW of the outermost one */
	const char *expect_stage, *expect_subject; /* or NULL */
	uint64_t max_files;
	bool allow_example_keys;
	bool want_sha256; /* also hash the whole file */
	/* Without a trust policy: the keys that must have sealed the bundle. */
	const struct ts_public_key *const *sealers;
	size_t sealers_n;
	const struct ts_rules *rules; /* for searching content */
	bool scan;     /* search every file, even if the policy does not require it */
	bool searched; /* the caller has searched every file, also those of bundles inside */
	/* Borrowed; used for one verification after the other, and for bundles inside. NULL: each
	 * makes its own, which takes longer than verifying a small bundle. */
	struct ts_boundary *boundary;
	unsigned
	    /* How many threads to use, including the caller's; 0 means 1. Results do not depend on
	       it. */
	    threads;
	struct ts_progress *progress;         /* or NULL; reported by the caller's thread */
	const struct ts_known_digests *known; /* or NULL; only used if the source can seek */
	const struct ts_tar_observer
	    /* Sees the bundle's entries, but not those of bundles inside; or NULL. */
	    *observer;
	struct ts_report
	    /* To be filled for a reader, or NULL. Its verdict must be the one that is passed. */
	    *report;
	unsigned depth; /* in a chain; 0 for the outermost bundle */
};

#endif
