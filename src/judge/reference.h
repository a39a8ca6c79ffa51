/* References that carry what they refer to (docs/boundary.md, "References"). */
#ifndef TS_JUDGE_REFERENCE_H
#define TS_JUDGE_REFERENCE_H

#include "model/verdict.h"

/* Record a failure of boundary.private-reference in VERDICT if the reference TEXT at the pointer AT
 * carries an address or a number of a person. TEXT may be NULL. */
void ts_reference_judge(const char *at, const char *text, struct ts_verdict *verdict);

#endif
