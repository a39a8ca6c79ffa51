#define _GNU_SOURCE /* qsort_r */

#include "format/json_scan.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define MAX_INTEGER ((int64_t)1 << 53)

/* The name of a member of an open object; its decoded bytes are in the arena. */
struct name {
	size_t offset, len; /* in the arena */
	size_t place;       /* in the text */
};

struct scan {
	const unsigned char *text, *p, *end;
	const char *check;
	struct ts_err *err;
	unsigned depth;
	size_t numbers;
	struct ts_buf *odd;
	struct ts_buf names; /* struct name: those of all open objects, outermost first */
	struct ts_buf arena; /* the decoded bytes of these names */
};

static int scan_value(struct scan *s);

/* Fail at PLACE, giving its line and column (in characters, from 1). */
static int fail(struct scan *s, const unsigned char *place, const char *what)
{
	size_t line = 1, column = 1;

	for (const unsigned char *p = s->text; p < place; p++) {
		if (*p == '\n') {
			line++;
			column = 1;
		} else if ((*p & 0xC0) != 0x80) {
			column++;
		}
	}
	ts_err_set(s->err, s->check, "not strict JSON: %s", what);
	return ts_err_at(s->err, "line %zu, column %zu", line, column);
}

static void skip_space(struct scan *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\n' || *s->p == '\r'))
		s->p++;
}

static int word(struct scan *s, const char *text)
{
	size_t len = strlen(text);

	if ((size_t)(s->end - s->p) < len || memcmp(s->p, text, len) != 0)
		return fail(s, s->p, "a value is expected");
	s->p += len;
	return 0;
}

static bool hex4(const unsigned char *p, const unsigned char *end, uint32_t *unit)
{
	*unit = 0;
	if (end - p < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		unsigned char c = p[i];
		uint32_t digit;

		if (c >= '0' && c <= '9')
			digit = (uint32_t)(c - '0');
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			digit = (uint32_t)((c | 0x20) - 'a' + 10);
		else
			return false;
		*unit = *unit << 4 | digit;
	}
	return true;
}

static void add_utf8(struct ts_buf *out, uint32_t c)
{
	unsigned char bytes[4];
	size_t n = 0;

	if (c < 0x80) {
		bytes[n++] = (unsigned char)c;
	} else if (c < 0x800) {
		bytes[n++] = (unsigned char)(0xC0 | c >> 6);
		bytes[n++] = (unsigned char)(0x80 | (c & 0x3F));
	} else if (c < 0x10000) {
		bytes[n++] = (unsigned char)(0xE0 | c >> 12);
		bytes[n++] = (unsigned char)(0x80 | (c >> 6 & 0x3F));
		bytes[n++] = (unsigned char)(0x80 | (c & 0x3F));
	} else {
		bytes[n++] = (unsigned char)(0xF0 | c >> 18);
		bytes[n++] = (unsigned char)(0x80 | (c >> 12 & 0x3F));
		bytes[n++] = (unsigned char)(0x80 | (c >> 6 & 0x3F));
		bytes[n++] = (unsigned char)(0x80 | (c & 0x3F));
	}
	ts_buf_add(out, bytes, n);
}

/* Read the escape at the backslash, and append its character to DECODED, unless that is NULL. */
static int scan_escape(struct scan *s, struct ts_buf *decoded)
{
	static const char letters[] = "\"\\/bfnrt", meaning[] = "\"\\/\b\f\n\r\t";
	const unsigned char *start = s->p;
	const char *letter;
	uint32_t unit, low;

	if (s->end - s->p < 2)
		return fail(s, start, "the text ends inside a string");
	letter = s->p[1] == '\0' ? NULL : strchr(letters, s->p[1]);
	if (letter != NULL) {
		if (decoded != NULL)
			ts_buf_add(decoded, &meaning[letter - letters], 1);
		s->p += 2;
		return 0;
	}
	if (s->p[1] != 'u' || !hex4(s->p + 2, s->end, &unit))
		return fail(s, start, "unknown escape in a string");
	s->p += 6;
	if (unit == 0)
		return fail(s, start, "NUL (\\u0000) in a string");
	if (unit >= 0xDC00 && unit <= 0xDFFF)
		return fail(s, start, "lone surrogate in a string");
	if (unit >= 0xD800 && unit <= 0xDBFF) {
		if (s->end - s->p < 6 || s->p[0] != '\\' || s->p[1] != 'u' ||
		    !hex4(s->p + 2, s->end, &low) || low < 0xDC00 || low > 0xDFFF)
			return fail(s, start, "lone surrogate in a string");
		unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
		s->p += 6;
	}
	if (decoded != NULL)
		add_utf8(decoded, unit);
	return 0;
}

/* The number of bytes from P on that are plain ASCII: most strings contain nothing else. */
static size_t plain_length(const unsigned char *p, const unsigned char *end)
{
	const unsigned char *start = p;

	while (p < end && *p >= 0x20 && *p < 0x80 && *p != '"' && *p != '\\')
		p++;
	return (size_t)(p - start);
}

static int scan_string(struct scan *s, struct ts_buf *decoded)
{
	size_t len;
	uint32_t c;

	for (s->p++; s->p < s->end && *s->p != '"'; s->p += len) {
		if (*s->p == '\\') {
			if (scan_escape(s, decoded) != 0)
				return -1;
			len = 0;
			continue;
		}
		if (*s->p < 0x20)
			return fail(s, s->p, "control character in a string");
		len = plain_length(s->p, s->end);
		if (len == 0)
			len = ts_utf8_read(s->p, s->end, &c);
		if (len == 0)
			return fail(s, s->p, "bytes that are not valid UTF-8");
		if (decoded != NULL)
			ts_buf_add(decoded, s->p, len);
	}
	if (s->p == s->end)
		return fail(s, s->p, "the text ends inside a string");
	s->p++;
	return 0;
}

static const unsigned char *skip_digits(const unsigned char *p, const unsigned char *end)
{
	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return p;
}

/* Is the well-formed number from START to END outside +-2^53? */
static bool too_large(const unsigned char *start, const unsigned char *end, bool integer)
{
	char text[64];
	size_t len = (size_t)(end - start);
	int64_t value = 0;
	double real;

	if (!integer) {
		if (len >= sizeof(text))
			return true;
		memcpy(text, start, len);
		text[len] = '\0';
		real = strtod(text, NULL);
		return !(real >= -(double)MAX_INTEGER && real <= (double)MAX_INTEGER);
	}
	for (; start < end; start++) {
		if (*start == '-')
			continue;
		value = value * 10 + (*start - '0');
		if (value > MAX_INTEGER)
			return true;
	}
	return false;
}

static int scan_number(struct scan *s)
{
	const unsigned char *start = s->p, *p = s->p, *mark;
	bool integer = true;

	if (*p == '-')
		p++;
	mark = p;
	p = skip_digits(p, s->end);
	if (p == mark)
		return fail(s, start, "a value is expected");
	if (*mark == '0' && p - mark > 1)
		return fail(s, start, "number with a leading zero");
	if (p < s->end && *p == '.') {
		integer = false;
		mark = ++p;
		p = skip_digits(p, s->end);
		if (p == mark)
			return fail(s, start, "number without a digit after the decimal point");
	}
	if (p < s->end && (*p == 'e' || *p == 'E')) {
		integer = false;
		p++;
		if (p < s->end && (*p == '+' || *p == '-'))
			p++;
		mark = p;
		p = skip_digits(p, s->end);
		if (p == mark)
			return fail(s, start, "number without a digit in its exponent");
	}
	if (too_large(start, p, integer))
		return fail(s, start, "number beyond 2^53, which other readers would round");
	if (!integer || (p - start == 2 && memcmp(start, "-0", 2) == 0))
		ts_buf_add(s->odd, &s->numbers, sizeof(s->numbers));
	s->numbers++;
	s->p = p;
	return 0;
}

static int scan_array(struct scan *s)
{
	s->p++;
	skip_space(s);
	if (s->p < s->end && *s->p == ']') {
		s->p++;
		return 0;
	}
	for (;;) {
		if (scan_value(s) != 0)
			return -1;
		skip_space(s);
		if (s->p < s->end && *s->p == ']') {
			s->p++;
			return 0;
		}
		if (s->p == s->end || *s->p != ',')
			return fail(s, s->p, "\",\" or \"]\" is expected");
		s->p++;
	}
}

static int compare_names(const void *pa, const void *pb, void *arena)
{
	const struct name *a = pa, *b = pb;
	const unsigned char *bytes = ((const struct ts_buf *)arena)->data;
	size_t common = a->len < b->len ? a->len : b->len;
	int order = common == 0 ? 0 : memcmp(bytes + a->offset, bytes + b->offset, common);

	if (order == 0)
		order = (a->len > b->len) - (a->len < b->len);
	if (order == 0)
		order = (a->place > b->place) - (a->place < b->place);
	return order;
}

/* Compare the names from FIRST on, which belong to the object that ends, and forget them. */
static int close_object(struct scan *s, size_t first)
{
	struct name *names = (struct name *)(void *)s->names.data;
	size_t n = s->names.len / sizeof(*names) - first, arena;

	if (n == 0) {
		s->p++;
		return 0;
	}
	names += first;
	arena = names[0].offset;
	if (n > 1)
		qsort_r(names, n, sizeof(*names), compare_names, &s->arena);
	for (size_t i = 1; i < n; i++) {
		if (names[i].len == names[i - 1].len &&
		    (names[i].len == 0 ||
			memcmp(s->arena.data + names[i].offset, s->arena.data + names[i - 1].offset,
			    names[i].len) == 0))
			return fail(s, s->text + names[i].place, "two members with the same name");
	}
	s->names.len = first * sizeof(*names);
	s->arena.len = arena;
	s->p++;
	return 0;
}

static int scan_member(struct scan *s)
{
	struct name name = {.offset = s->arena.len, .place = (size_t)(s->p - s->text)};

	if (s->p == s->end || *s->p != '"')
		return fail(s, s->p, "a member name in double quotes is expected");
	if (scan_string(s, &s->arena) != 0)
		return -1;
	name.len = s->arena.len - name.offset;
	ts_buf_add(&s->names, &name, sizeof(name));
	if (!ts_buf_ok(&s->names) || !ts_buf_ok(&s->arena))
		return ts_err_nomem(s->err);
	skip_space(s);
	if (s->p == s->end || *s->p != ':')
		return fail(s, s->p, "\":\" is expected");
	s->p++;
	return scan_value(s);
}

static int scan_object(struct scan *s)
{
	size_t first = s->names.len / sizeof(struct name);

	s->p++;
	skip_space(s);
	if (s->p < s->end && *s->p == '}')
		return close_object(s, first);
	for (;;) {
		skip_space(s);
		if (scan_member(s) != 0)
			return -1;
		skip_space(s);
		if (s->p < s->end && *s->p == '}')
			return close_object(s, first);
		if (s->p == s->end || *s->p != ',')
			return fail(s, s->p, "\",\" or \"}\" is expected");
		s->p++;
	}
}

static int scan_nested(struct scan *s, int (*scan)(struct scan *))
{
	if (s->depth == TS_JSON_DEPTH)
		return fail(s, s->p, "more than 64 levels of nesting");
	s->depth++;
	if (scan(s) != 0)
		return -1;
	s->depth--;
	return 0;
}

static int scan_value(struct scan *s)
{
	skip_space(s);
	if (s->p == s->end)
		return fail(s, s->p, "the text ends where a value is expected");
	switch (*s->p) {
	case '{':
		return scan_nested(s, scan_object);
	case '[':
		return scan_nested(s, scan_array);
	case '"':
		return scan_string(s, NULL);
	case 't':
		return word(s, "true");
	case 'f':
		return word(s, "false");
	case 'n':
		return word(s, "null");
	default:
		return scan_number(s);
	}
}

int ts_json_scan(
    const void *data, size_t len, const char *check, struct ts_buf *odd, struct ts_err *err)
{
	struct scan s = {.check = check, .err = err, .odd = odd};
	int ret = -1;

	s.text = s.p = len > 0 ? data : (const unsigned char *)"";
	s.end = s.p + len;
	if (len >= 3 && memcmp(s.text, "\xEF\xBB\xBF", 3) == 0) {
		fail(&s, s.text, "byte-order mark");
		goto done;
	}
	if (scan_value(&s) != 0)
		goto done;
	skip_space(&s);
	if (s.p != s.end) {
		fail(&s, s.p, "unexpected text after the value");
		goto done;
	}
	ret = ts_buf_ok(odd) ? 0 : ts_err_nomem(err);
done:
	ts_buf_free(&s.names);
	ts_buf_free(&s.arena);
	return ret;
}
