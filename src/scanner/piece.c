#define _GNU_SOURCE /* memrchr, strncasecmp */

#include "scanner/piece.h"

#include <string.h>
#include <strings.h>

#include "base/ascii.h"

char ts_piece_lower(char c)
{
	if (ts_is_upper(c))
		return (char)(c | 0x20);
	return c;
}

bool ts_piece_begins(struct ts_piece text, const char *with)
{
	size_t n;

	/* Most texts differ in the first byte. */
	if (text.len == 0 || ts_piece_lower(text.at[0]) != with[0])
		return false;
	n = strlen(with);
	return text.len >= n && strncasecmp(text.at, with, n) == 0;
}

bool ts_piece_ends(struct ts_piece text, const char *with)
{
	const size_t n = strlen(with);

	return text.len >= n && ts_piece_lower(text.at[text.len - 1]) == with[n - 1] &&
	       strncasecmp(text.at + text.len - n, with, n) == 0;
}

bool ts_piece_is(struct ts_piece text, const char *what)
{
	return text.len == strlen(what) && (text.len == 0 || ts_piece_begins(text, what));
}

bool ts_piece_any(bool (*test)(struct ts_piece, const char *), struct ts_piece text,
    const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (test(text, words[i]))
			return true;
	return false;
}

bool ts_piece_contains(struct ts_piece text, const char *const *words, size_t n)
{
	bool begin[256] = {false}; /* a word */

	for (size_t i = 0; i < n; i++)
		begin[(unsigned char)words[i][0]] = true;
	for (; text.len > 0; text.at++, text.len--)
		if (begin[(unsigned char)ts_piece_lower(text.at[0])] &&
		    ts_piece_any(ts_piece_begins, text, words, n))
			return true;
	return false;
}

struct ts_piece ts_piece_last_line(struct ts_piece text)
{
	const char *end = text.len == 0 ? NULL : memrchr(text.at, '\n', text.len);

	return end == NULL ? text
			   : (struct ts_piece){end + 1, (size_t)(text.at + text.len - end) - 1};
}

bool ts_piece_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

bool ts_piece_ends_with(struct ts_piece text, char c)
{
	return text.len > 0 && text.at[text.len - 1] == c;
}

bool ts_piece_has_case(struct ts_piece text, bool upper)
{
	for (size_t i = 0; i < text.len; i++)
		if (upper ? ts_is_upper(text.at[i]) : ts_is_lower(text.at[i]))
			return true;
	return false;
}
