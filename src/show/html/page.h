/*
 * The parts that both kinds of report share. Markup is constant. Everything from a bundle, a
 * policy or a register passes through ts_html_text(), and becomes text or a quoted attribute,
 * never a link, an id or a class. Failure is sticky in the buffer.
 */
#ifndef TS_SHOW_HTML_PAGE_H
#define TS_SHOW_HTML_PAGE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/clock.h"

/*
 * Append TEXT for HTML and SVG text and quoted attributes: first what is unsafe to show is
 * escaped, as ts_show_escape() does, then what has a meaning in markup. NULL appends nothing.
 */
void ts_html_text(struct ts_buf *out, const char *text);

/* The same for text that is known to be printable and must be shown literally, such as commands. */
void ts_html_literal(struct ts_buf *out, const char *text);

/* Append the LEN bytes of JSON for a script element, without any "<", ">" or "&". */
void ts_html_json(struct ts_buf *out, const void *json, size_t len);

/* Append PARTS[0], which is markup, replacing each "{}" in it with the next of the N parts, as
 * text. */
void ts_html_fill(struct ts_buf *out, const char *const *parts, size_t n);
#define TS_HTML(out, ...)                                                                          \
	ts_html_fill(out, (const char *const[]){__VA_ARGS__},                                      \
	    sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

/* A short phrase, by value: "10,000", "1 trial", "12.5 %", "3 days 2 hours". */
struct ts_phrase {
	char text[64];
};
struct ts_phrase ts_phrase_count(uint64_t n);
struct ts_phrase ts_phrase_plural(uint64_t n, const char *one, const char *many);
struct ts_phrase ts_phrase_share(uint64_t n, uint64_t of);
struct ts_phrase ts_phrase_duration(int64_t seconds);

/* N/OF of the width, for an SVG attribute: "33.33%". */
struct ts_phrase ts_phrase_percent(uint64_t n, uint64_t of);

/* Append a time element, with the time of day or only the date. */
void ts_html_time(struct ts_buf *out, const struct ts_time *time);
void ts_html_date(struct ts_buf *out, const struct ts_time *time);

/* The appearance of a result: never only a colour, always with a word and a sign. */
enum ts_mark { TS_MARK_GOOD, TS_MARK_BAD, TS_MARK_WARN, TS_MARK_CALM, TS_MARK_ASK };
const char *ts_html_mark(enum ts_mark mark); /* the name of its class and sign */
void ts_html_badge(struct ts_buf *out, enum ts_mark mark, const char *word);

/* Append a definition, unless TEXT is NULL; in monospace, or as prose. */
void ts_html_code(struct ts_buf *out, const char *term, const char *text);
void ts_html_prose(struct ts_buf *out, const char *term, const char *text);
void ts_html_when(struct ts_buf *out, const char *term, const struct ts_time *time);

/* Begin a page, up to its header and the first heading; and end it, with what JSON appends. */
void ts_html_begin(struct ts_buf *out, const char *title);
void ts_html_main(struct ts_buf *out); /* the header ends here */
void ts_html_end(
    struct ts_buf *out, void (*json)(const void *ctx, struct ts_buf *out), const void *ctx);

/* Append the style sheet. */
void ts_html_style(struct ts_buf *out);

#endif
