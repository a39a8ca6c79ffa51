/*
 * Charts for a page, as SVG. Horizontal lengths are shares of the width, so that text keeps its
 * size on a narrow screen. Each chart also says in words what it shows.
 */
#ifndef TS_SHOW_HTML_CHART_H
#define TS_SHOW_HTML_CHART_H

#include "base/buf.h"
#include "model/audit.h"
#include "model/report.h"

/* Events in order of time: a line with numbered points, and a list. */
void ts_chart_events(const struct ts_report_event *events, size_t n, struct ts_buf *out);

/* A bar of N expiries by state; OF expiries are its full width. */
void ts_chart_states(const size_t counts[static TS_COVERAGES], size_t of, struct ts_buf *out);

/* A bar of states for each month of expiry, or for each quarter, year… of a long time. */
void ts_chart_months(const struct ts_audit *audit, struct ts_buf *out);

/* How many days passed from expiry to delivery, with a line where they were due. */
void ts_chart_days(const struct ts_audit *audit, struct ts_buf *out);

#endif
