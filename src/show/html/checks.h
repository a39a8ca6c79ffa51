/* The checks of a verdict on a page: what failed, the gates, what passed, and what was not checked.
 */
#ifndef TS_SHOW_HTML_CHECKS_H
#define TS_SHOW_HTML_CHECKS_H

#include "base/buf.h"
#include "model/verdict.h"

/* A place on the page: the number of the bundle, from 1, and the heading level of its sections. */
struct ts_html_place {
	struct ts_buf *out;
	size_t bundle;
	int level;
};

/* Append a heading DEEPER levels below the place's. */
void ts_html_heading(const struct ts_html_place *place, int deeper, const char *text);

/* The number of findings with RESULT of the bundle at IN (NULL: the bundle itself). */
size_t ts_html_tally(const struct ts_verdict *v, const char *in, enum ts_result result);
bool ts_html_same(const char *a, const char *b); /* texts, or both NULL */
bool ts_html_is_gate(const struct ts_finding *f);

void ts_html_failures(const struct ts_html_place *place, const struct ts_verdict *v);
void ts_html_waivers(const struct ts_html_place *place, const struct ts_verdict *v);

/* The lists for one bundle of the chain, without a heading. */
void ts_html_gates(const struct ts_html_place *place, const struct ts_verdict *v, const char *in);
void ts_html_passes(const struct ts_html_place *place, const struct ts_verdict *v, const char *in);
void ts_html_unjudged(
    const struct ts_html_place *place, const struct ts_verdict *v, const char *in);

/* The checks of signatures: short for those that passed, the others in full. */
void ts_html_signatures(const struct ts_html_place *place, const struct ts_verdict *v);

#endif
