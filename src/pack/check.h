/*
 * Judging inputs that would become a bundle, writing nothing: what "check" says, and what "pack"
 * settles before it writes.
 */
#ifndef TS_PACK_CHECK_H
#define TS_PACK_CHECK_H

#include "model/verdict.h"
#include "pack/check_params.h"

/*
 * Look at the inputs and judge them; everything found is in VERDICT, which is finished. PLAN is
 * complete only when the verdict accepts. The caller frees PLAN in any case.
 */
void ts_check(
    const struct ts_check_params *params, struct ts_plan *plan, struct ts_verdict *verdict);
void ts_plan_free(struct ts_plan *plan);

#endif
