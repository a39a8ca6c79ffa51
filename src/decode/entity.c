#include "decode/entity.h"

#include <string.h>

size_t ts_utf8_write(uint32_t c, unsigned char out[static 4])
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

/* Decode "&#64;" or "&#x40;" at P, as in ts_entity_read(). */
static size_t read_number(
    const unsigned char *p, const unsigned char *end, unsigned char out[static 4], size_t *n)
{
	const unsigned char *at = p + 2;
	const uint32_t base = at < end && (*at | 0x20) == 'x' ? 16 : 10;
	uint32_t c = 0;
	size_t digits = 0;

	for (at += base == 16; at < end && digits < 8; at++, digits++) {
		const uint32_t letter = *at | 0x20U;

		if (*at >= '0' && *at <= '9')
			c = c * base + (*at - '0');
		else if (base == 16 && letter >= 'a' && letter <= 'f')
			c = c * base + (letter - 'a' + 10);
		else
			break;
	}
	if (digits == 0 || at == end || *at != ';' || c == 0 || c > 0x10FFFF)
		return 0;
	*n = ts_utf8_write(c, out);
	return (size_t)(at + 1 - p);
}

/* "<br>", "<br/>" or "<br />", as in ts_entity_read(). */
static size_t read_break(
    const unsigned char *p, const unsigned char *end, unsigned char out[static 4], size_t *n)
{
	size_t len = 3;

	if (end - p < 4 || (p[1] | 0x20) != 'b' || (p[2] | 0x20) != 'r')
		return 0;
	while (p + len < end && (p[len] == ' ' || p[len] == '/') && len < 5)
		len++;
	if (p + len == end || p[len] != '>')
		return 0;
	out[0] = '\n';
	*n = 1;
	return len + 1;
}

size_t ts_entity_read(
    const unsigned char *p, const unsigned char *end, unsigned char out[static 4], size_t *n)
{
	static const struct {
		const char *name;
		char c;
	} names[] = {{"amp;", '&'}, {"apos;", '\''}, {"ast;", '*'}, {"bsol;", '\\'},
	    {"colon;", ':'}, {"comma;", ','}, {"commat;", '@'}, {"dollar;", '$'}, {"equals;", '='},
	    {"excl;", '!'}, {"grave;", '`'}, {"gt;", '>'}, {"hyphen;", '-'}, {"lbrace;", '{'},
	    {"lcub;", '{'}, {"lowbar;", '_'}, {"lpar;", '('}, {"lsqb;", '['}, {"lt;", '<'},
	    {"nbsp;", ' '}, {"NewLine;", '\n'}, {"num;", '#'}, {"percnt;", '%'}, {"period;", '.'},
	    {"plus;", '+'}, {"quest;", '?'}, {"quot;", '"'}, {"rbrace;", '}'}, {"rcub;", '}'},
	    {"rpar;", ')'}, {"rsqb;", ']'}, {"semi;", ';'}, {"sol;", '/'}, {"Tab;", '\t'},
	    {"verbar;", '|'}};
	const size_t left = (size_t)(end - p) - 1;

	if (*p == '<')
		return read_break(p, end, out, n);
	if (left > 1 && p[1] == '#')
		return read_number(p, end, out, n);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t len = strlen(names[i].name);

		if (left >= len && memcmp(p + 1, names[i].name, len) == 0) {
			out[0] = (unsigned char)names[i].c;
			*n = 1;
			return len + 1;
		}
	}
	return 0;
}
