#define _POSIX_C_SOURCE 200809L /* strdup */

#include "lines/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "crypto/encode.h"

#define NAME_MAX_BYTES 32

static bool is_utf8(const char *text)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + strlen(text);
	uint32_t c;

	while (p < end) {
		size_t len = ts_utf8_read(p, end, &c);

		if (len == 0)
			return false;
		p += len;
	}
	return true;
}

static void write_base64(struct ts_json_writer *w, const char *name, const char *text)
{
	struct ts_buf encoded = TS_BUF_INIT;

	ts_base64_add(&encoded, text, strlen(text), true);
	ts_jw_text(w, name, &encoded);
	ts_buf_free(&encoded);
}

void ts_lines_text_write(struct ts_json_writer *w, const char *name, const char *text)
{
	char other[NAME_MAX_BYTES];

	if (text == NULL)
		return;
	if (is_utf8(text)) {
		ts_jw_string(w, name, text);
	} else if (name != NULL) {
		snprintf(other, sizeof(other), "%s_base64", name);
		write_base64(w, other, text);
	} else {
		ts_jw_open(w, NULL, '{');
		write_base64(w, "base64", text);
		ts_jw_close(w, '}');
	}
}

/* Decode what must be no UTF-8, and hold no NUL. */
static bool decode(const char *base64, char **text)
{
	struct ts_buf out = TS_BUF_INIT;

	if (ts_base64_read(base64, strlen(base64), &out) && ts_buf_cstr(&out) != NULL &&
	    strlen((char *)out.data) == out.len && !is_utf8((char *)out.data)) {
		*text = (char *)out.data;
		return true;
	}
	ts_buf_free(&out);
	return false;
}

bool ts_lines_text_read(const struct ts_json *json, const char *name, char **text)
{
	const struct ts_json *plain = ts_json_get(json, name), *encoded;
	char other[NAME_MAX_BYTES];

	*text = NULL;
	snprintf(other, sizeof(other), "%s_base64", name);
	encoded = ts_json_get(json, other);
	if (plain != NULL && encoded != NULL)
		return false;
	if (plain == NULL && encoded == NULL)
		return true;
	if (plain == NULL)
		return ts_json_string(encoded) != NULL && decode(ts_json_string(encoded), text);
	if (ts_json_string(plain) != NULL)
		*text = strdup(ts_json_string(plain));
	return *text != NULL;
}

bool ts_lines_text_read_element(const struct ts_json *json, char **text)
{
	const char *plain = ts_json_string(json);

	*text = NULL;
	if (plain == NULL)
		return ts_json_kind(json) == TS_JSON_OBJECT && ts_json_count(json) == 1 &&
		       ts_json_string(ts_json_get(json, "base64")) != NULL &&
		       decode(ts_json_string(ts_json_get(json, "base64")), text);
	*text = strdup(plain);
	return *text != NULL;
}
