/* The checks of a verdict, for a page: what failed, the gates, what passed, what was not judged. */
#ifndef TS_SHOW_HTML_CHECKS_H
#define TS_SHOW_HTML_CHECKS_H

#include "base/buf.h"
#include "model/verdict.h"

/* Where on the page: the number of the bundle, from 1, and the level of its sections' headings. */
struct ts_html_place {
	struct ts_buf *out;
	size_t bundle;
	int level;
};

/* A heading DEEPER levels below the place's. */
void ts_html_heading(const struct ts_html_place *place, int deeper, const char *text);

/* How many findings of the bundle under IN (NULL: the bundle itself) have RESULT. */
size_t ts_html_tally(const struct ts_verdict *v, const char *in, enum ts_result result);
bool ts_html_same(const char *a, const char *b); /* texts, or both NULL */
bool ts_html_is_gate(const struct ts_finding *f);

void ts_html_failures(const struct ts_html_place *place, const struct ts_verdict *v);
void ts_html_waivers(const struct ts_html_place *place, const struct ts_verdict *v);

/* The lists of one bundle in the chain, without a heading. */
void ts_html_gates(const struct ts_html_place *place, const struct ts_verdict *v, const char *in);
void ts_html_passes(const struct ts_html_place *place, const struct ts_verdict *v, const char *in);
void ts_html_unjudged(
    const struct ts_html_place *place, const struct ts_verdict *v, const char *in);

/* What came of the checks of signatures: what passed short, the rest in full. */
void ts_html_signatures(const struct ts_html_place *place, const struct ts_verdict *v);

#endif
