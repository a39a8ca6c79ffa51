/*
 * What every approval must satisfy, whatever the profile says: it is for exactly this package, it
 * approves, and it was decided, and had not expired, when the bundle was sealed.
 */
#ifndef TS_JUDGE_APPROVAL_H
#define TS_JUDGE_APPROVAL_H

#include "model/case.h"
#include "model/trust.h"
#include "model/verdict.h"

/* Judge approval.binds, approval.decision and approval.time of the case's approval. RULES may be
 * NULL. */
void ts_approval_judge(
    const struct ts_case *c, const struct ts_stage_rules *rules, struct ts_verdict *verdict);

#endif
