#include "show/html/html.h"
#include "show/html/page.h"

#include <stdio.h>
#include <string.h>

#include "crypto/encode.h"
#include "crypto/sha256.h"
#include "show/escape.h"

#ifndef TS_VERSION
#define TS_VERSION "unknown"
#endif

static const char *reference(unsigned char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

/* Replace characters that have a meaning in markup, from byte FROM of OUT on. Works backwards, in
 * place. */
static void refer(struct ts_buf *out, size_t from)
{
	size_t more = 0, read = out->len, write;

	for (size_t i = from; i < read; i++)
		if (reference(out->data[i]) != NULL)
			more += strlen(reference(out->data[i])) - 1;
	if (more == 0 || ts_buf_extend(out, more) == NULL)
		return;
	for (write = out->len; read > from && write > read;) {
		const char *text = reference(out->data[--read]);

		if (text == NULL) {
			out->data[--write] = out->data[read];
		} else {
			write -= strlen(text);
			memcpy(out->data + write, text, strlen(text));
		}
	}
}

void ts_html_text(struct ts_buf *out, const char *text)
{
	size_t from = out->len;

	if (text == NULL)
		return;
	ts_show_escape(out, text);
	if (ts_buf_ok(out))
		refer(out, from);
}

void ts_html_literal(struct ts_buf *out, const char *text)
{
	size_t from = out->len;

	ts_buf_add_str(out, text);
	if (ts_buf_ok(out))
		refer(out, from);
}

void ts_html_json(struct ts_buf *out, const void *json, size_t len)
{
	for (size_t i = 0, run; i < len; i += run) {
		const unsigned char *p = (const unsigned char *)json + i;

		for (run = 0; i + run < len; run++)
			if (p[run] == '<' || p[run] == '>' || p[run] == '&')
				break;
		ts_buf_add(out, p, run);
		if (i + run < len)
			ts_buf_printf(out, "\\u%04x", p[run++]);
	}
}

void ts_html_fill(struct ts_buf *out, const char *const *parts, size_t n)
{
	const char *markup = parts[0], *gap;
	size_t next = 1;

	while ((gap = strstr(markup, "{}")) != NULL) {
		ts_buf_add(out, markup, (size_t)(gap - markup));
		/* A gap without anything to fill it is a mistake in this program: no page is better
		 * than a wrong one. */
		if (next == n) {
			out->failed = true;
			return;
		}
		ts_html_text(out, parts[next++]);
		markup = gap + 2;
	}
	out->failed = out->failed || next != n;
	ts_buf_add_str(out, markup);
}

struct ts_phrase ts_phrase_count(uint64_t n)
{
	struct ts_phrase text = {""};
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)n);
	char *p = text.text;

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			*p++ = ',';
		*p++ = digits[i];
	}
	*p = '\0';
	return text;
}

struct ts_phrase ts_phrase_plural(uint64_t n, const char *one, const char *many)
{
	struct ts_phrase text;

	snprintf(text.text, sizeof(text.text), "%.26s %.30s", ts_phrase_count(n).text,
	    n == 1 ? one : many);
	return text;
}

/* N/OF in hundredths of a percent, rounded down. */
static unsigned hundredths(uint64_t n, uint64_t of)
{
	return of == 0 ? 0 : (unsigned)((double)n / (double)of * 10000 + 1e-9);
}

struct ts_phrase ts_phrase_share(uint64_t n, uint64_t of)
{
	unsigned tenths = (hundredths(n, of) + 5) / 10;
	struct ts_phrase text;

	/* Only none of them are 0 %, and only all of them 100 %. */
	if (n > 0 && tenths == 0)
		snprintf(text.text, sizeof(text.text), "< 0.1 %%");
	else if (n < of && tenths == 1000)
		snprintf(text.text, sizeof(text.text), "> 99.9 %%");
	else
		snprintf(text.text, sizeof(text.text), "%u.%u %%", tenths / 10, tenths % 10);
	return text;
}

struct ts_phrase ts_phrase_percent(uint64_t n, uint64_t of)
{
	unsigned share = hundredths(n, of);
	struct ts_phrase text;

	snprintf(text.text, sizeof(text.text), "%u.%02u%%", share / 100, share % 100);
	return text;
}

/* The two largest units are precise enough. */
struct ts_phrase ts_phrase_duration(int64_t seconds)
{
	static const struct {
		int64_t size;
		const char *one, *many;
	} units[] = {{86400, "day", "days"}, {3600, "hour", "hours"}, {60, "minute", "minutes"},
	    {1, "second", "seconds"}};
	struct ts_phrase text = {"0 days"};
	uint64_t left = seconds < 0 ? 0 - (uint64_t)seconds : (uint64_t)seconds;
	size_t len = 0;

	for (size_t i = 0, shown = 0; i < sizeof(units) / sizeof(units[0]) && shown < 2; i++) {
		uint64_t n = left / (uint64_t)units[i].size;

		left %= (uint64_t)units[i].size;
		if (n == 0 && shown == 0)
			continue;
		if (n > 0)
			len += (size_t)snprintf(text.text + len, sizeof(text.text) - len, "%s%s",
			    shown > 0 ? " " : "",
			    ts_phrase_plural(n, units[i].one, units[i].many).text);
		shown++;
	}
	return text;
}

static void add_time(struct ts_buf *out, const struct ts_time *time, bool whole)
{
	char text[TS_TIME_TEXT], shown[32];

	if (!ts_time_format(time, text)) {
		ts_buf_add_str(out, "outside the calendar");
		return;
	}
	snprintf(shown, sizeof(shown), "%.10s %.8s UTC", text, text + 11);
	if (whole)
		TS_HTML(out, "<time datetime=\"{}\">{}</time>", text, shown);
	else
		ts_buf_printf(out, "<time>%.10s</time>", text);
}

void ts_html_time(struct ts_buf *out, const struct ts_time *time)
{
	add_time(out, time, true);
}

void ts_html_date(struct ts_buf *out, const struct ts_time *time)
{
	add_time(out, time, false);
}

const char *ts_html_mark(enum ts_mark mark)
{
	static const char *const names[] = {
	    [TS_MARK_GOOD] = "good",
	    [TS_MARK_BAD] = "bad",
	    [TS_MARK_WARN] = "warn",
	    [TS_MARK_CALM] = "calm",
	    [TS_MARK_ASK] = "ask",
	};

	return names[mark];
}

void ts_html_badge(struct ts_buf *out, enum ts_mark mark, const char *word)
{
	TS_HTML(out,
	    "<span class=\"badge {}\"><svg class=\"sign\" aria-hidden=\"true\"><use "
	    "href=\"#{}\"/></svg>{}"
	    "</span>",
	    ts_html_mark(mark), ts_html_mark(mark), word);
}

void ts_html_code(struct ts_buf *out, const char *term, const char *text)
{
	if (text != NULL)
		TS_HTML(out, "<dt>{}</dt><dd><code>{}</code></dd>\n", term, text);
}

void ts_html_prose(struct ts_buf *out, const char *term, const char *text)
{
	if (text != NULL)
		TS_HTML(out, "<dt>{}</dt><dd>{}</dd>\n", term, text);
}

void ts_html_when(struct ts_buf *out, const char *term, const struct ts_time *time)
{
	TS_HTML(out, "<dt>{}</dt><dd>", term);
	ts_html_time(out, time);
	ts_buf_add_str(out, "</dd>\n");
}

/* The signs beside words, and the hatching of failing states. */
static const char signs[] =
    "<svg class=\"defs\" aria-hidden=\"true\" width=\"0\" height=\"0\">\n"
    "<symbol id=\"good\" viewBox=\"0 0 16 16\"><path d=\"M3 8.6 6.4 12 13 4.6\"/></symbol>\n"
    "<symbol id=\"bad\" viewBox=\"0 0 16 16\"><path d=\"M4 4l8 8M12 4l-8 8\"/></symbol>\n"
    "<symbol id=\"warn\" viewBox=\"0 0 16 16\"><path d=\"M8 2.8v6.4M8 12.6v.6\"/></symbol>\n"
    "<symbol id=\"calm\" viewBox=\"0 0 16 16\"><path d=\"M3.5 8h9\"/></symbol>\n"
    "<symbol id=\"ask\" viewBox=\"0 0 16 16\">"
    "<path d=\"M5 5.6a3 3 0 1 1 4.6 2.5c-1 .7-1.6 1-1.6 2M8 13v.4\"/></symbol>\n"
    "<pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
    "<path d=\"M-1.5 1.5l3-3M0 6l6-6M4.5 7.5l3-3\"/></pattern>\n"
    "</svg>\n";

/*
 * Append the policy: nothing from anywhere, no scripts, and only the style sheet with this
 * digest. Data in a script element is not a script, so it needs no permission.
 */
static void add_policy(struct ts_buf *out, const struct ts_buf *style)
{
	unsigned char digest[TS_DIGEST_BYTES];
	struct ts_err err;

	if (!ts_buf_ok(style) || ts_sha256_of(style->data, style->len, digest, &err) != 0) {
		out->failed = true;
		return;
	}
	ts_buf_add_str(out,
	    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	    "style-src 'sha256-");
	ts_base64_add(out, digest, sizeof(digest), true);
	ts_buf_add_str(out, "'; base-uri 'none'; form-action 'none'\">\n");
}

void ts_html_begin(struct ts_buf *out, const char *title)
{
	struct ts_buf style = TS_BUF_INIT;

	ts_html_style(&style);
	ts_buf_add_str(
	    out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
	add_policy(out, &style);
	TS_HTML(out,
	    TS_HTML_GENERATOR
	    "<meta name=\"referrer\" content=\"no-referrer\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n"
	    "<title>{}</title>\n<style>",
	    title);
	ts_buf_add(out, style.data, style.len);
	ts_buf_add_str(out, "</style>\n</head>\n<body>\n"
			    "<a class=\"skip\" href=\"#main\">Skip to the findings</a>\n");
	ts_buf_add_str(out, signs);
	TS_HTML(out, "<header>\n<p class=\"brand\">tarseal</p>\n<h1>{}</h1>\n", title);
	ts_buf_free(&style);
}

void ts_html_main(struct ts_buf *out)
{
	ts_buf_add_str(out, "</header>\n<main id=\"main\" tabindex=\"-1\">\n");
}

static int add_json(void *ctx, const void *data, size_t len)
{
	struct ts_buf *out = ctx;

	ts_html_json(out, data, len);
	ts_buf_flush(out);
	return ts_buf_ok(out) ? 0 : -1;
}

void ts_html_end(
    struct ts_buf *out, void (*json)(const void *ctx, struct ts_buf *out), const void *ctx)
{
	struct ts_buf text = {.sink = add_json, .sink_ctx = out};

	ts_buf_add_str(out,
	    "</main>\n<footer>\n<p>Made by tarseal " TS_VERSION
	    ". This page contains no script and uses no network. The result in JSON, for programs, "
	    "is in the source of this page, in the element "
	    "<code>data</code>.</p>\n</footer>\n<script type=\"application/json\" id=\"data\">\n");
	json(ctx, &text);
	ts_buf_drain(&text);
	out->failed = out->failed || !ts_buf_ok(&text);
	ts_buf_free(&text);
	ts_buf_add_str(out, "</script>\n</body>\n</html>\n");
}
