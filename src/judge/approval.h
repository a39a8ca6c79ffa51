/*
 * What the engine itself holds of an approval, whatever a profile says: that it is of exactly
 * this package, that it approves, and that it was decided and had not expired when the bundle was
 * sealed.
 */
#ifndef TS_JUDGE_APPROVAL_H
#define TS_JUDGE_APPROVAL_H

#include "model/case.h"
#include "model/trust.h"
#include "model/verdict.h"

/* Judge approval.binds, .decision and .time of the case's approval. RULES may be NULL. */
void ts_approval_judge(
    const struct ts_case *c, const struct ts_stage_rules *rules, struct ts_verdict *verdict);

#endif
