/* The result of an audit as text for a terminal, JSON, JUnit and CSV. */
#ifndef TS_SHOW_AUDIT_H
#define TS_SHOW_AUDIT_H

#include "base/buf.h"
#include "model/audit.h"
#include "show/text.h"

/* Append the text: a line for each failing expiry (with TS_DETAIL_ALL for each), what could
 * not be read, the counts, and a last line that begins with ACCEPTED, REJECTED or UNDECIDED. */
void ts_show_audit_text(
    const struct ts_audit *audit, const struct ts_text_style *style, struct ts_buf *out);

/* Append the JSON form of docs/audit.md, "audit/1". */
void ts_show_audit_json(const struct ts_audit *audit, struct ts_buf *out);

/* Append JUnit XML: a test case for each expiry, and an error for each file that could not be
 * verified. */
void ts_show_audit_junit(const struct ts_audit *audit, struct ts_buf *out);

#define TS_AUDIT_CSV_START "trial_ref,state,fails,expired_at,due,delivered,"

/* Append CSV (RFC 4180): a header that begins with TS_AUDIT_CSV_START, and a line for each expiry.
 */
void ts_show_audit_csv(const struct ts_audit *audit, struct ts_buf *out);

#endif
