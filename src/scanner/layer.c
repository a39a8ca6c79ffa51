#include "scanner/layer.h"

#include <string.h>

#define AROUND   512 /* bytes around an escape that may belong to the same secret */
#define WRAPPED  32  /* the shortest line of wrapped base64 */
#define INDENTED 16  /* the most white space before its lines */
#define ESC      0x1B
#define CONTROL  1024 /* the longest control sequence of a terminal: a hyperlink has an address */

/* The value of a base64 character in either alphabet, plus 1; 0 for any other byte. */
/* clang-format off */
static const unsigned char values[256] = {
    ['A'] = 1, ['B'] = 2, ['C'] = 3, ['D'] = 4, ['E'] = 5, ['F'] = 6,
    ['G'] = 7, ['H'] = 8, ['I'] = 9, ['J'] = 10, ['K'] = 11, ['L'] = 12,
    ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18,
    ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
    ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30,
    ['e'] = 31, ['f'] = 32, ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36,
    ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42,
    ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
    ['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54,
    ['2'] = 55, ['3'] = 56, ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60,
    ['8'] = 61, ['9'] = 62, ['+'] = 63, ['-'] = 63, ['/'] = 64, ['_'] = 64};
/* clang-format on */

static bool is_base64(unsigned char c)
{
	return values[c] != 0;
}

/* Find the first backslash or, if ODD says that there are any, carriage return, NUL or ESC. */
static const unsigned char *find_escape(const unsigned char *data, size_t len, bool odd)
{
	if (!odd)
		return memchr(data, '\\', len);
	for (size_t i = 0; i < len; i++)
		if (data[i] == '\\' || data[i] == '\r' || data[i] == '\0' || data[i] == ESC)
			return data + i;
	return NULL;
}

bool ts_has_odd_bytes(const unsigned char *data, size_t len)
{
	const unsigned char *end = data + len, *p = data;

	if (memchr(data, '\0', len) != NULL || memchr(data, ESC, len) != NULL)
		return true;
	while ((p = memchr(p, '\r', (size_t)(end - p))) != NULL && ++p < end)
		if (*p == '\n')
			return true;
	return false;
}

bool ts_escaped_next(
    const unsigned char *data, size_t len, bool odd, size_t *at, size_t *from, size_t *to)
{
	const unsigned char *escape = *at < len ? find_escape(data + *at, len - *at, odd) : NULL;
	size_t place;

	if (escape == NULL)
		return false;
	place = (size_t)(escape - data);
	*from = place > AROUND ? place - AROUND : 0;
	for (;;) {
		size_t next = place + 2 > len ? len : place + 2;
		size_t near = len - next > (size_t)2 * AROUND ? (size_t)2 * AROUND : len - next;

		escape = find_escape(data + next, near, odd);
		if (escape == NULL)
			break;
		place = (size_t)(escape - data);
	}
	*at = place + 2 > len ? len : place + 2;
	*to = len - place > AROUND ? place + AROUND : len;
	return true;
}

static int hex_value(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four hexadecimal digits at P, or -1. */
static int32_t read_unit(const unsigned char *p, const unsigned char *end)
{
	int32_t unit = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int digit = hex_value(p[i]);

		if (digit < 0)
			return -1;
		unit = unit << 4 | digit;
	}
	return unit;
}

/* Write the character C as UTF-8; returns its length. */
static size_t write_utf8(uint32_t c, unsigned char out[static 4])
{
	if (c < 0x80) {
		out[0] = (unsigned char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (unsigned char)(0xC0 | c >> 6);
		out[1] = (unsigned char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (unsigned char)(0xE0 | c >> 12);
		out[1] = (unsigned char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (unsigned char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (unsigned char)(0xF0 | c >> 18);
	out[1] = (unsigned char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (unsigned char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (unsigned char)(0x80 | (c & 0x3F));
	return 4;
}

/* Decode the "\uXXXX" at P, and the second half of a surrogate pair. Returns how many bytes of
 * input it takes, or 0 when it is not an escape. */
static size_t undo_unicode(
    const unsigned char *p, const unsigned char *end, unsigned char out[static 4], size_t *n)
{
	int32_t high = read_unit(p + 2, end), low;

	if (high < 0)
		return 0;
	if (high >= 0xD800 && high < 0xDC00 && end - p >= 12 && p[6] == '\\' && p[7] == 'u') {
		low = read_unit(p + 8, end);
		if (low >= 0xDC00 && low < 0xE000) {
			*n = write_utf8(
			    0x10000U + ((uint32_t)(high - 0xD800) << 10 | (uint32_t)(low - 0xDC00)),
			    out);
			return 12;
		}
	}
	*n = write_utf8((uint32_t)high, out);
	return 6;
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
		return i + 1 < most && p[i] == ESC && p[i + 1] == '\\' ? i + 2 : 1;
	}
	i = 1;
	while (i < most && p[i] >= 0x20 && p[i] <= 0x2F)
		i++;
	return i < most && p[i] >= 0x30 && p[i] <= 0x7E ? i + 1 : 1;
}

/* Decode the escape at P, which begins with a backslash; or skip a carriage return, a NUL or a
 * control sequence, which becomes a space if SPACED. Returns how many bytes of input it takes. */
static size_t undo(const unsigned char *p, const unsigned char *end, bool spaced,
    unsigned char out[static 4], size_t *n)
{
	static const char from[] = "nrtbf\"\\/", to[] = "\n\r\t\b\f\"\\/";
	const char *which;
	size_t taken;

	*n = *p != '\0'; /* ASCII text in UTF-16 has a NUL next to each character */
	out[0] = *p;
	if (*p == ESC) {
		out[0] = ' ';
		*n = spaced;
		return control_length(p, end);
	}
	if (end - p < 2 || *p == '\0')
		return 1;
	if (*p == '\r') {
		*n = p[1] != '\n'; /* a line end becomes one byte */
		return 1;
	}
	which = memchr(from, p[1], sizeof(from) - 1);
	if (which != NULL) {
		out[0] = (unsigned char)to[which - from];
		return 2;
	}
	if (p[1] == 'u' && (taken = undo_unicode(p, end, out, n)) > 0)
		return taken;
	*n = 1;
	out[0] = '\\';
	return 1;
}

void ts_unescape(const unsigned char *data, size_t len, bool odd, bool spaced, struct ts_buf *out)
{
	const unsigned char *p = data, *end = data + len;

	while (p < end) {
		const unsigned char *escape = find_escape(p, (size_t)(end - p), odd);
		unsigned char bytes[4];
		size_t n;

		if (escape == NULL)
			escape = end;
		ts_buf_add(out, p, (size_t)(escape - p));
		if (escape == end)
			return;
		p = escape + undo(escape, end, spaced, bytes, &n);
		ts_buf_add(out, bytes, n);
	}
}

/* Where the next line of wrapped base64 begins after a line that ends at AT; 0 when there is none.
 */
static size_t next_line(const unsigned char *data, size_t len, size_t at)
{
	size_t limit;

	if (at < len && data[at] == '\r')
		at++;
	if (at >= len || data[at] != '\n')
		return 0;
	limit = len - at - 1 > INDENTED ? at + 1 + INDENTED : len;
	for (at++; at < limit; at++) {
		if (is_base64(data[at]))
			return at;
		if (data[at] == '\0' || strchr(" \t>#*|\"'", data[at]) == NULL)
			return 0;
	}
	return 0;
}

size_t ts_base64_end(const unsigned char *data, size_t len, size_t from, size_t at)
{
	for (;;) {
		size_t next;

		while (at < len && is_base64(data[at]))
			at++;
		next = at - from < WRAPPED ? 0 : next_line(data, len, at);
		if (next == 0)
			return at;
		from = at = next;
	}
}

size_t ts_base64_start(const unsigned char *data, size_t at)
{
	for (;;) {
		size_t line = at, end;

		while (line > 0 && is_base64(data[line - 1]))
			line--;
		if (line == 0 || data[line - 1] != '\n')
			return line;
		end = line - 1;
		if (end > 0 && data[end - 1] == '\r')
			end--;
		at = end;
		while (at > 0 && is_base64(data[at - 1]))
			at--;
		if (end - at < WRAPPED)
			return line;
	}
}

/* clang-format off */
static const unsigned char hex_class[256] = { /* 2, 4: a letter of either case; 8: a digit */
    ['0'] = 8, ['1'] = 8, ['2'] = 8, ['3'] = 8, ['4'] = 8, ['5'] = 8, ['6'] = 8, ['7'] = 8,
    ['8'] = 8, ['9'] = 8, ['a'] = 2, ['b'] = 2, ['c'] = 2, ['d'] = 2, ['e'] = 2, ['f'] = 2,
    ['A'] = 4, ['B'] = 4, ['C'] = 4, ['D'] = 4, ['E'] = 4, ['F'] = 4};
/* clang-format on */

bool ts_base64_is_hex(const unsigned char *data, size_t len)
{
	unsigned seen = 0;

	for (size_t i = 0; i < len; i++) {
		if (hex_class[data[i]] == 0)
			return false;
		seen |= hex_class[data[i]];
	}
	return (seen & 6) != 6;
}

size_t ts_base64_count(const unsigned char *data, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += is_base64(data[i]);
	return n;
}

size_t ts_base64_decode(
    const unsigned char *data, size_t len, unsigned skip, unsigned char *out, size_t size)
{
	uint32_t bits = 0;
	unsigned have = 0;
	size_t n = 0;

	for (size_t i = 0; i < len && n < size; i++) {
		unsigned char value = values[data[i]];

		if (value == 0)
			continue;
		if (skip > 0) {
			skip--;
			continue;
		}
		bits = bits << 6 | (uint32_t)(value - 1);
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[n++] = (unsigned char)(bits >> have);
		}
	}
	return n;
}

/* The position in the layer below that the byte AT of unescaped text comes from. */
static size_t escaped_origin(const struct ts_layer *layer, size_t at)
{
	const unsigned char *start = layer->below->data + layer->from, *p = start;
	const unsigned char *end = layer->below->data + layer->below->len;
	size_t done = 0;

	while (p < end) {
		unsigned char bytes[4];
		size_t n = 1, taken = 1;

		if (*p == '\\' || *p == '\r' || *p == '\0' || *p == ESC)
			taken = undo(p, end, layer->spaced, bytes, &n);
		if (done + n > at)
			break;
		done += n;
		p += taken;
	}
	return layer->from + (size_t)(p - start);
}

/* The position in the layer below of the group of base64 characters that the byte AT comes from. */
static size_t encoded_origin(const struct ts_layer *layer, size_t at)
{
	size_t want = layer->skip + at * 4 / 3, p = layer->from;

	for (; p < layer->below->len; p++)
		if (is_base64(layer->below->data[p]) && want-- == 0)
			break;
	return p;
}

size_t ts_layer_origin(const struct ts_layer *layer, size_t at)
{
	for (; layer->below != NULL; layer = layer->below)
		at = layer->kind == TS_LAYER_UNESCAPED ? escaped_origin(layer, at)
						       : encoded_origin(layer, at);
	return at;
}
