/* Collecting what the verifier learnt, for a report. */
#ifndef TS_VERIFY_REPORT_H
#define TS_VERIFY_REPORT_H

#include "model/report.h"
#include "verify/verify_state.h"

/* Fill REPORT from S, except its verdict, which the verification fills itself. */
void ts_report_fill(struct ts_verification *s, struct ts_report *report);

#endif
