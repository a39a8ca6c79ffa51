/* The section about one bundle on a page. */
#ifndef TS_SHOW_HTML_BUNDLE_H
#define TS_SHOW_HTML_BUNDLE_H

#include "model/report.h"
#include "show/html/checks.h"
#include "show/html/page.h"

/* How a verdict looks, and its answer in words: "Accepted". */
enum ts_mark ts_html_bundle_mark(enum ts_class class);
const char *ts_html_bundle_answer(enum ts_class class);

/* The last component of the bundle's path, and its stage; NULL when unknown. */
const char *ts_html_bundle_name(const struct ts_report *r);
const char *ts_html_bundle_stage(const struct ts_report *r);

/* Append everything about the bundle, without a heading of its own. */
void ts_html_bundle(
    const struct ts_html_place *place, const struct ts_report *r, const char *trust_sha256);

#endif
