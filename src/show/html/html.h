/*
 * Reports for people (docs/audit.md): one self-contained HTML page, to read and to print, without
 * scripts or anything from a network, enforced by a strict Content-Security-Policy. Text from
 * bundles is escaped for its context. The same inputs give the same bytes.
 */
#ifndef TS_SHOW_HTML_HTML_H
#define TS_SHOW_HTML_HTML_H

#include "base/buf.h"
#include "model/audit.h"
#include "model/report.h"

/* By this line a page is recognised. */
#define TS_HTML_GENERATOR "<meta name=\"generator\" content=\"tarseal\">\n"

/* Append the report on N bundles, verified as of AT under the policy with TRUST_SHA256. Those that
 * are not accepted come first; with ONLY_FAILING, the others are only counted. */
void ts_show_report(struct ts_report *const *reports, size_t n, const struct ts_time *at,
    const char *trust_sha256, bool only_failing, struct ts_buf *out);

/* Append the report on an audit, with its JSON. */
void ts_show_audit_html(const struct ts_audit *audit, struct ts_buf *out);

#endif
