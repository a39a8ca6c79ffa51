/* Problems in a valid trust policy that cannot be meant, such as thresholds that nobody can meet
 * and requirements that never apply, and advice. */
#ifndef TS_MODEL_TRUST_LINT_H
#define TS_MODEL_TRUST_LINT_H

#include "base/clock.h"
#include "base/err.h"
#include "model/trust.h"

enum ts_lint {
	TS_LINT_ADVICE,  /* it works, but could be better */
	TS_LINT_PROBLEM, /* it can never work */
};

/*
 * Report all problems and advice on TRUST as of NOW. AT is a pointer into the policy, or a stage.
 * The N in STAGES are the stages that every verifier knows; others exist only if the policy pins a
 * profile of them. Errors: "io".
 */
int ts_trust_lint(const struct ts_trust *trust, const struct ts_time *now,
    const char *const *stages, size_t n,
    void (*tell)(void *ctx, enum ts_lint kind, const char *at, const char *text), void *ctx,
    struct ts_err *err);

#endif
