/* When a key of the trust policy, or a time-stamping authority, counts (docs/trust.md). */
#ifndef TS_MODEL_VALIDITY_H
#define TS_MODEL_VALIDITY_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/err.h"
#include "format/json.h"

enum ts_revoked {
	TS_NOT_REVOKED,
	TS_SUPERSEDED,  /* what it signed before still counts */
	TS_RETIRED,     /* the same */
	TS_COMPROMISED, /* what it signed counts only as far as SINCE says */
};

struct ts_validity {
	bool has_from, has_until;
	struct ts_time from, until;
	enum ts_revoked revoked;
	struct ts_time revoked_at; /* if it is revoked */
	/* Of a compromised one: the earliest moment at which somebody else may have had it. What is
	 * proven to be older still counts. */
	bool has_since;
	struct ts_time since;
};

/* "superseded", "retired", "compromised". */
const char *ts_revoked_name(enum ts_revoked revoked);

/* Read valid_from, valid_until and revoked of JSON, the object at AT in the policy. Errors:
 * "trust.valid". */
int ts_validity_read(
    const struct ts_json *json, const char *at, struct ts_validity *validity, struct ts_err *err);

/* Is it usable at NOW, for something new? */
bool ts_validity_usable(const struct ts_validity *validity, const struct ts_time *now);

/* Is it compromised, and is what it signed not proven to be older than that? BEFORE is the moment
 * before which it is proven to have been signed, or NULL. */
bool ts_validity_compromised(const struct ts_validity *validity, const struct ts_time *before);

#endif
