/*
 * Most text has few escapes, or none. So bytes that may begin one are searched for TS_VECTOR bytes
 * at a time, together with the byte that follows each; only those are looked at closely.
 */
#include "decode/escape.h"

#include <stdint.h>
#include <string.h>

#include "base/vector.h"
#include "decode/entity.h"
#include "decode/escape_read.h"

#define AROUND ((ptrdiff_t)512) /* bytes around an escape that may belong to the same secret */
#define ESC    TS_ESCAPE_ESC
#define SOFT   70         /* the shortest line that ends in a soft line break */
#define BLOCK  (64 << 10) /* the longest block scalar of YAML */

/* Which of TS_VECTOR bytes may begin an escape, by the byte itself and the two behind it. */
static ts_vector candidates(ts_vector v, ts_vector next, ts_vector after)
{
	const ts_vector digit = ts_vector_in_range(next, '0', '9');
	const ts_vector letter = ts_vector_in_range(next | 0x20, 'a', 'z');
	const ts_vector hex = digit | ts_vector_in_range(next | 0x20, 'a', 'f');
	const ts_vector end = ts_vector_is(next, '\n') | ts_vector_is(next, '\r');
	const ts_vector quoted =
	    ts_vector_in_range(next, 'A', 'F') | end |
	    (ts_vector_in_range(next, '2', '5') &
		(ts_vector_in_range(after, 'A', 'F') | ts_vector_is(after, '0')));
	const ts_vector block = end | ts_vector_is(next, '-') | ts_vector_is(next, '+');

	return ts_vector_is(v, '\\') | ts_vector_is(v, 0) | ts_vector_is(v, ESC) |
	       (ts_vector_is(v, '\r') & ts_vector_is(next, '\n')) | (ts_vector_is(v, '%') & hex) |
	       (ts_vector_is(v, '&') & (letter | ts_vector_is(next, '#'))) |
	       (ts_vector_is(v, '<') & ts_vector_is(next | 0x20, 'b')) |
	       ((ts_vector_is(v, '|') | ts_vector_is(v, '>')) & block) |
	       (ts_vector_is(v, '"') & ts_vector_is(next, '"')) | (ts_vector_is(v, '=') & quoted) |
	       (ts_vector_is(v, 0xC2) & ts_vector_in_range(next, 0xA0, 0xAD)) |
	       (ts_vector_is(v, 0xE2) & ts_vector_in_range(next, 0x80, 0x81)) |
	       (ts_vector_is(v, 0xEF) & ts_vector_is(next, 0xBB));
}

static bool is_word(unsigned char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';
}

/* Does the domain of an e-mail address begin at P? */
static bool is_domain(const unsigned char *p, const unsigned char *end)
{
	const unsigned char *from = p;

	while (p < end && p - from < 64 && (is_word(*p) || *p == '-'))
		p++;
	return p > from && end - p > 2 && *p == '.' && (p[1] | 0x20) >= 'a' && (p[1] | 0x20) <= 'z';
}

/* Does a line end with the "=" at P as lines do in quoted-printable? The padding of base64 ends
 * lines as well, but hardly ever as the 76th character: or else there must be something in the line
 * that is not base64. */
static bool is_soft_break(
    const unsigned char *start, const unsigned char *p, const unsigned char *end)
{
	const unsigned char *line = p, *line_end = p;
	bool divided = false;

	if (p == start)
		return false;

	while (line > start && line[-1] != '\n' && p - line < 80) {
		line--;
		divided = divided || *line == ' ' || *line == '"' || *line == ':';
	}
	p += p + 1 < end && p[1] == '\r';
	if (end - p > 2 && divided && is_word(p[2]) && is_word(line_end[-1]))
		return true; /* a word goes on in the next line */
	return line_end[-1] != '=' &&
	       (line_end - line == 75 ||
		   (line_end - line >= SOFT && line_end - line < 80 && divided));
}

/* Is the "=" at P an escape that only quoted-printable has? Before two digits it hardly ever is. */
static bool is_quoted_printable(
    const unsigned char *start, const unsigned char *p, const unsigned char *end)
{
	static const char usual[] = "3D2E2D5F2C3A3B2FC2C3C4C5D0D1E2E3";

	if (end - p < 2)
		return false;
	if (p[1] == '\n' || p[1] == '\r')
		return is_soft_break(start, p, end);
	if (end - p > 4 && p[1] == '4' && p[2] == '0')
		return p > start && is_word(p[-1]) && is_domain(p + 3, end);
	if (p[1] <= '9' && end - p > 2 && p[2] <= '9')
		return false;
	for (size_t i = 0; end - p > 2 && i + 1 < sizeof(usual); i += 2)
		if (p[1] == (unsigned char)usual[i] && p[2] == (unsigned char)usual[i + 1])
			return true;
	return false;
}

/* Does a block scalar of YAML begin at P: "key: |" or "key: >-", and nothing behind it? */
static bool is_block(const unsigned char *start, const unsigned char *p, const unsigned char *end)
{
	const unsigned char *after = p + 1;

	if (p - start < 2 || p[-1] != ' ')
		return false;
	while (after < end && after - p < 3 && strchr("+-123456789", *after) != NULL && *after != 0)
		after++;
	if (after == end || (*after != '\n' && *after != '\r'))
		return false;
	return p[-2] == ':' || p[-2] == '-';
}

/* Where the block scalar ends that begins at P: before the first line that is not indented further
 * than its own. */
static const unsigned char *block_end(
    const unsigned char *start, const unsigned char *p, const unsigned char *end)
{
	const unsigned char *line = p, *limit = end - p > BLOCK ? p + BLOCK : end;
	size_t base;

	while (line > start && line[-1] != '\n')
		line--;
	base = ts_escape_indent(line, p);
	while ((p = memchr(p, '\n', (size_t)(limit - p))) != NULL) {
		size_t spaces = ts_escape_indent(++p, limit);

		if (p + spaces < limit && p[spaces] != '\n' && p[spaces] != '\r' && spaces <= base)
			return p;
	}
	return limit;
}

/* Does an escape begin at P? */
static bool is_escape(const unsigned char *start, const unsigned char *p, const unsigned char *end)
{
	unsigned char bytes[4];
	size_t n;

	switch (*p) {
	case '\\':
	case '\0':
	case ESC:
		return true;
	case '\r':
		return end - p > 1 && p[1] == '\n';
	case '%':
		return ts_escape_percent(p, end) >= 0;
	case '&':
	case '<':
		return ts_entity_read(p, end, bytes, &n) > 0;
	case '"':
		return end - p > 2 && p[1] == '"' && is_word(p[2]) && (p == start || p[-1] != '"');
	case '=':
		return is_quoted_printable(start, p, end);
	case '|':
	case '>':
		return is_block(start, p, end);
	default:
		return ts_escape_space(p, end, bytes) > 0;
	}
}

/* The first escape from P on; NULL when there is none. */
static const unsigned char *find_escape(
    const unsigned char *start, const unsigned char *p, const unsigned char *end)
{
	while (end - p > TS_VECTOR + 1) {
		const ts_vector found =
		    candidates(ts_vector_load(p), ts_vector_load(p + 1), ts_vector_load(p + 2));
		uint64_t halves[2];

		memcpy(halves, &found, sizeof(halves));
		if ((halves[0] | halves[1]) != 0)
			for (size_t i = halves[0] != 0 ? 0 : TS_VECTOR / 2; i < TS_VECTOR; i++)
				if (found[i] != 0 && is_escape(start, p + i, end))
					return p + i;
		p += TS_VECTOR;
	}
	for (; p < end; p++)
		if (is_escape(start, p, end))
			return p;
	return NULL;
}

bool ts_escape_next(const unsigned char *data, size_t len, size_t *at, struct ts_escaped *part)
{
	const unsigned char *end = data + len, *escape, *last, *near;

	*part = (struct ts_escaped){0};
	escape = *at < len ? find_escape(data, data + *at, end) : NULL;
	if (escape == NULL)
		return false;
	part->from = escape - data > AROUND ? (size_t)(escape - data - AROUND) : 0;
	do {
		last = escape;
		part->quoted_printable = part->quoted_printable || *escape == '=';
		part->terminal = part->terminal || *escape == ESC;
		part->indented = part->indented || *escape == '|' || *escape == '>';
		escape += end - escape < 2 ? end - escape : 2;
		if (*last == '|' || *last == '>')
			last = escape = block_end(data, escape, end);
		near = end - escape > 2 * AROUND ? escape + 2 * AROUND : end;
		escape = find_escape(data, escape, near);
	} while (escape != NULL);
	*at = (size_t)(last - data) + (end - last < 2 ? (size_t)(end - last) : 2);
	part->to = end - last > AROUND ? (size_t)(last - data + AROUND) : len;
	return true;
}
