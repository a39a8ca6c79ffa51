#include "format/value.h"

#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "crypto/encode.h"

#define REF_MAX  256
#define TEXT_MAX 200

static const struct {
	const char *name, *words;
} types[] = {
    [TS_TYPE_REF] = {"ref", "a reference (scheme:opaque-part, not a placeholder)"},
    [TS_TYPE_LABEL] = {NULL, "one of the allowed labels"},
    [TS_TYPE_TIME] = {"time", "a time (YYYY-MM-DDThh:mm:ssZ)"},
    [TS_TYPE_DATE] = {"date", "a date (YYYY-MM-DD)"},
    [TS_TYPE_DIGEST] = {"digest", "a digest ({\"sha256\": HEX} or {\"dirHash1\": HEX})"},
    [TS_TYPE_BOOL] = {"bool", "true or false"},
    [TS_TYPE_INT] = {"int", "an integer"},
    [TS_TYPE_TEXT] = {"text", "one line of at most 200 bytes"},
};

bool ts_type_parse(const char *name, enum ts_type *type)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (types[i].name != NULL && strcmp(types[i].name, name) == 0) {
			*type = (enum ts_type)i;
			return true;
		}
	}
	return false;
}

const char *ts_type_description(enum ts_type type)
{
	return types[type].words;
}

static bool is_placeholder(const char *text)
{
	static const char *const words[] = {
	    "tbd", "todo", "none", "n/a", "na", "unknown", "placeholder", "example", "xxx"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(text, words[i]) == 0)
			return true;
	return false;
}

bool ts_value_is_ref(const char *text)
{
	const char *p = text;

	if (strnlen(text, REF_MAX + 1) > REF_MAX || *p < 'a' || *p > 'z')
		return false;
	while ((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '+' || *p == '.' ||
	       *p == '-')
		p++;
	if (*p++ != ':')
		return false;
	if (p[0] == '/' && p[1] == '/')
		p += 2;
	if (*p == '\0' || is_placeholder(p))
		return false;
	for (; *p != '\0'; p++)
		if (*p < '!' || *p > '~' || *p == '@')
			return false;
	return true;
}

bool ts_value_is_line(const char *text, size_t max)
{
	size_t len = strnlen(text, max + 1);

	if (len == 0 || len > max || text[0] == ' ' || text[len - 1] == ' ')
		return false;
	for (size_t i = 0; i < len; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;
	return true;
}

bool ts_value_is_id(const char *text)
{
	size_t len = strnlen(text, 65);
	bool hyphen = true; /* no hyphen is allowed here */

	if (len == 0 || len > 64)
		return false;
	for (size_t i = 0; i < len; i++) {
		bool alnum =
		    (text[i] >= 'a' && text[i] <= 'z') || (text[i] >= '0' && text[i] <= '9');

		if (!alnum && (text[i] != '-' || hyphen))
			return false;
		hyphen = !alnum;
	}
	return !hyphen;
}

bool ts_value_is_label(const char *text)
{
	size_t len = strnlen(text, 65);

	return len >= 1 && len <= 64 &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-") == len;
}

/* Is TEXT one line of at most 200 bytes, without characters that control how it is displayed? */
static bool is_text(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t len = strnlen(text, TEXT_MAX + 1), step;
	const unsigned char *end = p + len;
	uint32_t c;

	for (; p < end; p += step) {
		step = ts_utf8_read(p, end, &c);
		if (step == 0 || ts_utf8_is_unsafe(c))
			return false;
	}
	return len <= TEXT_MAX;
}

static bool is_digest(const struct ts_json *value)
{
	unsigned char digest[TS_DIGEST_BYTES];

	if (ts_json_kind(value) != TS_JSON_OBJECT || ts_json_first(value) == NULL)
		return false;
	for (struct ts_json *c = ts_json_first(value); c != NULL; c = ts_json_next(c)) {
		const char *hex = ts_json_string(c), *name = ts_json_name(c);

		if (hex == NULL || strlen(name) > 32 || hex[0] == '\0' || strlen(hex) > 256 ||
		    strspn(hex, "0123456789abcdef") != strlen(hex))
			return false;
		if ((strcmp(name, "sha256") == 0 || strcmp(name, "dirHash1") == 0) &&
		    !ts_hex_read_digest(hex, strlen(hex), digest))
			return false;
	}
	return true;
}

static bool is_listed(const struct ts_json *labels, const struct ts_json *value)
{
	for (const struct ts_json *l = ts_json_first(labels); l != NULL; l = ts_json_next(l))
		if (ts_json_equal(l, value))
			return true;
	return false;
}

bool ts_type_holds(enum ts_type type, const struct ts_json *labels, const struct ts_json *value)
{
	const char *text = ts_json_string(value);
	struct ts_time time;

	if (value == NULL)
		return false;
	switch (type) {
	case TS_TYPE_REF:
		return text != NULL && ts_value_is_ref(text);
	case TS_TYPE_LABEL:
		return is_listed(labels, value);
	case TS_TYPE_TIME:
		return text != NULL && ts_time_parse(text, &time);
	case TS_TYPE_DATE:
		return text != NULL && ts_date_valid(text);
	case TS_TYPE_DIGEST:
		return is_digest(value);
	case TS_TYPE_BOOL:
		return ts_json_kind(value) == TS_JSON_BOOL;
	case TS_TYPE_INT:
		return ts_json_kind(value) == TS_JSON_INT;
	case TS_TYPE_TEXT:
		return text != NULL && is_text(text);
	}
	return false;
}

/* The placeholder in TEXT, alone or after the scheme of a reference; NULL when there is none. */
static const char *placeholder_in(const char *text)
{
	const char *colon = strchr(text, ':');
	const char *rest = colon == NULL ? text : colon + 1;

	if (strncmp(rest, "//", 2) == 0)
		rest += 2;
	return is_placeholder(rest) ? rest : NULL;
}

bool ts_value_is_placeholder(const char *text)
{
	return placeholder_in(text) != NULL;
}

static bool is_showable(const char *text)
{
	struct ts_time time;

	return (ts_value_is_label(text) && strlen(text) <= 32) || ts_value_is_ref(text) ||
	       ts_time_parse(text, &time) || ts_date_valid(text);
}

void ts_value_describe(const struct ts_json *value, struct ts_buf *out)
{
	const char *text = ts_json_string(value);
	int64_t number;
	bool flag = false;

	if (value == NULL)
		ts_buf_add_str(out, "absent");
	else if (text != NULL && text[0] == '\0')
		ts_buf_add_str(out, "an empty string");
	else if (text != NULL && placeholder_in(text) != NULL)
		ts_buf_printf(out, "the placeholder \"%s\"", placeholder_in(text));
	else if (text != NULL && is_showable(text))
		ts_buf_printf(out, "\"%s\"", text);
	else if (text != NULL)
		ts_buf_printf(out, "another string of %zu bytes", strlen(text));
	else if (ts_json_int(value, &number))
		ts_buf_printf(out, "%lld", (long long)number);
	else if (ts_json_bool(value, &flag))
		ts_buf_add_str(out, flag ? "true" : "false");
	else
		ts_buf_add_str(out, ts_json_kind_description(ts_json_kind(value)));
}

void ts_value_write_line(struct ts_buf *out, const char *text)
{
	ts_buf_add(out, "\"", 1);
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			ts_buf_add(out, "\\", 1);
		ts_buf_add(out, text, 1);
	}
	ts_buf_add(out, "\"", 1);
}
