/* The parameters of a verification, which verify.h and the parts of a verification share. */
#ifndef TS_VERIFY_VERIFY_PARAMS_H
#define TS_VERIFY_VERIFY_PARAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/progress.h"
#include "format/tar.h"
#include "model/profile_set.h"
#include "model/report.h"
#include "model/trust.h"
#include "scanner/rule.h"
#include "verify/boundary.h"

#define TS_CHAIN_MAX        32
#define TS_CLOCK_SKEW       300 /* seconds that clocks may differ */
#define TS_VERIFY_MAX_FILES 1000000

/* What this process has hashed and looked at already, out of the very source: of the first N files
 * of the manifest that they have these digests, and padding of zeros. */
struct ts_known_digests {
	const unsigned char (*digests)[TS_DIGEST_BYTES];
	size_t n;
};

struct ts_verify_params {
	const struct ts_trust *trust; /* NULL only for who makes bundles: all but trust is judged */
	struct ts_profile_set *profiles;
	struct ts_time now;    /* ages are judged at it */
	struct ts_time latest; /* no signing time after it is believed: now, and some skew */
	const char *expect_stage, *expect_subject; /* or NULL */
	uint64_t max_files;
	bool allow_example_keys;
	bool want_sha256; /* hash the whole file too */
	/* Without a trust policy: the keys that must have sealed it. */
	const struct ts_public_key *const *sealers;
	size_t sealers_n;
	const struct ts_rules *rules; /* content is searched with them */
	bool scan;                    /* every file's content, also where the policy does not ask */
	/* Lent for one verification after the other, and to bundles inside; NULL: each makes its
	 * own, which takes longer than a small bundle does. */
	struct ts_boundary *boundary;
	unsigned
	    threads; /* to work with, the caller's among them; 0 is as 1. Nothing depends on it. */
	struct ts_progress *progress;         /* or NULL; told by the caller's thread */
	const struct ts_known_digests *known; /* or NULL; of use where the source can seek */
	const struct ts_tar_observer
	    *observer; /* of the bundle's entries, not of bundles inside; or NULL */
	struct ts_report
	    *report;    /* to be filled, for who shows it; its verdict is the one given; or NULL */
	unsigned depth; /* in a chain; 0 for a bundle that stands alone */
};

#endif
