#include "pairs/sibling.h"

#include <string.h>

#include "pairs/name.h"
#include "pairs/read.h"

#define LINES 4   /* before and after the name, in YAML */
#define NEAR  512 /* bytes before and after it, in objects and elements */

/* The name at the end of the text before AT, with or without quotes: "name": | name= */
static struct ts_part name_before(const struct ts_pair_text *text, size_t at)
{
	const size_t least = at > TS_PAIR_NAME_MAX ? at - TS_PAIR_NAME_MAX : 0;
	size_t to = at;

	if (to > least && ts_read_is_quote(text->data[to - 1]))
		to--;
	for (at = to; at > least && (ts_read_is_name(text->data[at - 1]) ||
					(text->data[at - 1] == '#' || text->data[at - 1] == '@'));)
		at--;
	return (struct ts_part){at, to};
}

static bool stands_under_name(const struct ts_pair_text *text, size_t at)
{
	struct ts_part part = name_before(text, at);

	return ts_name_means_name(text->data + part.from, part.to - part.from);
}

/* The opening bracket of the object that AT is in; AT itself when there is none near. AT is not
 * inside a string. */
static size_t object_start(const struct ts_pair_text *text, size_t at)
{
	const size_t least = at > NEAR ? at - NEAR : 0, from = at;
	unsigned depth = 0;
	char quote = 0;

	while (at > least) {
		const char c = text->data[--at];
		const bool escaped = at > 0 && text->data[at - 1] == '\\';

		if (quote != 0) {
			if (c == quote && !escaped)
				quote = 0;
			continue;
		}
		if (c == '"' || c == '\'')
			quote = c;
		else if (c == '}' || c == ']')
			depth++;
		else if ((c == '{' || c == '[') && depth-- == 0)
			return c == '{' ? at : from;
	}
	return from;
}

/* Add the members of the object around the member with NAME that have a name such as "value". */
static void add_members(struct ts_pair_list *list, const struct ts_pair_name *name)
{
	const struct ts_pair_text *text = list->text;
	const size_t open = object_start(text, name->start);
	struct ts_read_member member;
	size_t at = open + 1, depth = 0;

	if (open == name->start)
		return;
	while (at < name->end + NEAR && list->n < TS_PAIR_VALUES &&
	       ts_read_inside(text, &at, &depth, &member))
		if (member.depth == 0 && member.name.to > member.name.from &&
		    ts_name_means_value(
			text->data + member.name.from, member.name.to - member.name.from))
			ts_pair_add(list, member.value.from, member.value.to, true);
}

/* Is the string at AT the value of an attribute that pages have, whose text it says nothing about:
 * <a title="set_password">…</a>? */
static bool is_page_attribute(const struct ts_pair_text *text, size_t at)
{
	static const char *const attributes[] = {"id", "title", "label", "header"};
	const struct ts_part part = name_before(text, at > 0 ? at - 1 : 0);

	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
		if (part.to - part.from == strlen(attributes[i]) &&
		    memcmp(text->data + part.from, attributes[i], part.to - part.from) == 0)
			return true;
	return false;
}

/* Add the attributes of the element around the attribute with NAME that have a name such as
 * "value"; without any, its content. */
static void add_attributes(struct ts_pair_list *list, const struct ts_pair_name *name)
{
	const struct ts_pair_text *text = list->text;
	const size_t least = name->start > NEAR ? name->start - NEAR : 0;
	const size_t before = list->n;
	size_t open = name->start, at, after;
	struct ts_part part;

	while (open > least && text->data[open] != '<' && text->data[open] != '>')
		open--;
	if (ts_read_at(text, open) != '<')
		return;
	for (at = open + 1; at < name->end + NEAR && at < text->len && text->data[at] != '>' &&
			    text->data[at] != '<';
	     at++) {
		struct ts_part attribute;

		if (text->data[at] != '=' || !ts_read_is_quote(ts_read_at(text, at + 1)) ||
		    !ts_read_string(text, at + 1, &part, &after))
			continue;
		attribute = name_before(text, at);
		if (ts_name_means_value(text->data + attribute.from, attribute.to - attribute.from))
			ts_pair_add(list, part.from, part.to, true);
		at = after - 1;
	}
	if (list->n == before && !is_page_attribute(text, name->start))
		ts_value_of_element(list, name->end);
}

/* Does the element that begins before AT, at its ">", say that it holds a name: "<key>"? */
static bool is_name_element(const struct ts_pair_text *text, size_t at)
{
	const struct ts_part tag = name_before(text, at - 1);

	return tag.from > 0 && text->data[tag.from - 1] == '<' &&
	       ts_name_means_name(text->data + tag.from, tag.to - tag.from);
}

/* "<name>password</name> <value>…</value>": the name ends at AT. */
static void add_next_element(struct ts_pair_list *list, size_t at)
{
	const struct ts_pair_text *text = list->text;

	while (at < text->len && text->data[at] != '>' && text->data[at] != '\n')
		at++;
	if (ts_read_at(text, at) != '>')
		return;
	at = ts_read_spaces(text, at + 1);
	if (ts_read_at(text, at) == '<' && ts_read_at(text, at + 1) != '/')
		ts_value_of_element(list, at + 1);
}

/* If the line at START has a name such as "value" in column COLUMN, add its value. */
static void add_line(struct ts_pair_list *list, size_t start, size_t column)
{
	const struct ts_pair_text *text = list->text;
	const size_t key = start + column;
	size_t p = start;

	while (p < key && (ts_read_at(text, p) == ' ' || ts_read_at(text, p) == '-'))
		p++;
	if (p != key || ts_read_at(text, p) == ' ')
		return;
	while (ts_read_is_name(ts_read_at(text, p)))
		p++;
	if (ts_read_at(text, p) == ':' && ts_name_means_value(text->data + key, p - key))
		ts_value_after(
		    list, &(struct ts_value_place){
			      .name = key, .at = p + 1, .separator = ':', .spaced = true});
}

/* Add the values of lines near NAME that begin in the same column, in YAML. */
static void add_lines(struct ts_pair_list *list, const struct ts_pair_name *name)
{
	const struct ts_pair_text *text = list->text;
	const size_t line = ts_read_line_start(text, name->start);
	size_t column = line, at = line;

	while (ts_read_at(text, column) == ' ' || ts_read_at(text, column) == '-')
		column++;
	column -= line;
	for (size_t i = 0; i < LINES && at > 0; i++) {
		at = ts_read_line_start(text, at - 1);
		add_line(list, at, column);
	}
	at = line;
	for (size_t i = 0; i < LINES; i++) {
		at = ts_read_line_end(text, at);
		at += ts_read_at(text, at) == '\r';
		if (ts_read_at(text, at) != '\n')
			return;
		add_line(list, ++at, column);
	}
}

void ts_value_beside(struct ts_pair_list *list, const struct ts_pair_name *name)
{
	const struct ts_pair_text *text = list->text;
	const size_t before = ts_read_spaces_back(text, name->start);
	const size_t behind = ts_read_spaces(text, name->end);
	struct ts_part part;
	size_t after;
	const char c = ts_read_before(text, before);
	const size_t separator = before == 0 ? 0 : ts_read_spaces_back(text, before - 1);

	/* ["--password", "…"] */
	if (name->quote != 0 && ts_read_at(text, name->name.from) == '-' &&
	    ts_read_at(text, behind) == ',' &&
	    ts_read_string(text, ts_read_spaces(text, behind + 1), &part, &after) &&
	    ts_read_is_quote(text->data[part.from - 1]))
		ts_pair_add(list, part.from, part.to, true);
	if (c == '>' && ts_read_at(text, behind) == '<' && is_name_element(text, before))
		add_next_element(list, behind);
	if ((c != ':' && c != '=') || !stands_under_name(text, separator))
		return;
	if (c == '=' && name->quote != 0)
		add_attributes(list, name);
	else if (c == ':' && name->quote != 0 && ts_read_is_quote(ts_read_at(text, separator - 1)))
		add_members(list, name);
	else if (c == ':')
		add_lines(list, name);
}
