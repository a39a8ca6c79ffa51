/*
 * Who signed, and whether the policy trusts them. A signature is first *verified* with the
 * policy's keys. Only then, and only for the stage and the time that the signed text names, is
 * the key *trusted*: its role, its stages, its period of validity, its owner (docs/trust.md).
 */
#ifndef TS_JUDGE_SIGNERS_H
#define TS_JUDGE_SIGNERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "format/dsse.h"
#include "model/trust.h"
#include "model/verdict.h"

#define TS_SIGNERS_TRIALS 256

/* A kind of signature: the ids of its checks, and the role it requires. */
struct ts_signing {
	const char *what; /* "seal" or "approval" */
	enum ts_role role;
	const char *signature, *trusted, *role_check, *validity, *threshold;
	bool strict_keyids; /* a keyid is no hint: it must be the fingerprint of the key */
};
extern const struct ts_signing ts_signing_seal, ts_signing_approval, ts_signing_summary,
    ts_signing_register, ts_signing_lines;

/*
 * Verify each signature of ENVELOPE with the key of TRUST that it names. Elsewhere than in a seal
 * a keyid is only a hint: if it is missing or not listed, the policy's keys are tried, at most
 * TS_SIGNERS_TRIALS times for the whole envelope. SIGNERS gets the keys that verified, and whose
 * word counts: none that was revoked as compromised, unless BEFORE, the moment before which time
 * stamps prove ENVELOPE to exist, or NULL, is before that. Failures are those of "…signature",
 * "…trusted" and, for such a key, "…validity". Errors: "io". Free with ts_signers_free().
 */
int ts_signers_verify(const struct ts_dsse *envelope, const struct ts_trust *trust,
    const struct ts_signing *signing, const struct ts_time *before, struct ts_signers *signers,
    struct ts_verdict *verdict, struct ts_err *err);

/* The parameters of judging signers. */
struct ts_signing_params {
	const char *stage;        /* of the bundle */
	struct ts_time signed_at; /* when the signed text says that it was signed */
	/* The moment before which time stamps prove that, or NULL. If BY_PROOF, it is compared with
	 * the end of a key's validity instead of SIGNED_AT. */
	const struct ts_time *before;
	bool by_proof;
	struct ts_time now;    /* the time of verification */
	struct ts_time latest; /* later signing times are refused: NOW, plus what clocks differ */
	int64_t threshold;     /* how many distinct owners are required */
	bool allow_example_keys;
};

/*
 * Judge role, validity and threshold of SIGNERS; of none, only the threshold. COUNTED, unless NULL,
 * is called with each distinct owner whose signature counts.
 */
void ts_signers_judge(const struct ts_signers *signers, const struct ts_signing *signing,
    const struct ts_signing_params *params, struct ts_verdict *verdict,
    void (*counted)(void *ctx, const char *owner), void *ctx);

/* Does OWNER own any of the signers' keys? */
bool ts_signers_have_owner(const struct ts_signers *signers, const char *owner);

#endif
