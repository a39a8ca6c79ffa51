/*
 * Checking the inputs of a bundle without writing anything: what "check" reports, and what "pack"
 * requires.
 */
#ifndef TS_PACK_CHECK_H
#define TS_PACK_CHECK_H

#include "model/verdict.h"
#include "pack/check_params.h"

/*
 * Check the inputs. VERDICT is filled and finished. PLAN is complete only if the verdict accepts;
 * the caller frees it in either case.
 */
void ts_check(
    const struct ts_check_params *params, struct ts_plan *plan, struct ts_verdict *verdict);
void ts_plan_free(struct ts_plan *plan);

#endif
