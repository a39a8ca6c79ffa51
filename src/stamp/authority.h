/*
 * The time-stamping authorities of a trust policy, and under which of them a stamp holds. OpenSSL
 * is loaded at the first stamp. Several threads may share the authorities.
 */
#ifndef TS_STAMP_AUTHORITY_H
#define TS_STAMP_AUTHORITY_H

#include "model/trust.h"
#include "stamp/stamp.h"

/* How many signatures of stamps are verified for one bundle: each under each authority counts. */
#define TS_STAMP_CHECKS 32
#define TS_STAMP_WHY    400

struct ts_authorities;

/* The authorities of TRUST, which is borrowed. The caller frees *AUTHORITIES. Errors: "io". */
int ts_authorities_new(
    const struct ts_trust *trust, struct ts_authorities **authorities, struct ts_err *err);
void ts_authorities_free(struct ts_authorities *authorities);

/* The authorities under whom a stamp verifies, in the order of the policy: compromised ones, under
 * whom it holds if it is proven to be older than that, and at last the first that is not. */
struct ts_holders {
	const struct ts_trust_authority *list[TS_STAMP_CHECKS];
	size_t n;
	char why[TS_STAMP_WHY]; /* why it holds under no authority, if there is none */
};

/* Judge STAMP as of LATEST, after which nothing can have been made yet. *CHECKS is how many
 * signatures may still be verified; at 0 nothing more holds. Errors: "trust.valid" for a
 * certificate of the policy that OpenSSL cannot read; "io". */
int ts_authorities_judge(struct ts_authorities *authorities, const struct ts_stamp *stamp,
    const struct ts_time *latest, unsigned *checks, struct ts_holders *holders, struct ts_err *err);

#endif
