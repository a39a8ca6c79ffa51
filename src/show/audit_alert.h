/* The result of an audit for whoever watches it: one line for a chat, and metrics for Prometheus.
 */
#ifndef TS_SHOW_AUDIT_ALERT_H
#define TS_SHOW_AUDIT_ALERT_H

#include "base/buf.h"
#include "model/audit.h"
#include "model/verdict.h"

#define TS_AUDIT_SUMMARY_START "tarseal audit: "
#define TS_AUDIT_PROM_START    "# HELP tarseal_audit_exit_code "

/* Append one line: the verdict, the counts, and the first that fail. */
void ts_show_audit_summary(const struct ts_audit *audit, struct ts_buf *out);

/* Append gauges in the text format of Prometheus, for the textfile collector of its node exporter.
 */
void ts_show_audit_prom(const struct ts_audit *audit, struct ts_buf *out);

/* The same for an audit of STAGE as of AT that could not be made: VERDICT says why. */
void ts_show_no_audit_summary(
    const char *stage, const struct ts_verdict *verdict, struct ts_buf *out);
void ts_show_no_audit_prom(const char *stage, const struct ts_time *at,
    const struct ts_verdict *verdict, struct ts_buf *out);

#endif
