/*
 * A verification summary, which may be published although its bundle may not: an in-toto
 * Statement whose predicate is a SLSA Verification Summary Attestation
 * (slsa.dev/spec/v1.0/verification_summary). It contains digests, a stage and times, and nothing
 * that the bundle says (docs/boundary.md).
 */
#ifndef TS_MODEL_SUMMARY_H
#define TS_MODEL_SUMMARY_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "crypto/encode.h"
#include "format/json.h"

#define TS_SUMMARY_TYPE "https://slsa.dev/verification_summary/v1"

#define TS_SUMMARY_LEVEL 96 /* "TARSEAL_<STAGE>_ACCEPTED", and a NUL */

struct ts_summary {
	const char *verifier_id; /* a URI; borrowed, like the texts below */
	const char *time_text;
	struct ts_time time;
	char level[TS_SUMMARY_LEVEL];
	char bundle[TS_DIGEST_HEX];    /* SHA-256 of the file */
	char statement[TS_DIGEST_HEX]; /* of the seal's statement */
	char policy[TS_DIGEST_HEX];    /* of the trust policy */
	char profile[TS_DIGEST_HEX];
	char rules[TS_DIGEST_HEX]; /* of the content scanner's rules */
	const char *version;       /* of tarseal */
};

/* The level of a stage: "trial-x" gives "TARSEAL_TRIAL_X_ACCEPTED". */
void ts_summary_level(const char *stage, char level[static TS_SUMMARY_LEVEL]);

/* Is TEXT a URI (RFC 3986) of at most 200 printable bytes, which can identify a verifier? */
bool ts_summary_is_uri(const char *text);

/* Append the statement's canonical JSON. */
void ts_summary_write(const struct ts_summary *summary, struct ts_buf *out);

/*
 * Read the statement in JSON, which must outlive SUMMARY. It must be one that tarseal writes, and
 * contain nothing else. Errors: "summary.statement".
 */
int ts_summary_read(const struct ts_json *json, struct ts_summary *summary, struct ts_err *err);

#endif
