#include "scanner/expand.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct expanding {
	char text[TS_EXPAND_MAX + 1];
	int (*add)(void *ctx, const char *text);
	void *ctx;
	size_t n; /* texts that were made */
};

/* Is C one of the bytes in the brackets from P to END? */
static bool is_in(unsigned char c, const char *p, const char *end)
{
	for (; p < end; p++) {
		if (end - p > 2 && p[1] == '-') {
			if (c >= (unsigned char)p[0] && c <= (unsigned char)p[2])
				return true;
			p += 2;
		} else if (c == (unsigned char)*p) {
			return true;
		}
	}
	return false;
}

/* Continue a text of LEN bytes with what PATTERN stands for. */
static int expand(struct expanding *e, size_t len, const char *pattern)
{
	const char *first = pattern, *end, *rest;

	if (*pattern == '\0') {
		e->text[len] = '\0';
		return ++e->n > TS_EXPAND_MANY ? -1 : e->add(e->ctx, e->text);
	}
	end = rest = pattern + 1;
	if (*pattern == '[') {
		first = pattern + 1;
		end = strchr(first, ']');
		if (end == NULL)
			return -1;
		rest = end + 1;
	}
	if (*rest == '?' && expand(e, len, ++rest) != 0)
		return -1;
	if (len == TS_EXPAND_MAX)
		return -1;
	for (unsigned c = 1; c < 256; c++) {
		if (!is_in((unsigned char)c, first, end))
			continue;
		e->text[len] = (char)c;
		if (expand(e, len + 1, rest) != 0)
			return -1;
	}
	return 0;
}

int ts_expand(const char *pattern, int (*add)(void *ctx, const char *text), void *ctx)
{
	struct expanding e = {.add = add, .ctx = ctx};

	return expand(&e, 0, pattern);
}
