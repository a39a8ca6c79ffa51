/*
 * What stamps prove together (docs/trust.md): that something existed before a moment, or was made
 * after one, if enough authorities of the trust policy vouch for it.
 */
#ifndef TS_STAMP_PROOF_H
#define TS_STAMP_PROOF_H

#include "stamp/authority.h"
#include "stamp/sidecar.h"

enum ts_proof_kind { TS_PROOF_STAMP, TS_PROOF_NOT_BEFORE };

/* A stamp that counts. */
struct ts_proof {
	enum ts_proof_kind kind;
	const char *path;                      /* borrowed from the sidecar */
	const char *owner;                     /* borrowed from the policy */
	unsigned char signer[TS_DIGEST_BYTES]; /* SHA-256 of the key that made it */
	bool is_voice;                         /* the best of its owner and of its key */
	char at[TS_STAMP_TIME];
	int64_t accuracy; /* seconds, rounded up; -1 when there is none */
	struct ts_time bound;
};

/* A stamp that does not. */
struct ts_stamp_fault {
	const char *path;  /* borrowed likewise */
	const char *check; /* "stamp.form" or "stamp.trusted" */
	char why[TS_STAMP_WHY];
};

struct ts_proofs {
	struct ts_proof *list; /* owned */
	size_t n;
	struct ts_stamp_fault *faults; /* owned */
	size_t faults_n;
	bool has_bound; /* enough owners vouch for BOUND */
	struct ts_time bound;
	const char *unjudged; /* the path of one that could not be read or verified, or NULL */
	bool has_possible;    /* one that could not be verified may prove POSSIBLE */
	struct ts_time possible;
};

struct ts_proofs_params {
	struct ts_authorities *authorities;
	int64_t owners;        /* how many must vouch for a bound */
	struct ts_time latest; /* nothing can have been stamped later yet */
};

/* Judge stamps of DIGEST, the SHA-256 of WHAT. The bound is the moment before which it existed: of
 * the owners' earliest ones the earliest for which there are enough. Errors: "io". Free PROOFS in
 * any case. */
int ts_proofs_before(const struct ts_sidecars *stamps,
    const unsigned char digest[static TS_DIGEST_BYTES], const char *what,
    const struct ts_proofs_params *params, struct ts_proofs *proofs, struct ts_err *err);

/* Judge stamps of anything. Whatever contains them is newer than the bound: of the owners' latest
 * ones the latest for which there are enough. */
int ts_proofs_after(const struct ts_sidecars *stamps, const struct ts_proofs_params *params,
    struct ts_proofs *proofs, struct ts_err *err);

/* Does PROOF, one of PROOFS, vouch for their bound: is its own not worse? */
bool ts_proof_vouches(const struct ts_proofs *proofs, const struct ts_proof *proof);

void ts_proofs_free(struct ts_proofs *proofs);

#endif
