/* The parts of an audit's report that list files: what could not be verified, what was refused, and
 * what the register does not cover. */
#ifndef TS_SHOW_HTML_AUDIT_FILES_H
#define TS_SHOW_HTML_AUDIT_FILES_H

#include "base/buf.h"
#include "model/audit.h"

/* Append a section for each list that is not empty. */
void ts_html_audit_files(const struct ts_audit *audit, struct ts_buf *out);

#endif
