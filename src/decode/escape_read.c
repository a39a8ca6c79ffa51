#include "decode/escape_read.h"

int ts_escape_digit(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int64_t ts_escape_hex(const unsigned char *p, const unsigned char *end, int n)
{
	int64_t value = 0;

	if (end - p < n)
		return -1;
	for (int i = 0; i < n; i++) {
		int digit = ts_escape_digit(p[i]);

		if (digit < 0)
			return -1;
		value = value << 4 | digit;
	}
	return value;
}

size_t ts_escape_space(const unsigned char *p, const unsigned char *end, unsigned char *with)
{
	*with = ' ';
	if (end - p >= 2 && p[0] == 0xC2 && (p[1] == 0xA0 || p[1] == 0xAD)) {
		*with = p[1] == 0xA0 ? ' ' : 0; /* no-break space; soft hyphen */
		return 2;
	}
	if (end - p < 3)
		return 0;
	if (p[0] == 0xE2 && p[1] == 0x80 && p[2] >= 0x80 && p[2] <= 0x8F) {
		*with = p[2] <= 0x8A ? ' ' : 0; /* spaces; characters without a width */
		return 3;
	}
	if (p[0] == 0xE2 && ((p[1] == 0x80 && p[2] == 0xAF) || (p[1] == 0x81 && p[2] == 0x9F)))
		return 3; /* narrow spaces */
	*with = 0;
	return (p[0] == 0xE2 && p[1] == 0x81 && p[2] == 0xA0) ||
		       (p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF)
		   ? 3
		   : 0; /* a word joiner; a byte-order mark */
}

int ts_escape_percent(const unsigned char *p, const unsigned char *end)
{
	int64_t byte = ts_escape_hex(p + 1, end, 2);

	if (byte < 0x80)
		return byte >= 0x20 || (byte >= '\t' && byte <= '\r') ? (int)byte : -1;
	if (byte >= 0xC2 && byte <= 0xF4) /* the first byte of several */
		return end - p > 5 && p[3] == '%' && ts_escape_hex(p + 4, end, 1) >= 8 &&
			       ts_escape_hex(p + 4, end, 1) <= 11
			   ? (int)byte
			   : -1;
	return byte < 0xC0 ? (int)byte : -1;
}

size_t ts_escape_indent(const unsigned char *p, const unsigned char *end)
{
	const unsigned char *from = p;

	while (p < end && *p == ' ')
		p++;
	return (size_t)(p - from);
}
