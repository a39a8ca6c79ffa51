#include "judge/field.h"

#include <string.h>

#include "base/nearest.h"
#include "format/value.h"
#include "judge/fix.h"
#include "judge/reference.h"

#define MEMBER_MAX 32
#define NAMES_MAX  256 /* names that are compared */

/* A walk through a record: the pointer so far, and its tokens. */
struct walk {
	const struct ts_case *c;
	const struct ts_profile *profile; /* whose fields the record may have */
	const char *file;                 /* that the record is in */
	bool evidence;                    /* the record is evidence of this stage */
	struct ts_verdict *verdict;
	struct ts_buf pointer;
	const char *tokens[TS_JSON_DEPTH + 2];
	size_t depth;
};

/* Can "*" in a field's pointer stand for NAME? */
static bool is_member_name(const char *name)
{
	size_t len = strnlen(name, MEMBER_MAX + 1);

	return len >= 1 && len <= MEMBER_MAX && name[0] >= 'a' && name[0] <= 'z' &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == len;
}

/* Does the current position match the first tokens of FIELD? */
static bool matches(const struct walk *w, const struct ts_field *field)
{
	if (w->depth > field->at.n)
		return false;
	for (size_t i = 0; i < w->depth; i++) {
		/* NULL stands for an array index, which only "*" matches */
		const char *expected = field->at.tokens[i], *found = w->tokens[i];

		if (expected[0] == '*' && expected[1] == '\0'
			? found != NULL && !is_member_name(found)
			: found == NULL || expected[0] != found[0] || strcmp(expected, found) != 0)
			return false;
	}
	return true;
}

/* Find the field at the current position (LEAF), or one below it. */
static const struct ts_field *find(const struct walk *w, bool leaf)
{
	for (size_t i = 0; i < w->profile->fields_n; i++) {
		const struct ts_field *field = &w->profile->fields[i];

		if ((leaf ? field->at.n == w->depth : field->at.n > w->depth) && matches(w, field))
			return field;
	}
	return NULL;
}

/* The name that the profile lists at the current position and that the name there was probably
 * meant to be; NULL if none is near. */
static const char *nearest_name(struct walk *w)
{
	const char *names[NAMES_MAX], *name = w->tokens[w->depth - 1];
	size_t n = 0;

	if (name == NULL)
		return NULL;
	w->depth--;
	for (size_t i = 0; i < w->profile->fields_n && n < NAMES_MAX; i++) {
		const struct ts_field *field = &w->profile->fields[i];

		if (field->at.n > w->depth && matches(w, field) &&
		    strcmp(field->at.tokens[w->depth], "*") != 0)
			names[n++] = field->at.tokens[w->depth];
	}
	w->depth++;
	return ts_nearest(name, names, n);
}

static void unknown(struct walk *w)
{
	struct ts_buf fix = TS_BUF_INIT;
	const char *near;

	if (ts_verdict_is_full(w->verdict, "boundary.unknown-field"))
		return;
	near = nearest_name(w);
	if (near != NULL)
		ts_buf_printf(&fix, "did you mean %s? If not, ", near);
	ts_buf_printf(&fix, "remove it from %s, or put a reference to it into a listed field%s",
	    w->file, w->evidence ? ", and have the package approved again" : "");
	ts_verdict_fail(w->verdict,
	    &(struct ts_failure){.id = "boundary.unknown-field",
		.at = ts_verdict_text(w->verdict, &w->pointer),
		.expected = "only fields that the profile lists",
		.fix = ts_verdict_text(w->verdict, &fix)},
	    "the %s has a field that the stage %s does not define",
	    w->evidence ? "evidence" : "record", w->profile->id);
	ts_buf_free(&fix);
}

static void add_expected(const struct ts_field *field, struct ts_buf *out)
{
	if (field == NULL) {
		ts_buf_add_str(
		    out, "an object, or an array in it, with the fields that the profile lists");
		return;
	}
	ts_buf_add_str(out, ts_type_description(field->type));
	for (const struct ts_json *l = ts_json_first(field->labels); l != NULL; l = ts_json_next(l))
		ts_buf_printf(out, "%s%s", l == ts_json_first(field->labels) ? ": " : ", ",
		    ts_json_string(l));
}

static void wrong_type(struct walk *w, const struct ts_field *field, const struct ts_json *value)
{
	struct ts_buf expected = TS_BUF_INIT, found = TS_BUF_INIT, fix = TS_BUF_INIT;

	if (ts_verdict_is_full(w->verdict, "document.field"))
		return;
	add_expected(field, &expected);
	if (field != NULL)
		ts_fix_found(value, field->type, field->labels, &found, &fix);
	else
		ts_value_describe(value, &found);
	ts_fix_value(w->c, ts_verdict_text(w->verdict, &w->pointer), false, &fix);
	ts_verdict_fail(w->verdict,
	    &(struct ts_failure){.id = "document.field",
		.at = ts_verdict_text(w->verdict, &w->pointer),
		.expected = ts_verdict_text(w->verdict, &expected),
		.found = ts_verdict_text(w->verdict, &found),
		.fix = ts_verdict_text(w->verdict, &fix)},
	    "the profile does not allow this value of the field");
	ts_buf_free(&expected);
	ts_buf_free(&found);
	ts_buf_free(&fix);
}

static void judge_node(struct walk *w, const struct ts_json *value);

static void judge_children(struct walk *w, const struct ts_json *value)
{
	size_t index = 0, len = w->pointer.len;

	w->depth++;
	for (const struct ts_json *c = ts_json_first(value); c != NULL; c = ts_json_next(c)) {
		const char *name = ts_json_name(c);

		if (name != NULL)
			ts_pointer_show_name(&w->pointer, name, strlen(name));
		else
			ts_buf_printf(&w->pointer, "/%zu", index++);
		w->tokens[w->depth - 1] = name;
		judge_node(w, c);
		w->pointer.len = len;
	}
	w->depth--;
}

/* May NAME be in evidence although its stage does not list it? The status of evidence is what the
 * gates of the next stage look at (docs/gates.md). */
static bool is_status(const struct walk *w, const struct ts_json *value)
{
	const char *text = ts_json_string(value);

	return w->evidence && w->depth == 2 && w->tokens[1] != NULL &&
	       strcmp(w->tokens[1], "status") == 0 && text != NULL && ts_value_is_label(text);
}

static void judge_node(struct walk *w, const struct ts_json *value)
{
	enum ts_json_kind kind = ts_json_kind(value);
	const struct ts_field *field = find(w, true);

	if (field != NULL) {
		if (!ts_type_holds(field->type, field->labels, value))
			wrong_type(w, field, value);
		else if (field->type == TS_TYPE_REF)
			ts_reference_judge(ts_verdict_text(w->verdict, &w->pointer),
			    ts_json_string(value), w->verdict);
	} else if (find(w, false) != NULL) {
		if (kind == TS_JSON_OBJECT || kind == TS_JSON_ARRAY)
			judge_children(w, value);
		else
			wrong_type(w, NULL, value);
	} else if (!is_status(w, value)) {
		unknown(w);
	}
}

/* The pointers of a profile's fields begin with /record, also where that record is evidence.
 * Returns false if RECORD is no object. */
static bool judge_record(const struct ts_case *c, const struct ts_profile *profile,
    const char *pointer, const char *file, const struct ts_json *record, struct ts_verdict *verdict)
{
	struct walk w = {.c = c,
	    .profile = profile,
	    .file = file,
	    .evidence = record == ts_json_get(c->doc, "evidence"),
	    .verdict = verdict,
	    .tokens = {"record"},
	    .depth = 1};

	ts_buf_add_str(&w.pointer, pointer);
	if (ts_json_kind(record) != TS_JSON_OBJECT)
		wrong_type(&w, NULL, record);
	else
		judge_children(&w, record);
	ts_buf_free(&w.pointer);
	return ts_json_kind(record) == TS_JSON_OBJECT;
}

/* Does TEXT begin like a reference, and have no space? Also what is none, such as one with an @,
 * may carry what must not be published. */
static bool resembles_reference(const char *text)
{
	size_t scheme = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789+.-");

	return scheme > 0 && text[scheme] == ':' && strpbrk(text, " \t\r\n") == NULL;
}

/* Judge every text in VALUE that has the form of a reference. */
static void judge_references(
    struct ts_buf *pointer, const struct ts_json *value, struct ts_verdict *verdict)
{
	const char *text = ts_json_string(value);
	size_t len = pointer->len, index = 0;

	if (text != NULL && resembles_reference(text))
		ts_reference_judge(ts_verdict_text(verdict, pointer), text, verdict);
	for (const struct ts_json *c = ts_json_first(value); c != NULL; c = ts_json_next(c)) {
		if (ts_json_name(c) != NULL)
			ts_pointer_show_name(pointer, ts_json_name(c), strlen(ts_json_name(c)));
		else
			ts_buf_printf(pointer, "/%zu", index++);
		judge_references(pointer, c, verdict);
		pointer->len = len;
	}
}

/* Without a profile nobody knows which fields the evidence may have. */
static void judge_unknown_stage(
    const struct ts_case *c, const struct ts_json *evidence, struct ts_verdict *verdict)
{
	struct ts_buf pointer = TS_BUF_INIT, why = TS_BUF_INIT;
	const char *text;

	ts_buf_add_str(&pointer, "/evidence");
	judge_references(&pointer, evidence, verdict);
	ts_buf_printf(&why,
	    "the record was checked, but not the evidence: there is no profile of its stage, %s",
	    c->profile->consumes);
	text = ts_verdict_text(verdict, &why);
	ts_verdict_skip(verdict, "document.field", text);
	ts_verdict_skip(verdict, "boundary.unknown-field", text);
	ts_buf_free(&pointer);
	ts_buf_free(&why);
}

/* Returns false if the evidence is missing, or no object. */
static bool judge_evidence(const struct ts_case *c, struct ts_verdict *verdict)
{
	const struct ts_json *evidence = ts_json_get(c->doc, "evidence");

	if (c->inner != NULL) /* it was judged there */
		return true;
	if (evidence == NULL || ts_json_kind(evidence) != TS_JSON_OBJECT)
		return false;
	if (c->before == NULL)
		judge_unknown_stage(c, evidence, verdict);
	else
		judge_record(
		    c, c->before, "/evidence", ts_case_evidence_file(c), evidence, verdict);
	return true;
}

bool ts_fields_judge(const struct ts_case *c, struct ts_verdict *verdict)
{
	const struct ts_json *record = ts_json_get(c->doc, "record");

	if (record == NULL ||
	    !judge_record(c, c->profile, "/record", ts_case_record_file(c), record, verdict) ||
	    !judge_evidence(c, verdict))
		return false;
	ts_verdict_ran(verdict, "document.field");
	ts_verdict_ran(verdict, "boundary.unknown-field");
	return true;
}
