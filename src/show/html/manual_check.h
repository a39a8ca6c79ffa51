/* Instructions for checking a bundle without tarseal (docs/verify-by-hand.md), with this bundle's
 * own names. */
#ifndef TS_SHOW_HTML_MANUAL_CHECK_H
#define TS_SHOW_HTML_MANUAL_CHECK_H

#include "model/report.h"
#include "show/html/checks.h"

void ts_html_manual_check(const struct ts_html_place *place, const struct ts_report *report);

#endif
