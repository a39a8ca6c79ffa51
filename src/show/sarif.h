/* A verdict as SARIF 2.1.0 (OASIS), for code scanning services. */
#ifndef TS_SHOW_SARIF_H
#define TS_SHOW_SARIF_H

#include "model/verdict.h"

/* Append the log of one run: a rule for each check id that failed or was waived, and a result for
 * each finding. */
void ts_show_sarif(const struct ts_verdict *verdict, struct ts_buf *out);

#endif
