#include "base/utf8.h"

size_t ts_utf8_read(const unsigned char *p, const unsigned char *end, uint32_t *c)
{
	unsigned char low = 0x80, high = 0xBF;
	size_t len;

	*c = *p;
	if (*p < 0x80)
		return 1;
	if (*p < 0xC2 || *p > 0xF4)
		return 0;
	len = *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : 4;
	if ((size_t)(end - p) < len)
		return 0;
	if (*p == 0xE0)
		low = 0xA0;
	else if (*p == 0xED)
		high = 0x9F;
	else if (*p == 0xF0)
		low = 0x90;
	else if (*p == 0xF4)
		high = 0x8F;
	if (p[1] < low || p[1] > high)
		return 0;
	*c = *p & (0x7Fu >> len);
	for (size_t i = 1; i < len; i++) {
		if (p[i] < 0x80 || p[i] > 0xBF)
			return 0;
		*c = *c << 6 | (p[i] & 0x3Fu);
	}
	return len;
}

bool ts_utf8_is_unsafe(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C ||
	       (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
	       (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}
