/* What the verifier learnt of a bundle, kept for a reader. */
#ifndef TS_VERIFY_REPORT_H
#define TS_VERIFY_REPORT_H

#include "model/report.h"
#include "verify/verify_state.h"

/* Fill the report that the parameters of S ask for; its verdict is filled by the verification
 * itself. */
void ts_report_fill(struct ts_verification *s, struct ts_report *report);

#endif
