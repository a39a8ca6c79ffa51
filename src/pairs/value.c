#include "pairs/value.h"

#include <string.h>

#include "pairs/name.h"
#include "pairs/read.h"

#define LINES 8  /* of a block in YAML that are read */
#define REST  64 /* the longest value with spaces that has no quotes */

void ts_pair_add(struct ts_pair_list *list, size_t from, size_t to, bool data)
{
	if (to > from && to - from <= TS_PAIR_STRING_MAX && list->n < TS_PAIR_VALUES)
		list->values[list->n++] = (struct ts_pair_value){{from, to}, data};
}

/* How far the line of AT is indented, where "- " counts as spaces. */
static size_t indentation(const struct ts_pair_text *text, size_t at)
{
	const size_t from = ts_read_line_start(text, at);
	size_t p = from;

	while (ts_read_at(text, p) == ' ' ||
	       (ts_read_at(text, p) == '-' && ts_read_at(text, p + 1) == ' '))
		p++;
	return p - from;
}

/* Is there a name and a separator at AT: "user=", "User Id="? */
static bool is_assignment(const struct ts_pair_text *text, size_t at)
{
	const size_t from = at;

	while (at - from < 32 && (ts_read_is_name(ts_read_at(text, at)) ||
				     (at > from && ts_read_at(text, at) == ' ')))
		at++;
	return at > from && (ts_read_at(text, at) == '=' || ts_read_at(text, at) == ':');
}

/* Is C a byte that may end a value without quotes? */
static bool may_end(char c)
{
	switch (c) {
	case '"':
	case '\'':
	case '`':
	case '<':
	case ',':
	case '}':
	case ')':
	case ']':
	case '>':
	case '&':
	case ';':
		return true;
	default:
		return (unsigned char)c <= ' ';
	}
}

/* Does the value without quotes end before AT, where a byte is that may end it? */
static bool ends_plain(
    const struct ts_pair_text *text, const struct ts_value_place *place, size_t at)
{
	const char before = ts_read_before(text, place->name);
	const char c = text->data[at], next = ts_read_at(text, at + 1);

	if (c == '"' || c == '\'' || c == '`' || c == '<' || (unsigned char)c <= ' ')
		return true;
	if (place->quoted_name && strchr(",}]", c) != NULL)
		return true;
	if ((before == '?' || before == '&') && strchr("&)]>", c) != NULL)
		return true;
	if (c != ',' && c != ';' && c != '&')
		return false;
	return next == '\0' || next == '"' || next == '\'' || (next > 0 && next <= ' ') ||
	       is_assignment(text, at + 1);
}

/* Brackets at the end that were not opened in the value belong to what is around it. */
static size_t without_brackets(const struct ts_pair_text *text, size_t from, size_t to)
{
	static const char open[] = "([{", closed[] = ")]}";

	while (to > from) {
		const char *which = strchr(closed, text->data[to - 1]);

		if (which == NULL || *which == '\0' ||
		    memchr(text->data + from, open[which - closed], to - from) != NULL)
			break;
		to--;
	}
	return to;
}

/* The rest of the line from FROM on, of which the part up to AT was added: "Phone: 070 673 55 89".
 */
static void add_rest(struct ts_pair_list *list, size_t from, size_t at)
{
	const struct ts_pair_text *text = list->text;

	while (at - from < REST && at < text->len && (unsigned char)text->data[at] >= ' ' &&
	       strchr(",;|<\"", text->data[at]) == NULL)
		at++;
	if (at - from < REST)
		ts_pair_add(list, from, ts_read_blanks_back(text, at), false);
}

/* Is it a call, or a type with parameters: "get(x)", "Optional[str]"? */
static bool is_call(const struct ts_pair_text *text, size_t from, size_t to)
{
	const char last = ts_read_before(text, to);
	size_t at = from;

	while (at < to && ts_read_is_name(text->data[at]))
		at++;
	return at > from && at < to && (text->data[at] == '(' || text->data[at] == '[') &&
	       (last == ')' || last == ']' || last == '(');
}

/* Is it an identifier of several words, or a part of something: "x25519.X25519PrivateKey"? */
static bool is_path(const struct ts_pair_text *text, size_t from, size_t to)
{
	size_t dots = 0;

	for (size_t at = from; at < to; at++) {
		const char c = text->data[at], next = ts_read_at(text, at + 1);

		if (!ts_read_is_name(c) || c == '-' || c == '$')
			return false;
		dots += c == '.' || c == '_';
		if ((at == from || c == '.') &&
		    (next < 'A' || (next > 'Z' && next != '_' && next < 'a')))
			return false;
	}
	return dots > 0;
}

static bool is_number(const struct ts_pair_text *text, size_t from, size_t to)
{
	while (from < to && text->data[from] >= '0' && text->data[from] <= '9')
		from++;
	return from == to;
}

/* Is there nothing but a remark behind AT in its line? */
static bool ends_line(const struct ts_pair_text *text, size_t at)
{
	const char c = ts_read_at(text, ts_read_blanks(text, at));

	return c == '\0' || c == '\n' || c == '\r' || c == '#';
}

/* Does the value from FROM to AT end where assignments are divided from each other, or at the end
 * of a string, and not inside code? */
static bool is_divided(const struct ts_pair_text *text, size_t from, size_t at)
{
	if (ts_read_at(text, at) == ',')
		return is_assignment(text, ts_read_blanks(text, at + 1));
	return memchr(text->data + from, '[', at - from) == NULL &&
	       memchr(text->data + from, '(', at - from) == NULL;
}

/* A value without quotes. It is data if nothing but data is like this: alone behind its name up to
 * the end of the line, or without spaces around "=" and with nothing behind it that belongs to
 * code. */
static void add_plain(struct ts_pair_list *list, const struct ts_value_place *place, size_t from)
{
	const struct ts_pair_text *text = list->text;
	size_t at = from, to, next;
	bool data;

	if (ts_read_at(text, at) == '<') { /* "<token>": as it is, a placeholder */
		while (at < text->len && at - from < 64 && text->data[at] != '>' &&
		       text->data[at] != '\n')
			at++;
		ts_pair_add(list, from, at + 1 > text->len ? text->len : at + 1, false);
		return;
	}
	while (at < text->len && at - from <= TS_PAIR_VALUE_MAX &&
	       (!may_end(text->data[at]) || !ends_plain(text, place, at)))
		at++;
	to = without_brackets(text, from, at);
	next = ts_read_blanks(text, at);
	if (place->quoted_name) /* in JSON only numbers have no quotes */
		data = is_number(text, from, to);
	else
		data = ends_line(text, at) ? !is_path(text, from, to)
					   : place->separator == '=' && !place->spaced &&
						 to == at && is_divided(text, from, at);
	ts_pair_add(list, from, to, data && !is_call(text, from, to));
	if (next > at && !place->quoted_name)
		add_rest(list, from, next);
}

/* The lines of a block scalar in YAML after the line of FROM: "|", ">-". */
static void add_block(struct ts_pair_list *list, size_t name, size_t from)
{
	const struct ts_pair_text *text = list->text;
	const size_t base = indentation(text, name);
	size_t at = ts_read_line_end(text, from);

	for (size_t i = 0; i < LINES && at < text->len; i++) {
		size_t start, end;

		at += text->data[at] == '\r';
		if (ts_read_at(text, at) != '\n' || at + 1 >= text->len)
			return;
		start = ts_read_blanks(text, at + 1);
		end = ts_read_line_end(text, start);
		if (end > start && start - (at + 1) <= base)
			return;
		ts_pair_add(list, start, ts_read_blanks_back(text, end), true);
		at = end;
	}
}

/* Members with a name such as "value", and elements, of the object or array that begins at FROM. */
static void add_inside(struct ts_pair_list *list, size_t from)
{
	const struct ts_pair_text *text = list->text;
	struct ts_read_member member;
	size_t at = from + 1, depth = 0;

	while (at - from < TS_PAIR_REACH && list->n < TS_PAIR_VALUES &&
	       ts_read_inside(text, &at, &depth, &member)) {
		const struct ts_part *name = &member.name;
		bool counts = name->to > name->from ? ts_name_means_value(text->data + name->from,
							  name->to - name->from)
						    : member.is_string;

		if (counts)
			ts_pair_add(list, member.value.from, member.value.to, true);
	}
}

/* A value at AT in the lines below another name; what is below it in turn is not read. */
static void add_inner(struct ts_pair_list *list, size_t name, size_t at)
{
	ts_value_after(
	    list, &(struct ts_value_place){
		      .name = name, .at = at, .separator = ':', .spaced = true, .inner = true});
}

/* What is below a name in YAML, indented further: "value: …", "- …", or the value itself. */
static void add_below(struct ts_pair_list *list, size_t name, size_t at)
{
	const struct ts_pair_text *text = list->text;
	const size_t base = indentation(text, name);

	for (size_t i = 0; i < LINES && ts_read_at(text, at) == '\n'; i++) {
		const size_t start = at + 1, end = ts_read_line_end(text, start);
		size_t p = start, key;

		while (ts_read_at(text, p) == ' ' ||
		       (ts_read_at(text, p) == '-' && ts_read_at(text, p + 1) == ' '))
			p++;
		key = p;
		if (end > start &&
		    (key - start < base || (key - start == base && ts_read_at(text, start) != '-')))
			return;
		while (ts_read_is_name(ts_read_at(text, p)))
			p++;
		if (p > key && ts_read_at(text, p) == ':') {
			if (ts_name_means_value(text->data + key, p - key))
				add_inner(list, key, p + 1);
		} else if (key - start >= 2 && text->data[key - 2] == '-') {
			add_inner(list, key, key);
		} else if (end > key) {
			if (i == 0)
				add_inner(list, key, key);
			return;
		}
		at = end + (ts_read_at(text, end) == '\r');
	}
}

/* Skip an anchor or a tag of YAML, and what Python and C write before a string. */
static size_t skip_prefix(const struct ts_pair_text *text, size_t at)
{
	for (unsigned i = 0; i < 2; i++) {
		size_t p = at;

		if (ts_read_at(text, at) != '&' && ts_read_at(text, at) != '!')
			break;
		while (p - at < 64 && p < text->len && (unsigned char)text->data[p] > ' ')
			p++;
		if (ts_read_blanks(text, p) == p)
			break;
		at = ts_read_blanks(text, p);
	}
	if (ts_read_at(text, at) != '\0' && strchr("bBrRfFuUL@$", text->data[at]) != NULL &&
	    ts_read_is_quote(ts_read_at(text, at + 1)))
		at++;
	return at;
}

/* "|" or ">", and how to treat line ends and indentation. */
static bool begins_block(const struct ts_pair_text *text, size_t at)
{
	if (ts_read_at(text, at) != '|' && ts_read_at(text, at) != '>')
		return false;
	for (at++; ts_read_at(text, at) != '\0' && strchr("+-0123456789", text->data[at]) != NULL;)
		at++;
	at = ts_read_blanks(text, at);
	return ts_read_at(text, at) == '\n' || ts_read_at(text, at) == '\r' ||
	       ts_read_at(text, at) == '#';
}

void ts_value_after(struct ts_pair_list *list, const struct ts_value_place *place)
{
	const struct ts_pair_text *text = list->text;
	const bool colon = place->separator == ':';
	size_t at =
	    place->quoted_name ? ts_read_spaces(text, place->at) : ts_read_blanks(text, place->at);
	struct ts_part part;
	size_t after;

	at = skip_prefix(text, at);
	if (ts_read_is_quote(ts_read_at(text, at)) && ts_read_string(text, at, &part, &after))
		ts_pair_add(list, part.from, part.to, true);
	else if (colon && begins_block(text, at))
		add_block(list, place->name, at);
	else if (ts_read_at(text, at) == '[' ||
		 (ts_read_at(text, at) == '{' && ts_read_at(text, at + 1) != '{' &&
		     (colon || place->quoted_name)))
		add_inside(list, at);
	else if (colon && !place->quoted_name && !place->inner &&
		 (ts_read_at(text, at) == '\n' || ts_read_at(text, at) == '\r'))
		add_below(list, place->name, at + (text->data[at] == '\r'));
	else if (!ts_read_is_quote(ts_read_at(text, at)))
		add_plain(list, place, at);
	else if (ts_read_is_name(ts_read_at(text, at + 1))) /* its end is missing */
		add_plain(list, place, at + 1);
}

/* The position behind the tag, or the remark, that begins at AT; 0 if it does not end, or is empty:
 * "<x/>". */
static size_t skip_tag(const struct ts_pair_text *text, size_t at)
{
	const bool remark = ts_read_at(text, at + 1) == '!';
	const size_t from = at;

	while (at - from < TS_PAIR_REACH && at < text->len && text->data[at] != '>')
		at++;
	if (ts_read_at(text, at) != '>' || (!remark && text->data[at - 1] == '/'))
		return 0;
	return at + 1;
}

void ts_value_of_element(struct ts_pair_list *list, size_t at)
{
	const struct ts_pair_text *text = list->text;
	size_t to;

	at = skip_tag(text, at);
	/* The value may be in elements of its own: "<password><value>…". */
	for (int i = 0; i < 3 && at != 0; i++) {
		const size_t next = ts_read_spaces(text, at);

		at = next;
		if (ts_read_at(text, next) != '<' || ts_read_at(text, next + 1) == '/' ||
		    ts_read_at(text, next + 2) == '[')
			break;
		at = skip_tag(text, next);
	}
	if (at == 0)
		return;
	if (strncmp(text->data + at, "<![CDATA[", text->len - at < 9 ? text->len - at : 9) == 0)
		at += 9;
	if (at >= text->len)
		return;
	for (to = at; to < text->len && to - at <= TS_PAIR_VALUE_MAX && text->data[to] != '<' &&
		      !(text->data[to] == ']' && ts_read_at(text, to + 1) == ']');)
		to++;
	if (to < text->len)
		ts_pair_add(list, at, ts_read_spaces_back(text, to), true);
}

void ts_value_of_option(struct ts_pair_list *list, size_t at)
{
	const struct ts_value_place place = {.name = at, .at = at, .separator = '='};
	struct ts_part part;
	size_t after;

	if (ts_read_at(list->text, at) == '-')
		return;
	if (ts_read_is_quote(ts_read_at(list->text, at)) &&
	    ts_read_string(list->text, at, &part, &after))
		ts_pair_add(list, part.from, part.to, true);
	else
		add_plain(list, &place, at);
}
