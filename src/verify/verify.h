/*
 * Judging a bundle (docs/format.md, "Verifying, in this order"): from any source, read once from
 * front to back, in memory that does not grow with the size of its files.
 */
#ifndef TS_VERIFY_VERIFY_H
#define TS_VERIFY_VERIFY_H

#include "base/source.h"
#include "model/case.h"
#include "model/verdict.h"
#include "verify/verify_params.h"

/*
 * Judge the bundle that SOURCE gives, filling VERDICT and finishing it. Everything that goes wrong
 * is a finding in VERDICT. *RESULT, where RESULT is not NULL, is the bundle's case (the caller
 * frees it; NULL for want of memory).
 */
void ts_verify(struct ts_source *source, const struct ts_verify_params *params,
    struct ts_verdict *verdict, struct ts_case **result);

#endif
