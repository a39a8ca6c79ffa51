#include "pairs/pair.h"

#include <string.h>

#include "pairs/name.h"
#include "pairs/read.h"
#include "pairs/sibling.h"
#include "pairs/value.h"

#define ENDING 24 /* bytes of a name behind the words that count */

void ts_pair_name(
    const struct ts_pair_text *text, size_t from, size_t to, struct ts_pair_name *name)
{
	const size_t least = from > TS_PAIR_NAME_MAX ? from - TS_PAIR_NAME_MAX : 0;
	const size_t most = to + ENDING;
	char quote;

	*name = (struct ts_pair_name){.end = to};
	while (to < most && ts_read_is_name(ts_read_at(text, to)))
		to++;
	if (to == most)
		return;
	quote = ts_read_at(text, to);
	*name = (struct ts_pair_name){.end = to};
	if (ts_read_is_quote(quote)) {
		size_t at = from;

		while (at > least && text->data[at - 1] != quote && text->data[at - 1] != '\n')
			at--;
		if (at > 0 && text->data[at - 1] == quote) {
			*name = (struct ts_pair_name){
			    .name = {at, to}, .start = at - 1, .end = to + 1, .quote = quote};
			return;
		}
	}
	while (from > least && ts_read_is_name(text->data[from - 1]))
		from--;
	while (from < to && (text->data[from] == '-' || text->data[from] == '.'))
		from++; /* "--password", ".password" */
	name->name = (struct ts_part){from, to};
	name->start = from;
}

/* Where the value may begin after the separator at AT: ":", "=", ":=", "=>", "==". Returns AT if
 * there is none. */
static size_t after_separator(const struct ts_pair_text *text, size_t at)
{
	const char c = ts_read_at(text, at), next = ts_read_at(text, at + 1);

	if (c == ':')
		return next == ':' ? at : at + 1 + (next == '=');
	if (c == '=')
		return at + 1 + (next == '>' || next == '=');
	return at;
}

/* Is the name at AT that of an element with a prefix: "<a:password>"? */
static bool begins_tag(const struct ts_pair_text *text, size_t at)
{
	const size_t least = at > TS_PAIR_NAME_MAX ? at - TS_PAIR_NAME_MAX : 0;

	if (ts_read_before(text, at) != ':')
		return false;
	for (at--; at > least && ts_read_is_name(text->data[at - 1]);)
		at--;
	return ts_read_before(text, at) == '<';
}

size_t ts_pair_values(const struct ts_pair_text *text, const struct ts_pair_name *name,
    struct ts_pair_value values[static TS_PAIR_VALUES])
{
	const char before = ts_read_before(text, name->start);
	struct ts_pair_list list = {.text = text, .values = values};
	size_t at = name->end, separator;

	if (name->quote == 0 && (before == '<' || begins_tag(text, name->start))) {
		ts_value_of_element(&list, name->end);
		return list.n;
	}
	if (name->quote == 0 && (before == '/' || before == '\\'))
		return 0; /* part of a path, or the end of an element */
	if (name->quote != 0 && ts_read_at(text, at) == ']')
		at++; /* config["password"] = … */
	separator = name->quote != 0 ? ts_read_spaces(text, at) : ts_read_blanks(text, at);
	at = after_separator(text, separator);
	if (at > separator) {
		struct ts_value_place place = {.name = name->start,
		    .at = at,
		    .separator = text->data[separator],
		    .quoted_name = name->quote != 0,
		    .spaced = separator > name->end || ts_read_blanks(text, at) > at};

		if (name->quote != 0 || place.separator != ':' || before != ':' || place.spaced)
			ts_value_after(&list, &place);
	} else if (name->quote == 0 && before == '-' && separator > name->end) {
		ts_value_of_option(&list, separator);
	} else {
		ts_value_beside(&list, name);
	}
	return list.n;
}
