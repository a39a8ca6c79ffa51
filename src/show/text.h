/* A verdict as text for a person at a terminal. */
#ifndef TS_SHOW_TEXT_H
#define TS_SHOW_TEXT_H

#include <stdbool.h>

#include "base/buf.h"
#include "model/verdict.h"

enum ts_detail {
	TS_DETAIL_LAST,    /* the last line only */
	TS_DETAIL_MATTERS, /* failures, checks that did not run, gates */
	TS_DETAIL_ALL,
};

struct ts_text_style {
	enum ts_detail detail;
	bool color;
	const char *accepted; /* a remark after ACCEPTED, such as "ready to seal"; may be empty */
};

/*
 * Append the verdict: what it is about, a line for each check that matters, and a last line that
 * begins with ACCEPTED, REJECTED or UNDECIDED.
 */
void ts_show_text(
    const struct ts_verdict *verdict, const struct ts_text_style *style, struct ts_buf *out);

#endif
