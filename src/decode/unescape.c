#include <string.h>

#include "decode/entity.h"
#include "decode/escape.h"
#include "decode/escape_read.h"

#define CONTROL 1024 /* the longest control sequence of a terminal: a hyperlink has an address */

/* Decode the "\uXXXX" at P, and the second half of a surrogate pair. Returns how many bytes of
 * input it takes, or 0 when it is not an escape. */
static size_t undo_unicode(
    const unsigned char *p, const unsigned char *end, unsigned char out[static 4], size_t *n)
{
	int64_t high = ts_escape_hex(p + 2, end, 4), low;

	if (high < 0)
		return 0;
	if (high >= 0xD800 && high < 0xDC00 && end - p >= 12 && p[6] == '\\' && p[7] == 'u') {
		low = ts_escape_hex(p + 8, end, 4);
		if (low >= 0xDC00 && low < 0xE000) {
			*n = ts_utf8_write(
			    (uint32_t)(0x10000 + ((high - 0xD800) << 10 | (low - 0xDC00))), out);
			return 12;
		}
	}
	*n = ts_utf8_write((uint32_t)high, out);
	return 6;
}

/* Decode "\xNN", "\NNN" (octal), "\u{N…}" or "\UNNNNNNNN" at P. Returns how many bytes of input it
 * takes, or 0. */
static size_t undo_number(
    const unsigned char *p, const unsigned char *end, unsigned char out[static 4], size_t *n)
{
	int64_t value = -1;
	size_t taken = 0;

	if (p[1] == 'x') {
		value = ts_escape_hex(p + 2, end, 2);
		taken = 4;
	} else if (p[1] == 'U') {
		value = ts_escape_hex(p + 2, end, 8);
		taken = 10;
	} else if (p[1] == 'u' && end - p > 3 && p[2] == '{') {
		for (value = 0, taken = 3;
		     p + taken < end && ts_escape_digit(p[taken]) >= 0 && taken < 9;)
			value = value << 4 | ts_escape_digit(p[taken++]);
		if (p + taken == end || p[taken++] != '}' || taken == 4)
			return 0;
	} else if (end - p > 3 && p[1] >= '0' && p[1] <= '3' && (p[2] & 0xF8) == '0' &&
		   (p[3] & 0xF8) == '0') {
		value = (p[1] - '0') << 6 | (p[2] - '0') << 3 | (p[3] - '0');
		taken = 4;
	}
	if (value < 0 || value > 0x10FFFF)
		return 0;
	if (p[1] == 'u' || p[1] == 'U') {
		*n = ts_utf8_write((uint32_t)value, out);
	} else {
		out[0] = (unsigned char)value;
		*n = 1;
	}
	return taken;
}

/* Decode the escape at P, which begins with a backslash. */
static size_t undo_backslash(
    const unsigned char *p, const unsigned char *end, unsigned char out[static 4], size_t *n)
{
	static const char from[] = "nrtbfae\"'\\/", to[] = "\n\r\t\b\f\a\033\"'\\/";
	const char *which;
	size_t taken;

	out[0] = '\\';
	*n = 1;
	if (end - p < 2)
		return 1;
	if ((p[1] == 'u' && (taken = undo_unicode(p, end, out, n)) > 0) ||
	    (taken = undo_number(p, end, out, n)) > 0)
		return taken;
	which = memchr(from, p[1], sizeof(from) - 1);
	if (which != NULL) {
		out[0] = (unsigned char)to[which - from];
		return 2;
	}
	if (p[1] == '\n') { /* a line goes on in the next one */
		*n = 0;
		return 2;
	}
	return 1;
}

/* The length of the control sequence of a terminal at P, such as a colour (ECMA-48, ECMA-35): ESC,
 * and "[" with parameters and a final byte, or "]" with a text up to BEL or ESC "\\", or perhaps
 * intermediate bytes, and one more. */
static size_t control_length(const unsigned char *p, const unsigned char *end)
{
	size_t most = (size_t)(end - p) < CONTROL ? (size_t)(end - p) : CONTROL, i = 2;

	if (most < 2)
		return most;
	if (p[1] == '[') {
		while (i < most && p[i] >= 0x20 && p[i] <= 0x3F)
			i++;
		return i < most && p[i] >= 0x40 && p[i] <= 0x7E ? i + 1 : 1;
	}
	if (p[1] == ']') {
		while (i < most && p[i] >= 0x20)
			i++;
		if (i < most && p[i] == 0x07)
			return i + 1;
		return i + 1 < most && p[i] == TS_ESCAPE_ESC && p[i + 1] == '\\' ? i + 2 : 1;
	}
	i = 1;
	while (i < most && p[i] >= 0x20 && p[i] <= 0x2F)
		i++;
	return i < most && p[i] >= 0x30 && p[i] <= 0x7E ? i + 1 : 1;
}

/* Decode "=" at P in quoted-printable: a byte, or a soft line break. */
static size_t undo_quoted(
    const unsigned char *p, const unsigned char *end, unsigned char out[static 4], size_t *n)
{
	int64_t byte = ts_escape_hex(p + 1, end, 2);

	*n = 0;
	if (end - p > 1 && p[1] == '\n')
		return 2;
	if (end - p > 2 && p[1] == '\r' && p[2] == '\n')
		return 3;
	*n = 1;
	out[0] = byte < 0 ? '=' : (unsigned char)byte;
	return byte < 0 ? 1 : 3;
}

/* Decode what is at P, whatever it is. Returns how many bytes of input it takes; *N is how many
 * there are of output. */
static size_t undo(const unsigned char *p, const unsigned char *end, struct ts_unescaping how,
    unsigned char out[static 4], size_t *n)
{
	size_t taken = 1;
	int byte;

	out[0] = *p;
	*n = 1;
	switch (*p) {
	case '\\':
		return undo_backslash(p, end, out, n);
	case '\n': /* what is indented in a block scalar is not indented in its text */
		return how.indented ? 1 + ts_escape_indent(p + 1, end) : 1;
	case '\0': /* ASCII text in UTF-16 has a NUL next to each character */
		*n = 0;
		return 1;
	case '\r': /* a line end becomes one byte */
		*n = end - p < 2 || p[1] != '\n';
		return 1;
	case TS_ESCAPE_ESC:
		out[0] = ' ';
		*n = how.spaced;
		return control_length(p, end);
	case '%':
		byte = ts_escape_percent(p, end);
		out[0] = byte < 0 ? '%' : (unsigned char)byte;
		return byte < 0 ? 1 : 3;
	case '"':
		return end - p > 1 && p[1] == '"' ? 2 : 1;
	case '=':
		return how.quoted_printable ? undo_quoted(p, end, out, n) : 1;
	case '&':
	case '<':
		taken = ts_entity_read(p, end, out, n);
		break;
	default:
		taken = ts_escape_space(p, end, out);
		*n = out[0] != 0;
		break;
	}
	if (taken > 0)
		return taken;
	out[0] = *p;
	*n = 1;
	return 1;
}

/* The first byte from P on that undo() may change. */
static const unsigned char *find_change(
    const unsigned char *p, const unsigned char *end, struct ts_unescaping how)
{
	for (; p < end; p++)
		switch (*p) {
		case '=':
			if (!how.quoted_printable)
				continue;
			return p;
		case '"':
			if (end - p < 2 || p[1] != '"')
				continue;
			return p;
		case '\n':
			if (!how.indented)
				continue;
			return p;
		case '\\':
		case '\0':
		case '\r':
		case TS_ESCAPE_ESC:
		case '%':
		case '&':
		case '<':
		case 0xC2:
		case 0xE2:
		case 0xEF:
			return p;
		default:
			continue;
		}
	return end;
}

void ts_unescape(
    const unsigned char *data, size_t len, struct ts_unescaping how, struct ts_buf *out)
{
	const unsigned char *p = data, *end = data + len;

	while (p < end) {
		const unsigned char *change = find_change(p, end, how);
		unsigned char bytes[4];
		size_t n;

		ts_buf_add(out, p, (size_t)(change - p));
		if (change == end)
			return;
		p = change + undo(change, end, how, bytes, &n);
		ts_buf_add(out, bytes, n);
	}
}

size_t ts_unescape_origin(
    const unsigned char *data, size_t len, struct ts_unescaping how, size_t at)
{
	const unsigned char *p = data, *end = data + len;
	size_t done = 0;

	while (p < end) {
		unsigned char bytes[4];
		size_t n = 1, taken = undo(p, end, how, bytes, &n);

		if (done + n > at)
			break;
		done += n;
		p += taken;
	}
	return (size_t)(p - data);
}
