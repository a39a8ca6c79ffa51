/*
 * Who signed, and whether the policy takes it from them. A signature is first *verified* against
 * the policy's keys; only then, and only for the stage and time that the signed words name, is the
 * key *trusted*: its role, its stages, its window, its owner (docs/trust.md).
 */
#ifndef TS_JUDGE_SIGNERS_H
#define TS_JUDGE_SIGNERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "format/dsse.h"
#include "model/trust.h"
#include "model/verdict.h"

/* What kind of signature is judged: the ids of its checks, and the role that it takes. */
struct ts_signing {
	const char *what; /* "seal" or "approval" */
	enum ts_role role;
	const char *signature, *trusted, *role_check, *validity, *threshold;
	bool strict_keyids; /* every keyid must be the fingerprint of the key that signed */
};
extern const struct ts_signing ts_signing_seal, ts_signing_approval, ts_signing_summary,
    ts_signing_register;

/* The keys of the policy whose signatures verified. */
struct ts_signers {
	const struct ts_trust_key **keys; /* owned array; borrowed from the policy */
	size_t n;
};

/* Verify each signature of ENVELOPE, failing "…signature" and "…trusted". Errors: "io". */
int ts_signers_verify(const struct ts_dsse *envelope, const struct ts_trust *trust,
    const struct ts_signing *signing, struct ts_signers *signers, struct ts_verdict *verdict,
    struct ts_err *err);
void ts_signers_free(struct ts_signers *signers);

/* Under what the signers are judged. */
struct ts_signing_params {
	const char *stage;        /* of the bundle */
	struct ts_time signed_at; /* when they say that they signed */
	struct ts_time latest;    /* no time after it is believed */
	int64_t threshold;        /* distinct owners needed */
	bool allow_example_keys;
};

/*
 * Judge role, validity and threshold of SIGNERS. COUNTED, where not NULL, is called with each
 * distinct owner whose signature counts.
 */
void ts_signers_judge(const struct ts_signers *signers, const struct ts_signing *signing,
    const struct ts_signing_params *params, struct ts_verdict *verdict,
    void (*counted)(void *ctx, const char *owner), void *ctx);

/* Does any of the signers' keys belong to OWNER? */
bool ts_signers_have_owner(const struct ts_signers *signers, const char *owner);

#endif
