/* Judging the gates of a profile over the virtual document (docs/gates.md), without reading files
 * or the clock. */
#ifndef TS_JUDGE_GATE_H
#define TS_JUDGE_GATE_H

#include "model/case.h"
#include "model/verdict.h"

/*
 * Judge every gate of the case's profile over its document, which must have been built. Each gate
 * becomes a check "gate.ID" in VERDICT: passed, skipped if its "when" is not met, or failed once
 * for each condition that is not met. RESULTS has space for one result for each gate, in the
 * profile's order.
 */
void ts_gates_judge(const struct ts_case *c, enum ts_result *results, struct ts_verdict *verdict);

#endif
