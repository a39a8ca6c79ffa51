#include "pairs/read.h"

#include <string.h>

#define SPACES 64 /* the most white space between the parts of a pair */

char ts_read_at(const struct ts_pair_text *text, size_t at)
{
	if (at < text->len)
		return text->data[at];
	return '\0';
}

char ts_read_before(const struct ts_pair_text *text, size_t at)
{
	if (at > 0)
		return text->data[at - 1];
	return '\n';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_space(char c)
{
	return is_blank(c) || c == '\n' || c == '\r';
}

static size_t skip(const struct ts_pair_text *text, size_t at, bool (*is)(char))
{
	for (size_t n = 0; n < SPACES && is(ts_read_at(text, at)); n++)
		at++;
	return at;
}

static size_t skip_back(const struct ts_pair_text *text, size_t at, bool (*is)(char))
{
	for (size_t n = 0; n < SPACES && at > 0 && is(text->data[at - 1]); n++)
		at--;
	return at;
}

size_t ts_read_blanks(const struct ts_pair_text *text, size_t at)
{
	return skip(text, at, is_blank);
}

size_t ts_read_blanks_back(const struct ts_pair_text *text, size_t at)
{
	return skip_back(text, at, is_blank);
}

size_t ts_read_spaces(const struct ts_pair_text *text, size_t at)
{
	return skip(text, at, is_space);
}

size_t ts_read_spaces_back(const struct ts_pair_text *text, size_t at)
{
	return skip_back(text, at, is_space);
}

size_t ts_read_line_start(const struct ts_pair_text *text, size_t at)
{
	size_t least = at > TS_PAIR_REACH ? at - TS_PAIR_REACH : 0;

	while (at > least && text->data[at - 1] != '\n')
		at--;
	return at;
}

size_t ts_read_line_end(const struct ts_pair_text *text, size_t at)
{
	size_t left = text->len - at, most = left < TS_PAIR_REACH ? left : TS_PAIR_REACH;
	const char *end = memchr(text->data + at, '\n', most);

	at = end == NULL ? at + most : (size_t)(end - text->data);
	return at > 0 && end != NULL && text->data[at - 1] == '\r' ? at - 1 : at;
}

bool ts_read_is_name(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       c == '_' || c == '-' || c == '.' || c == '$' || (unsigned char)c >= 0x80;
}

bool ts_read_is_quote(char c)
{
	return c == '"' || c == '\'' || c == '`';
}

bool ts_read_string(const struct ts_pair_text *text, size_t at, struct ts_part *part, size_t *after)
{
	const char quote = ts_read_at(text, at);
	const size_t from = at + 1;

	for (at = from; at < text->len && at - from <= TS_PAIR_STRING_MAX; at++) {
		char c = text->data[at];

		if (c == '\n')
			return false;
		if (c == '\\') {
			at++;
			continue;
		}
		if (c != quote)
			continue;
		if (ts_read_at(text, at + 1) == quote && at > from) {
			at++;
			continue;
		}
		*part = (struct ts_part){from, at};
		*after = at + 1;
		return true;
	}
	return false;
}

/* Read the plain text at AT, such as a number: up to a comma, a bracket or white space. */
static size_t plain_end(const struct ts_pair_text *text, size_t at)
{
	const size_t from = at;

	while (at < text->len && at - from < TS_PAIR_VALUE_MAX && !is_space(text->data[at]) &&
	       strchr(",{}[]\"", text->data[at]) == NULL)
		at++;
	return at;
}

bool ts_read_member(const struct ts_pair_text *text, size_t *at, struct ts_read_member *member)
{
	size_t p = ts_read_spaces(text, *at), after;

	while (ts_read_at(text, p) == ',')
		p = ts_read_spaces(text, p + 1);
	*member = (struct ts_read_member){.name = {p, p}, .value = {p, p}};
	if (ts_read_is_quote(ts_read_at(text, p)) &&
	    ts_read_string(text, p, &member->value, &after)) {
		member->is_string = true;
		*at = after;
		p = ts_read_spaces(text, after);
		if (ts_read_at(text, p) != ':')
			return true;
		member->name = member->value;
		member->is_string = false;
		p = ts_read_spaces(text, p + 1);
		member->value = (struct ts_part){p, p};
		if (ts_read_is_quote(ts_read_at(text, p)))
			return member->is_string = ts_read_string(text, p, &member->value, at);
	}
	if (p >= text->len || strchr("}]", text->data[p]) != NULL)
		return false;
	if (strchr("{[", text->data[p]) != NULL) {
		*at = p + 1;
		return true;
	}
	member->value = (struct ts_part){p, plain_end(text, p)};
	*at = member->value.to;
	return member->value.to > p;
}

bool ts_read_inside(
    const struct ts_pair_text *text, size_t *at, size_t *depth, struct ts_read_member *member)
{
	while (!ts_read_member(text, at, member)) {
		size_t p = ts_read_spaces(text, *at);

		while (ts_read_at(text, p) == ',')
			p = ts_read_spaces(text, p + 1);
		if (*depth == 0 || (ts_read_at(text, p) != '}' && ts_read_at(text, p) != ']'))
			return false;
		--*depth;
		*at = p + 1;
	}
	member->depth = *depth;
	*depth += member->value.from == member->value.to && !member->is_string;
	return true;
}
