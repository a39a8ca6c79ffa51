#include "show/schema.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "format/json_write.h"

#define DRAFT     "https://json-schema.org/draft/2020-12/schema"
#define DEPTH_MAX 32
#define TIME                                                                                       \
	"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?"                   \
	"(Z|[+-][0-9]{2}:[0-9]{2})$"

/* A value that a document may have. */
struct place {
	const struct ts_pointer *at;  /* borrowed */
	const struct ts_field *field; /* its type; NULL: any */
};

/* A document: ROOT is the member of the virtual document that the gates know it as. */
struct document {
	struct ts_json_writer *w;
	const struct ts_profile *profile; /* whose gates look at it */
	const char *root;
	const struct place *places;
	size_t n;
	bool closed;
	const char *path[DEPTH_MAX]; /* the tokens that lead to where we are, without the root */
	size_t depth;
	struct ts_buf here; /* owned: where this is in the schema, as a URI fragment */
};

/* Does AT, behind its root, begin with the path? */
static bool is_below(const struct document *d, const struct ts_pointer *at)
{
	if (at->n < d->depth + 1)
		return false;
	for (size_t i = 0; i < d->depth; i++)
		if (strcmp(at->tokens[i + 1], d->path[i]) != 0)
			return false;
	return true;
}

static bool is_in(const struct document *d, const struct ts_pointer *at)
{
	return at->n > 0 && strcmp(at->tokens[0], d->root) == 0 && is_below(d, at);
}

/* Does a condition that has no exception need a value at the path? */
static bool needs(const struct document *d, const struct ts_condition *c)
{
	if (c->test == TS_TEST_ONLY_ONE_OF || (c->test == TS_TEST_PRESENT && !c->present))
		return false;
	for (size_t i = 0; i < c->others_n; i++)
		if (is_in(d, &c->others[i]))
			return true;
	return is_in(d, &c->at);
}

static bool is_required(const struct document *d)
{
	const struct ts_profile *p = d->profile;

	if (is_in(d, &p->subject))
		return true;
	for (size_t i = 0; i < p->gates_n; i++)
		for (size_t j = 0;
		     p->gates[i].when.n == 0 && !p->gates[i].has_each && j < p->gates[i].all.n; j++)
			if (needs(d, &p->gates[i].all.list[j]))
				return true;
	return false;
}

static bool mentions(const struct document *d, const struct ts_conditions *list)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct ts_condition *c = &list->list[i];

		if (c->test != TS_TEST_ONLY_ONE_OF && c->at.n == d->depth + 1 && is_in(d, &c->at))
			return true;
	}
	return false;
}

/* Describe the value at the path: its type, and the titles of the gates that look at it. */
static void add_description(const struct document *d, const struct ts_field *field)
{
	struct ts_buf text = TS_BUF_INIT;

	if (field != NULL)
		ts_buf_add_str(&text, ts_type_description(field->type));
	for (size_t i = 0; i < d->profile->gates_n; i++) {
		const struct ts_gate *gate = &d->profile->gates[i];

		if (gate->has_each || (!mentions(d, &gate->all) && !mentions(d, &gate->any)))
			continue;
		ts_buf_printf(&text, "%s%s", text.len > 0 ? ". " : "", gate->title);
	}
	if (text.len > 0)
		ts_jw_text(d->w, "description", &text);
	ts_buf_free(&text);
}

static void add_type(struct ts_json_writer *w, const struct ts_field *field)
{
	switch (field->type) {
	case TS_TYPE_REF:
		ts_jw_string(w, "type", "string");
		ts_jw_string(w, "pattern", "^[a-z][a-z0-9+.-]*:(//)?[!-?A-~]+$");
		break;
	case TS_TYPE_LABEL:
		ts_jw_tree(w, "enum", field->labels);
		break;
	case TS_TYPE_TIME:
		ts_jw_string(w, "type", "string");
		ts_jw_string(w, "pattern", TIME);
		break;
	case TS_TYPE_DATE:
		ts_jw_string(w, "type", "string");
		ts_jw_string(w, "pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
		break;
	case TS_TYPE_DIGEST:
		ts_jw_string(w, "type", "object");
		ts_jw_int(w, "minProperties", 1);
		ts_jw_open(w, "additionalProperties", '{');
		ts_jw_string(w, "type", "string");
		ts_jw_string(w, "pattern", "^[0-9a-f]+$");
		ts_jw_close(w, '}');
		break;
	case TS_TYPE_BOOL:
		ts_jw_string(w, "type", "boolean");
		break;
	case TS_TYPE_INT:
		ts_jw_string(w, "type", "integer");
		break;
	case TS_TYPE_TEXT:
		ts_jw_string(w, "type", "string");
		break;
	}
}

/* The next token of place I, if it is below the path and the first with that token; or NULL. */
static const char *new_token(const struct document *d, size_t i)
{
	const struct ts_pointer *at = d->places[i].at;

	if (at->n <= d->depth + 1 || !is_below(d, at))
		return NULL;
	for (size_t j = 0; j < i; j++)
		if (d->places[j].at->n > d->depth + 1 && is_below(d, d->places[j].at) &&
		    strcmp(d->places[j].at->tokens[d->depth + 1], at->tokens[d->depth + 1]) == 0)
			return NULL;
	return at->tokens[d->depth + 1];
}

static void add_value(struct document *d, const char *name);

/* Append "/" and NAME to a URI fragment (RFC 6901, section 6). */
static void add_step(struct ts_buf *here, const char *name)
{
	struct ts_buf token = TS_BUF_INIT;

	ts_pointer_add_token(&token, name);
	if (ts_buf_cstr(&token) == NULL)
		here->failed = true;
	for (size_t i = 0; ts_buf_ok(&token) && i < token.len; i++) {
		bool plain = strchr("/-._~", token.data[i]) != NULL || isalnum(token.data[i]);

		ts_buf_printf(here, plain ? "%c" : "%%%02X", token.data[i]);
	}
	ts_buf_free(&token);
}

static void add_member(struct document *d, const char *token)
{
	size_t len = d->here.len;

	add_step(&d->here, "properties");
	add_step(&d->here, token);
	d->path[d->depth++] = token;
	add_value(d, token);
	d->depth--;
	d->here.len = len;
}

/* Any member of an object, or element of an array: both are described once. */
static void add_any(struct document *d)
{
	size_t len = d->here.len;

	add_step(&d->here, "additionalProperties");
	d->path[d->depth++] = "*";
	add_value(d, "additionalProperties");
	d->depth--;
	ts_jw_open(d->w, "items", '{');
	ts_jw_text(d->w, "$ref", &d->here);
	ts_jw_close(d->w, '}');
	d->here.len = len;
}

/* The members of an object at the path, or the elements of an array. */
static void add_members(struct document *d)
{
	bool any = false;

	ts_jw_open(d->w, "properties", '{');
	for (size_t i = 0; i < d->n; i++) {
		const char *token = new_token(d, i);

		if (token == NULL)
			continue;
		any = any || strcmp(token, "*") == 0;
		if (strcmp(token, "*") != 0)
			add_member(d, token);
	}
	ts_jw_close(d->w, '}');
	if (any)
		add_any(d);
	else if (d->closed)
		ts_jw_bool(d->w, "additionalProperties", false);
	ts_jw_open(d->w, "required", '[');
	for (size_t i = 0; i < d->n; i++) {
		const char *token = new_token(d, i);

		if (token == NULL || strcmp(token, "*") == 0)
			continue;
		d->path[d->depth++] = token;
		if (is_required(d))
			ts_jw_string(d->w, NULL, token);
		d->depth--;
	}
	ts_jw_close(d->w, ']');
}

/* The value at the path, as the member NAME. */
static void add_value(struct document *d, const char *name)
{
	const struct place *leaf = NULL;
	bool inner = false;

	for (size_t i = 0; i < d->n; i++) {
		if (!is_below(d, d->places[i].at))
			continue;
		if (d->places[i].at->n == d->depth + 1)
			leaf = &d->places[i];
		else
			inner = true;
	}
	ts_jw_open(d->w, name, '{');
	add_description(d, leaf == NULL ? NULL : leaf->field);
	if (inner && d->depth < DEPTH_MAX - 1) {
		if (leaf == NULL && d->depth == 0)
			ts_jw_string(d->w, "type", "object");
		add_members(d);
	} else if (leaf != NULL && leaf->field != NULL) {
		add_type(d->w, leaf->field);
	}
	ts_jw_close(d->w, '}');
}

static void add_root(struct document *d)
{
	ts_buf_add_str(&d->here, "#/$defs");
	add_step(&d->here, d->root);
	add_value(d, d->root);
	ts_buf_free(&d->here);
}

static void add_fields(struct ts_json_writer *w, const struct ts_profile *gates,
    const struct ts_profile *fields, const char *root)
{
	struct place *places = calloc(fields->fields_n + 2, sizeof(*places));
	struct document d = {
	    .w = w, .profile = gates, .root = root, .places = places, .closed = true};
	/* Evidence may have a status, which the gates of this stage look at. */
	struct ts_pointer status;
	bool has_status = gates != fields && ts_pointer_parse("/record/status", &status) == 0;

	if (places == NULL || (gates != fields && !has_status)) {
		w->out->failed = true;
	} else {
		for (; d.n < fields->fields_n; d.n++)
			places[d.n] = (struct place){&fields->fields[d.n].at, &fields->fields[d.n]};
		if (has_status)
			places[d.n++] = (struct place){&status, NULL};
		add_root(&d);
	}
	if (has_status)
		ts_pointer_free(&status);
	free(places);
}

/* Append the places in the evidence that the conditions look at. */
static void add_places(const struct ts_conditions *list, struct ts_buf *places)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct ts_condition *c = &list->list[i];

		for (size_t j = 0; j <= c->others_n; j++) {
			const struct place place = {j == 0 ? &c->at : &c->others[j - 1], NULL};

			if (place.at->n > 1 && strcmp(place.at->tokens[0], "evidence") == 0)
				ts_buf_add(places, &place, sizeof(place));
		}
	}
}

/* Evidence of a stage that is not known: what the gates look at. */
static void add_looked_at(struct ts_json_writer *w, const struct ts_profile *profile)
{
	struct document d = {.w = w, .profile = profile, .root = "evidence"};
	struct ts_buf places = TS_BUF_INIT;

	for (size_t i = 0; i < profile->gates_n; i++)
		if (!profile->gates[i].has_each) {
			add_places(&profile->gates[i].all, &places);
			add_places(&profile->gates[i].any, &places);
		}
	d.places = (const struct place *)(const void *)places.data;
	d.n = places.len / sizeof(struct place);
	w->out->failed = w->out->failed || places.failed;
	add_root(&d);
	ts_buf_free(&places);
}

void ts_show_schema(
    const struct ts_profile *profile, const struct ts_profile *before, struct ts_buf *out)
{
	struct ts_json_writer w = {.out = out};
	struct ts_buf text = TS_BUF_INIT;

	ts_jw_open(&w, NULL, '{');
	ts_jw_string(&w, "$schema", DRAFT);
	ts_buf_printf(&text, "urn:tarseal:schema:%s", profile->id);
	ts_jw_text(&w, "$id", &text);
	ts_jw_string(&w, "title", profile->title);
	text.len = 0;
	ts_buf_printf(&text,
	    "The record of the stage %s, usually in %s. Its evidence, in %s, is #/$defs/evidence. "
	    "tarseal check says more.",
	    profile->id, profile->record, profile->evidence);
	ts_jw_text(&w, "description", &text);
	ts_jw_string(&w, "$ref", "#/$defs/record");
	ts_jw_open(&w, "$defs", '{');
	add_fields(&w, profile, profile, "record");
	if (before != NULL)
		add_fields(&w, profile, before, "evidence");
	else
		add_looked_at(&w, profile);
	ts_jw_close(&w, '}');
	ts_jw_close(&w, '}');
	ts_buf_free(&text);
}
