/*
 * Reports for people (docs/audit.md): one self-contained HTML page, for reading and for printing,
 * with no script and nothing from a network; a strict Content-Security-Policy in it says so. Text
 * of bundles is escaped for where it stands. The same inputs give the same bytes.
 */
#ifndef TS_SHOW_HTML_HTML_H
#define TS_SHOW_HTML_HTML_H

#include "base/buf.h"
#include "model/audit.h"
#include "model/report.h"

/* The report of N bundles, judged as of AT under the policy of TRUST_SHA256. */
void ts_show_report(struct ts_report *const *reports, size_t n, const struct ts_time *at,
    const char *trust_sha256, struct ts_buf *out);

/* The report of an audit. JSON is the audit's own JSON form, to be embedded. */
void ts_show_audit_html(
    const struct ts_audit *audit, const struct ts_buf *json, struct ts_buf *out);

#endif
