/* Verifying a published summary (docs/boundary.md). */
#ifndef TS_PUBLISH_SUMMARY_H
#define TS_PUBLISH_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "model/trust.h"
#include "model/verdict.h"

struct ts_summary_params {
	const struct ts_trust *trust;
	struct ts_time now, latest;
	const char
	    *bundle_sha256; /* in hexadecimal: the bundle's digest; NULL: there is no bundle */
	const char *policy_sha256; /* in hexadecimal: the digest of the policy that must have been
				      used; or NULL */
	const char *expect_stage;  /* or NULL */
	int64_t max_age;           /* seconds, or -1 for any age */
	bool allow_example_keys;
};

/*
 * Verify the summary in the LEN bytes at DATA; VERDICT is filled and finished. If a trusted key
 * signed it, the verdict contains the statement's digest, its stage and its time.
 */
void ts_summary_verify(const void *data, size_t len, const struct ts_summary_params *params,
    struct ts_verdict *verdict);

#endif
