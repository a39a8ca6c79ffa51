/* The part "time" of a trust policy: whose time stamps count (docs/trust.md). */
#ifndef TS_MODEL_TRUST_TIME_H
#define TS_MODEL_TRUST_TIME_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "format/json.h"
#include "model/validity.h"

#define TS_STAMPS_MOST    64 /* owners who must vouch for a time */
#define TS_STAMPS_KEPT    9  /* stamps that can lie beside a bundle */
#define TS_STAMPS_CHECKED 32 /* signatures that are verified for one list of stamps */

/* A time-stamping authority (TSA, RFC 3161). */
struct ts_trust_authority {
	const char *owner;           /* borrowed from the policy's JSON, like the next one */
	const char *policy;          /* the only policy of its stamps that counts, or NULL */
	struct ts_buf *certificates; /* owned: in DER; of the authority itself or of an issuer */
	size_t certificates_n;
	struct ts_validity validity;
};

struct ts_trust_time {
	struct ts_trust_authority *authorities; /* owned: in the order of the policy */
	size_t n;
	int64_t stamps; /* how many owners must vouch for a time */
};

/* Read the member "time" of a policy, JSON, which may be NULL. Of a certificate only the shape is
 * checked, because reading it takes OpenSSL. Errors: "trust.valid"; "io". Free TIME in any case. */
int ts_trust_time_read(const struct ts_json *json, struct ts_trust_time *time, struct ts_err *err);
void ts_trust_time_free(struct ts_trust_time *time);

#endif
