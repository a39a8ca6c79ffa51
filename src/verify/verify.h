/*
 * Verifying a bundle (docs/format.md, "Verifying, in this order"): from any source, read once
 * from beginning to end, in memory that does not grow with the size of its files.
 */
#ifndef TS_VERIFY_VERIFY_H
#define TS_VERIFY_VERIFY_H

#include "base/source.h"
#include "model/case.h"
#include "model/verdict.h"
#include "verify/verify_params.h"

/*
 * Verify the bundle in SOURCE. VERDICT is filled and finished; everything that goes wrong is a
 * finding in it. *RESULT, unless RESULT is NULL, becomes the bundle's case, which the caller
 * frees; NULL when there is no memory.
 */
void ts_verify(struct ts_source *source, const struct ts_verify_params *params,
    struct ts_verdict *verdict, struct ts_case **result);

#endif
