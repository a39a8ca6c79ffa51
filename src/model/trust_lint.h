/* What is sound in a trust policy and still cannot be meant: thresholds that nobody can meet, keys
 * that have expired, ages without a limit. */
#ifndef TS_MODEL_TRUST_LINT_H
#define TS_MODEL_TRUST_LINT_H

#include "base/clock.h"
#include "model/trust.h"

enum ts_lint {
	TS_LINT_ADVICE,  /* it works, and could be better */
	TS_LINT_PROBLEM, /* it cannot work as it stands */
};

/*
 * Tell all there is to tell of TRUST as of NOW: AT is a pointer into the policy, or a stage; TEXT
 * is what is the matter. Whether enough people can sign is looked at for the stages that the policy
 * names, and for the N in STAGES.
 */
void ts_trust_lint(const struct ts_trust *trust, const struct ts_time *now,
    const char *const *stages, size_t n,
    void (*tell)(void *ctx, enum ts_lint kind, const char *at, const char *text), void *ctx);

#endif
