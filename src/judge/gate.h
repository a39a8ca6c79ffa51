/* Judging a profile's gates over the virtual document (docs/gates.md). Pure: no files, no clock. */
#ifndef TS_JUDGE_GATE_H
#define TS_JUDGE_GATE_H

#include "model/case.h"
#include "model/verdict.h"

/*
 * Judge every gate of the case's profile over its document, which must have been built. Each gate
 * becomes a check "gate.ID" in VERDICT: passed, skipped where its "when" does not hold, or failed
 * once for each condition that fails. RESULTS has room for the profile's gates, in their order.
 */
void ts_gates_judge(const struct ts_case *c, enum ts_result *results, struct ts_verdict *verdict);

#endif
