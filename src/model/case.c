#include "model/case.h"

#include <stdlib.h>
#include <string.h>

struct ts_case *ts_case_new(void)
{
	return calloc(1, sizeof(struct ts_case));
}

void ts_case_free(struct ts_case *c)
{
	if (c == NULL)
		return;
	ts_json_free(c->evidence);
	ts_json_free(c->record);
	ts_approval_free(c->approval);
	ts_signers_free(&c->approvers);
	ts_case_free(c->inner);
	free(c->stage);
	free(c->subject_ref);
	for (size_t i = 0; i < c->producers_n; i++)
		free(c->producers[i]);
	free(c->producers);
	ts_json_free(c->doc);
	free(c);
}

int ts_case_add_producer(struct ts_case *c, const char *owner, struct ts_err *err)
{
	char **grown = realloc(c->producers, (c->producers_n + 1) * sizeof(*grown));
	char *copy = strdup(owner);

	if (grown != NULL)
		c->producers = grown;
	if (grown == NULL || copy == NULL) {
		free(copy);
		return ts_err_nomem(err);
	}
	c->producers[c->producers_n++] = copy;
	return 0;
}

static int put_text(struct ts_json *object, const char *name, const char *text)
{
	return text == NULL ? 0 : ts_json_put(object, name, ts_json_new_string(text));
}

/* What tarseal itself knows about the bundle. */
static int put_bundle(struct ts_case *c)
{
	struct ts_json *bundle = ts_json_new_object();
	char created[TS_TIME_TEXT];

	ts_time_format(&c->created, created);
	if (put_text(bundle, "created", created) != 0 || put_text(bundle, "name", c->name) != 0 ||
	    put_text(bundle, "owner", c->owner) != 0 ||
	    put_text(bundle, "stage", c->profile->id) != 0) {
		ts_json_free(bundle);
		return -1;
	}
	return ts_json_put(c->doc, "bundle", bundle);
}

/*
 * The evidence of a sealed bundle is its record with a status added, which is "ready" only if the
 * bundle verifies. A worse status in the record itself remains.
 */
static int put_inner(struct ts_case *c)
{
	const struct ts_json *record = ts_json_get(c->inner->doc, "record");
	struct ts_json *evidence, *doc = c->inner->doc;
	const char *status;

	if (record != NULL && ts_json_kind(record) == TS_JSON_OBJECT) {
		evidence = ts_json_copy(record);
		status = !c->inner_accepted                      ? "refused"
			 : ts_json_get(record, "status") == NULL ? "ready"
								 : NULL;
		if (put_text(evidence, "status", status) != 0) {
			ts_json_free(evidence);
			return -1;
		}
		if (ts_json_put(c->doc, "evidence", evidence) != 0)
			return -1;
	}
	c->inner->doc = NULL;
	return doc == NULL ? 0 : ts_json_put(c->doc, "inner", doc);
}

/* Move *PART, unless it is NULL, to the member NAME. */
static int put_part(struct ts_case *c, const char *name, struct ts_json **part)
{
	struct ts_json *value = *part;

	*part = NULL;
	return value == NULL ? 0 : ts_json_put(c->doc, name, value);
}

int ts_case_build(struct ts_case *c, struct ts_err *err)
{
	c->doc = ts_json_new_object();
	if (c->doc == NULL || put_bundle(c) != 0 || put_part(c, "evidence", &c->evidence) != 0 ||
	    put_part(c, "record", &c->record) != 0)
		return ts_err_nomem(err);
	if (c->approval != NULL &&
	    ts_json_put(c->doc, "approval", ts_json_copy(c->approval->document)) != 0)
		return ts_err_nomem(err);
	if (c->inner != NULL && put_inner(c) != 0)
		return ts_err_nomem(err);
	return 0;
}

bool ts_case_knows(const struct ts_case *c, const struct ts_pointer *pointer)
{
	const struct ts_json *document = c->doc;
	const char *root;
	size_t i = 0;

	for (; i < pointer->n && strcmp(pointer->tokens[i], "inner") == 0; i++) {
		if (c->inner == NULL)
			return true; /* it is known that there is none */
		c = c->inner;
		document = ts_json_get(document, "inner");
	}
	root = i == pointer->n ? "" : pointer->tokens[i];
	if (strcmp(root, "evidence") != 0 && strcmp(root, "record") != 0 &&
	    strcmp(root, "approval") != 0)
		return document != NULL;
	document = ts_json_get(document, root);
	return document != NULL && ts_json_kind(document) == TS_JSON_OBJECT;
}

const char *ts_case_evidence_file(const struct ts_case *c)
{
	return c->evidence_path == NULL ? c->profile->evidence : c->evidence_path;
}

const char *ts_case_record_file(const struct ts_case *c)
{
	return c->record_path == NULL ? c->profile->record : c->record_path;
}
