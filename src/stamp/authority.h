/*
 * The time-stamping authorities of a trust policy, and under which of them a stamp holds. OpenSSL
 * is loaded at the first stamp. Several threads may share the authorities.
 */
#ifndef TS_STAMP_AUTHORITY_H
#define TS_STAMP_AUTHORITY_H

#include "model/trust.h"
#include "stamp/stamp.h"

/* How many signatures are verified for the stamps of a list, and for the renewals of each: each
 * stamp counts once for each authority. */
#define TS_STAMP_CHECKS TS_STAMPS_CHECKED
#define TS_STAMP_WHY    400

struct ts_authorities;

/* The authorities of TRUST, which is borrowed. The caller frees *AUTHORITIES. Errors: "io". */
int ts_authorities_new(
    const struct ts_trust *trust, struct ts_authorities **authorities, struct ts_err *err);
void ts_authorities_free(struct ts_authorities *authorities);

/* Under whom a stamp verifies. */
struct ts_holders {
	/* The authority for whom it counts: the first of the policy, but one that is not
	 * compromised before one that is. NULL if there is none. */
	const struct ts_trust_authority *holder;
	/* The compromised ones whose keys may have made it: it counts only if it is proven to be
	 * older than that. */
	const struct ts_trust_authority *compromised[TS_STAMP_CHECKS];
	size_t n;
	unsigned char signer[TS_DIGEST_BYTES]; /* SHA-256 of the key that made it */
	char why[TS_STAMP_WHY]; /* why it holds under no authority, if there is none */
};

/* Judge STAMP as of LATEST, after which nothing can have been made yet. *CHECKS is how many
 * signatures may still be verified; at 0 nothing more holds. Errors: "io". */
int ts_authorities_judge(struct ts_authorities *authorities, const struct ts_stamp *stamp,
    const struct ts_time *latest, unsigned *checks, struct ts_holders *holders, struct ts_err *err);

#endif
