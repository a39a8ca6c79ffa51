/* Checking a published summary of a verification (docs/boundary.md). */
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
	const char *bundle_sha256; /* hex of the bundle's digest; NULL: it is not at hand */
	const char *policy_sha256; /* of the policy that it must have been judged by; or NULL */
	const char *expect_stage;  /* or NULL */
	int64_t max_age;           /* seconds, or -1 */
	bool allow_example_keys;
};

/*
 * Judge the LEN bytes at DATA, filling VERDICT and finishing it. The statement's digest, its stage
 * and time are in the verdict where a trusted key signed them.
 */
void ts_summary_verify(const void *data, size_t len, const struct ts_summary_params *params,
    struct ts_verdict *verdict);

#endif
