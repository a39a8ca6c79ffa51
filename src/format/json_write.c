#include "format/json_write.h"

#include <string.h>

#include "base/utf8.h"

static void add_text(struct ts_buf *out, const char *text)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + strlen(text);

	ts_buf_add(out, "\"", 1);
	while (p < end) {
		uint32_t c;
		size_t len = ts_utf8_read(p, end, &c);

		if (len == 0) {
			ts_buf_add_str(out, "\\ufffd");
			p++;
			continue;
		}
		if (c == '"' || c == '\\')
			ts_buf_printf(out, "\\%c", (char)c);
		else if (c == '\n')
			ts_buf_add_str(out, "\\n");
		else if (ts_utf8_is_unsafe(c))
			ts_buf_printf(out, "\\u%04x", (unsigned)c);
		else
			ts_buf_add(out, p, len);
		p += len;
	}
	ts_buf_add(out, "\"", 1);
}

/* Begin a line, unless everything is to be on one. */
static void add_line(struct ts_json_writer *w)
{
	if (w->compact)
		return;
	ts_buf_add(w->out, "\n", 1);
	for (size_t i = 0; i < w->depth; i++)
		ts_buf_add(w->out, "  ", 2);
}

static void begin(struct ts_json_writer *w, const char *name)
{
	if (w->some)
		ts_buf_add(w->out, ",", 1);
	if (w->depth > 0)
		add_line(w);
	if (name != NULL) {
		add_text(w->out, name);
		ts_buf_add(w->out, ": ", w->compact ? 1 : 2);
	}
	w->some = true;
}

void ts_jw_open(struct ts_json_writer *w, const char *name, char bracket)
{
	begin(w, name);
	ts_buf_add(w->out, &bracket, 1);
	w->depth++;
	w->some = false;
}

void ts_jw_close(struct ts_json_writer *w, char bracket)
{
	w->depth--;
	if (w->some)
		add_line(w);
	ts_buf_add(w->out, &bracket, 1);
	w->some = true;
	if (w->depth == 0)
		ts_buf_add(w->out, "\n", 1);
}

void ts_jw_string(struct ts_json_writer *w, const char *name, const char *text)
{
	begin(w, name);
	if (text == NULL)
		ts_buf_add_str(w->out, "null");
	else
		add_text(w->out, text);
}

void ts_jw_int(struct ts_json_writer *w, const char *name, int64_t value)
{
	begin(w, name);
	ts_buf_printf(w->out, "%lld", (long long)value);
}

void ts_jw_bool(struct ts_json_writer *w, const char *name, bool value)
{
	begin(w, name);
	ts_buf_add_str(w->out, value ? "true" : "false");
}

void ts_jw_tree(struct ts_json_writer *w, const char *name, const struct ts_json *json)
{
	enum ts_json_kind kind = ts_json_kind(json);
	bool array = kind == TS_JSON_ARRAY, flag = false;
	int64_t number = 0;

	if (array || kind == TS_JSON_OBJECT) {
		ts_jw_open(w, name, array ? '[' : '{');
		for (const struct ts_json *c = ts_json_first(json); c != NULL; c = ts_json_next(c))
			ts_jw_tree(w, array ? NULL : ts_json_name(c), c);
		ts_jw_close(w, array ? ']' : '}');
	} else if (ts_json_int(json, &number)) {
		ts_jw_int(w, name, number);
	} else if (ts_json_bool(json, &flag)) {
		ts_jw_bool(w, name, flag);
	} else {
		ts_jw_string(w, name, ts_json_string(json));
	}
}

void ts_jw_text(struct ts_json_writer *w, const char *name, struct ts_buf *text)
{
	const char *words = ts_buf_cstr(text);

	w->out->failed = w->out->failed || words == NULL;
	ts_jw_string(w, name, words);
}
