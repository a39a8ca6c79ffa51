#include "judge/fix.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/nearest.h"

#include "format/pointer.h"

#define NAMES_MAX 64
#define TEXT_MAX  64 /* bytes of a value that is shown, or of a label */

/* Copy TEXT in lower case. */
static void lower(const char *text, char copy[static TEXT_MAX + 1])
{
	size_t i = 0;

	for (; i < TEXT_MAX && text[i] != '\0'; i++)
		copy[i] = (char)tolower((unsigned char)text[i]);
	copy[i] = '\0';
}

/* The label that TEXT was probably meant to be, in any case; NULL if none is near. */
static const char *nearest_label(const char *text, const struct ts_json *labels)
{
	const struct ts_json *label =
	    ts_json_string(labels) != NULL ? labels : ts_json_first(labels);
	char copies[NAMES_MAX][TEXT_MAX + 1], typed[TEXT_MAX + 1];
	const char *names[NAMES_MAX], *own[NAMES_MAX], *near;
	size_t n = 0;

	for (; label != NULL && n < NAMES_MAX; label = ts_json_next(label)) {
		if (ts_json_string(label) == NULL)
			continue;
		own[n] = ts_json_string(label);
		lower(own[n], copies[n]);
		names[n] = copies[n];
		n++;
		if (label == labels)
			break;
	}
	lower(text, typed);
	near = ts_nearest(typed, names, n);
	for (size_t i = 0; near != NULL && i < n; i++)
		if (names[i] == near)
			return own[i];
	return NULL;
}

/* Is TEXT a time but for its zone? */
static bool lacks_zone(const char *text)
{
	char zoned[TEXT_MAX + 2];
	struct ts_time time;

	if (strlen(text) > TEXT_MAX)
		return false;
	snprintf(zoned, sizeof(zoned), "%sZ", text);
	return ts_time_parse(zoned, &time);
}

/* Does TEXT look like a time, whether or not there is such a date? */
static bool has_form_of_time(const char *text)
{
	static const char form[] = "0000-00-00T00:00:00";

	for (size_t i = 0; i < sizeof(form) - 1; i++)
		if (form[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
			return false;
	return true;
}

/* Append what is known about the text of a value of the wrong type. Returns whether FOUND
 * describes it. */
static bool add_hint(const char *text, enum ts_type type, const struct ts_json *labels,
    struct ts_buf *found, struct ts_buf *fix)
{
	const char *near;

	if (type == TS_TYPE_LABEL) {
		near = nearest_label(text, labels);
		if (near == NULL || strcmp(near, text) == 0)
			return false;
		ts_buf_printf(found, "\"%s\"", text);
		ts_buf_printf(fix, "did you mean \"%s\"? ", near);
		return true;
	}
	if (type == TS_TYPE_TIME && lacks_zone(text)) {
		ts_buf_printf(found, "\"%s\", a time without its zone", text);
		ts_buf_printf(fix, "add Z for UTC, or an offset such as +02:00, to the time: ");
		return true;
	}
	if (type == TS_TYPE_TIME && ts_date_valid(text)) {
		ts_buf_printf(found, "\"%s\", a date without a time", text);
		ts_buf_printf(fix, "add the time and its zone, as in %sT12:00:00Z: ", text);
		return true;
	}
	if (type == TS_TYPE_REF && strchr(text, '@') != NULL) {
		ts_buf_add_str(found, "a text with an @, such as an e-mail address");
		ts_buf_add_str(
		    fix, "use an opaque reference instead, such as team:customer-success: ");
		return true;
	}
	if (type == TS_TYPE_TIME && has_form_of_time(text)) {
		ts_buf_printf(found, "\"%s\", which is no date and time that exists", text);
		return true;
	}
	if (type == TS_TYPE_REF && strchr(text, ' ') != NULL) {
		ts_buf_add_str(found, "a text with a space");
		ts_buf_add_str(fix,
		    "use an opaque reference without spaces, such as jira:REN-1234, not "
		    "a name: ");
		return true;
	}
	if (type == TS_TYPE_REF && strchr(text, ':') == NULL && !ts_value_is_placeholder(text))
		ts_buf_add_str(fix, "put a scheme before it, as in jira:REN-1234: ");
	return false;
}

void ts_fix_found(const struct ts_json *value, enum ts_type type, const struct ts_json *labels,
    struct ts_buf *found, struct ts_buf *fix)
{
	const char *text = ts_json_string(value);

	if (text == NULL || !ts_value_is_line(text, TEXT_MAX) ||
	    !add_hint(text, type, labels, found, fix))
		ts_value_describe(value, found);
}

/* Append all but the first of the pointer's tokens, joined by dots. */
static void add_member(const struct ts_pointer *pointer, struct ts_buf *out)
{
	for (size_t i = 1; i < pointer->n; i++)
		ts_buf_printf(out, "%s%s", i > 1 ? "." : "", pointer->tokens[i]);
}

void ts_fix_value(const struct ts_case *c, const char *pointer, bool binding, struct ts_buf *out)
{
	struct ts_pointer parsed;
	const char *root, *verb;
	bool absent;

	if (binding) {
		ts_buf_add_str(out, "have exactly this package approved: tarseal approve PACKAGE");
		return;
	}
	if (pointer == NULL)
		return;
	if (ts_pointer_parse(pointer, &parsed) != 0) {
		out->failed = true; /* pointers of conditions are valid, so there is no memory */
		return;
	}
	root = parsed.n == 0 ? "" : parsed.tokens[0];
	absent = ts_pointer_find(&parsed, c->doc) == NULL;
	verb = absent ? "add" : "correct";
	if (strcmp(root, "record") == 0 && parsed.n > 1) {
		ts_buf_printf(out, "%s ", verb);
		add_member(&parsed, out);
		ts_buf_printf(out, " %s %s", absent ? "to" : "in", ts_case_record_file(c));
	} else if (strcmp(root, "evidence") == 0 && parsed.n > 1 && c->inner == NULL) {
		ts_buf_printf(out, "%s ", verb);
		add_member(&parsed, out);
		ts_buf_printf(out, " %s %s, then have the package approved again",
		    absent ? "to" : "in", ts_case_evidence_file(c));
	} else if (strcmp(root, "evidence") == 0 || strcmp(root, "inner") == 0) {
		ts_buf_add_str(out, "it belongs to the sealed bundle that is the evidence: correct "
				    "and seal that stage again, then have it approved");
	} else if (strcmp(root, "approval") == 0) {
		ts_buf_add_str(
		    out, "get an approval of this package that says so: tarseal approve");
	} else if (strcmp(root, "bundle") == 0) {
		ts_buf_add_str(out, "seal the bundle again");
	}
	ts_pointer_free(&parsed);
}
