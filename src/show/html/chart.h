/*
 * Drawings for a page, as SVG: lengths across are shares of the width, so that text keeps its size
 * on a narrow screen. Each says in words what it shows.
 */
#ifndef TS_SHOW_HTML_CHART_H
#define TS_SHOW_HTML_CHART_H

#include "base/buf.h"
#include "model/audit.h"
#include "model/report.h"

/* Moments by time, as a line with numbered points and the list of them. */
void ts_chart_events(const struct ts_report_event *events, size_t n, struct ts_buf *out);

/* One bar of N trials by state, OF of them its full width. */
void ts_chart_states(const size_t counts[static TS_COVERAGES], size_t of, struct ts_buf *out);

/* Months (or, of long times, quarters, years…) of expiry, a bar of states for each. */
void ts_chart_months(const struct ts_audit *audit, struct ts_buf *out);

/* How many days passed from expiry to delivery, with the line when it was due. */
void ts_chart_days(const struct ts_audit *audit, struct ts_buf *out);

#endif
