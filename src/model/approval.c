#include "model/approval.h"

#include <stdlib.h>
#include <string.h>

#include "format/value.h"
#include "model/seal.h"

#define CHECK "approval.parse"

static int wrong(struct ts_err *err, const char *at, const char *what, const char *expected)
{
	ts_err_set(err, CHECK, "the approval: %s", what);
	ts_err_expected(err, "%s", expected);
	return ts_err_at(err, "%s", at);
}

/* Check that the member NAME, if present, has TYPE. */
static int check_type(
    const struct ts_json *json, const char *name, enum ts_type type, struct ts_err *err)
{
	const struct ts_json *value = ts_json_get(json, name);
	struct ts_buf found = TS_BUF_INIT;
	const char *words;

	if (value == NULL || ts_type_holds(type, NULL, value))
		return 0;
	ts_value_describe(value, &found);
	words = ts_buf_cstr(&found);
	ts_err_set(err, CHECK, "the approval: %s is %s", name, words == NULL ? "wrong" : words);
	ts_err_expected(err, "%s", ts_type_description(type));
	ts_err_at(err, "/approval/%s", name);
	ts_buf_free(&found);
	return -1;
}

static int check_conditions(const struct ts_json *conditions, struct ts_err *err)
{
	for (const struct ts_json *c = ts_json_first(conditions); c != NULL; c = ts_json_next(c)) {
		const char *label = ts_json_string(c);

		if (label == NULL || !ts_value_is_label(label))
			return wrong(err, "/approval/conditions", "a condition is not a label",
			    "labels of 1 to 64 bytes: a-z 0-9 _ -");
	}
	return 0;
}

/* Check the members that plain and signed approvals share. */
static int check_values(const struct ts_json *json, struct ts_err *err)
{
	const char *decision = ts_json_string(ts_json_get(json, "decision"));
	const char *stage = ts_json_string(ts_json_get(json, "stage"));

	if (check_type(json, "approval_ref", TS_TYPE_REF, err) != 0 ||
	    check_type(json, "approved_by", TS_TYPE_REF, err) != 0 ||
	    check_type(json, "decided_at", TS_TYPE_TIME, err) != 0 ||
	    check_type(json, "expires_at", TS_TYPE_TIME, err) != 0 ||
	    check_conditions(ts_json_get(json, "conditions"), err) != 0)
		return -1;
	if (strcmp(decision, "approved") != 0 && strcmp(decision, "denied") != 0 &&
	    strcmp(decision, "needs_more_info") != 0)
		return wrong(err, "/approval/decision", "the decision is unknown",
		    "approved, denied or needs_more_info");
	if (stage != NULL && !ts_value_is_id(stage))
		return wrong(
		    err, "/approval/stage", "the stage is not a valid id", "a kebab-case id");
	return 0;
}

/* Copy the members of FROM that gates may see into the document. */
static int copy_members(struct ts_approval *approval, const struct ts_json *from)
{
	static const char *const names[] = {
	    "approval_ref", "decision", "approved_by", "decided_at", "expires_at", "conditions"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct ts_json *value = ts_json_get(from, names[i]);

		if (value != NULL &&
		    ts_json_put(approval->document, names[i], ts_json_copy(value)) != 0)
			return -1;
	}
	return 0;
}

static int copy_text(const struct ts_json *json, char **copy)
{
	const char *text = ts_json_string(json);

	return text != NULL && (*copy = strdup(text)) == NULL ? -1 : 0;
}

/* Build the document from the checked members in JSON and the SUBJECT, which is the package: its
 * digest and perhaps its name. */
static int build(struct ts_approval *approval, const struct ts_json *json,
    const struct ts_json *subject, struct ts_err *err)
{
	const struct ts_json *digests = ts_json_get(subject, "digest");
	struct ts_json *package = ts_json_new_object();
	const char *text;

	if (!ts_type_holds(TS_TYPE_DIGEST, NULL, digests)) {
		ts_json_free(package);
		return wrong(err, "/approval/package/digest",
		    "it does not identify the package by a valid digest",
		    ts_type_description(TS_TYPE_DIGEST));
	}
	approval->document = ts_json_new_object();
	if (ts_json_put(package, "digest", ts_json_copy(digests)) != 0) {
		ts_json_free(package);
		return ts_err_nomem(err);
	}
	if (ts_json_put(approval->document, "package", package) != 0 ||
	    copy_members(approval, json) != 0)
		return ts_err_nomem(err);
	if (copy_text(ts_json_get(json, "stage"), &approval->stage) != 0 ||
	    copy_text(ts_json_get(subject, "name"), &approval->package_name) != 0)
		return ts_err_nomem(err);
	approval->approval_ref = ts_json_string(ts_json_get(approval->document, "approval_ref"));
	approval->decision = ts_json_string(ts_json_get(approval->document, "decision"));
	approval->digests = ts_json_get(package, "digest");
	approval->conditions = ts_json_get(approval->document, "conditions");
	text = ts_json_string(ts_json_get(approval->document, "decided_at"));
	approval->has_decided = text != NULL && ts_time_parse(text, &approval->decided_at);
	text = ts_json_string(ts_json_get(approval->document, "expires_at"));
	approval->has_expires = text != NULL && ts_time_parse(text, &approval->expires_at);
	return 0;
}

static int read_plain(struct ts_approval *approval, const struct ts_json *json, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"approval_ref", TS_JSON_STRING, true},
	    {"decision", TS_JSON_STRING, true},
	    {"package", TS_JSON_OBJECT, true},
	    {"approved_by", TS_JSON_STRING, false},
	    {"decided_at", TS_JSON_STRING, false},
	    {"expires_at", TS_JSON_STRING, false},
	    {"conditions", TS_JSON_ARRAY, false},
	    {"stage", TS_JSON_STRING, false},
	};
	static const struct ts_member package[] = {
	    {"digest", TS_JSON_OBJECT, true},
	    {"name", TS_JSON_STRING, false},
	};

	if (ts_json_shape(json, "/approval", members, 8, CHECK, err) != 0 ||
	    ts_json_shape(
		ts_json_get(json, "package"), "/approval/package", package, 2, CHECK, err) != 0 ||
	    check_values(json, err) != 0)
		return -1;
	return build(approval, json, ts_json_get(json, "package"), err);
}

static int read_statement(
    struct ts_approval *approval, const struct ts_json *json, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"_type", TS_JSON_STRING, true},
	    {"predicateType", TS_JSON_STRING, true},
	    {"subject", TS_JSON_ARRAY, true},
	    {"predicate", TS_JSON_OBJECT, true},
	};
	static const struct ts_member subject[] = {
	    {"name", TS_JSON_STRING, true},
	    {"digest", TS_JSON_OBJECT, true},
	};
	static const struct ts_member predicate[] = {
	    {"approval_ref", TS_JSON_STRING, true},
	    {"decision", TS_JSON_STRING, true},
	    {"approved_by", TS_JSON_STRING, true},
	    {"decided_at", TS_JSON_STRING, true},
	    {"expires_at", TS_JSON_STRING, false},
	    {"conditions", TS_JSON_ARRAY, false},
	    {"stage", TS_JSON_STRING, false},
	};
	const struct ts_json *subjects, *body;

	if (ts_json_shape(json, "", members, 4, CHECK, err) != 0)
		return -1;
	if (strcmp(ts_json_string(ts_json_get(json, "_type")), TS_STATEMENT_TYPE) != 0)
		return wrong(err, "/_type", "it is not an in-toto Statement v1", TS_STATEMENT_TYPE);
	if (strcmp(ts_json_string(ts_json_get(json, "predicateType")), TS_APPROVAL_TYPE) != 0)
		return wrong(
		    err, "/predicateType", "the statement is not an approval", TS_APPROVAL_TYPE);
	subjects = ts_json_get(json, "subject");
	body = ts_json_get(json, "predicate");
	if (ts_json_count(subjects) != 1)
		return wrong(err, "/subject", "it must have exactly one subject", "the package");
	if (ts_json_shape(ts_json_first(subjects), "/subject/0", subject, 2, CHECK, err) != 0 ||
	    ts_json_shape(body, "/predicate", predicate, 7, CHECK, err) != 0 ||
	    check_values(body, err) != 0)
		return -1;
	return build(approval, body, ts_json_first(subjects), err);
}

int ts_approval_open(const void *data, size_t len, struct ts_approval **result, struct ts_err *err)
{
	struct ts_approval *approval = calloc(1, sizeof(*approval));
	struct ts_json *json = NULL;
	int ret = -1;

	*result = NULL;
	if (approval == NULL)
		return ts_err_nomem(err);
	if (len > TS_JSON_DOCUMENT_MAX) {
		wrong(err, "", "it is too large", "at most 4 MiB");
		goto done;
	}
	if (ts_json_parse(data, len, CHECK, &json, err) != 0)
		goto done;
	approval->is_signed = ts_dsse_is_envelope(json);
	if (approval->is_signed) {
		ret = ts_dsse_read(json, CHECK, &approval->envelope, err);
	} else {
		approval->plain = json;
		json = NULL;
		ret = 0;
	}
done:
	if (ret == 0) {
		*result = approval;
		approval = NULL;
	}
	ts_json_free(json);
	ts_approval_free(approval);
	return ret;
}

int ts_approval_read(struct ts_approval *approval, struct ts_err *err)
{
	const struct ts_buf *payload = &approval->envelope.payload;
	struct ts_json *json = approval->plain;
	int ret;

	approval->plain = NULL;
	if (approval->is_signed &&
	    ts_json_parse(payload->data, payload->len, CHECK, &json, err) != 0)
		return -1;
	ret = approval->is_signed ? read_statement(approval, json, err)
				  : read_plain(approval, json, err);
	ts_json_free(json);
	return ret;
}

int ts_approval_parse(const void *data, size_t len, struct ts_approval **result, struct ts_err *err)
{
	if (ts_approval_open(data, len, result, err) != 0)
		return -1;
	if (ts_approval_read(*result, err) == 0)
		return 0;
	ts_approval_free(*result);
	*result = NULL;
	return -1;
}

int ts_approval_of_statement(
    const void *statement, size_t len, struct ts_approval **result, struct ts_err *err)
{
	struct ts_approval *approval = calloc(1, sizeof(*approval));
	struct ts_json *json = NULL;
	int ret;

	*result = NULL;
	if (approval == NULL)
		return ts_err_nomem(err);
	ret = ts_json_parse(statement, len, CHECK, &json, err);
	if (ret == 0)
		ret = read_statement(approval, json, err);
	ts_json_free(json);
	if (ret == 0)
		*result = approval;
	else
		ts_approval_free(approval);
	return ret;
}

void ts_approval_free(struct ts_approval *approval)
{
	if (approval == NULL)
		return;
	ts_dsse_free(&approval->envelope);
	ts_json_free(approval->plain);
	ts_json_free(approval->document);
	free(approval->stage);
	free(approval->package_name);
	free(approval);
}

static int put_text(struct ts_json *object, const char *name, const char *text)
{
	return text == NULL ? 0 : ts_json_put(object, name, ts_json_new_string(text));
}

static struct ts_json *draft_subject(const struct ts_approval_draft *draft)
{
	struct ts_json *array = ts_json_new_array(), *subject = ts_json_new_object();
	struct ts_json *digest = ts_json_new_object();
	char hex[TS_DIGEST_HEX];

	ts_hex_digest(draft->package.digest, hex);
	if (put_text(digest, ts_package_algorithm(draft->package.kind), hex) != 0) {
		ts_json_free(digest);
		digest = NULL;
	}
	if (ts_json_put(subject, "digest", digest) != 0 ||
	    put_text(subject, "name", draft->package_name) != 0) {
		ts_json_free(subject);
		subject = NULL;
	}
	if (ts_json_append(array, subject) != 0) {
		ts_json_free(array);
		array = NULL;
	}
	return array;
}

static struct ts_json *draft_predicate(const struct ts_approval_draft *draft)
{
	struct ts_json *predicate = ts_json_new_object(), *conditions = NULL;
	int bad = put_text(predicate, "approval_ref", draft->approval_ref) |
		  put_text(predicate, "decision", draft->decision) |
		  put_text(predicate, "approved_by", draft->approved_by) |
		  put_text(predicate, "decided_at", draft->decided_at) |
		  put_text(predicate, "expires_at", draft->expires_at) |
		  put_text(predicate, "stage", draft->stage);

	if (draft->conditions_n > 0) {
		conditions = ts_json_new_array();
		for (size_t i = 0; i < draft->conditions_n; i++)
			bad |= ts_json_append(conditions, ts_json_new_string(draft->conditions[i]));
		bad |= ts_json_put(predicate, "conditions", conditions);
	}
	if (bad != 0) {
		ts_json_free(predicate);
		return NULL;
	}
	return predicate;
}

int ts_approval_write(const struct ts_approval_draft *draft, struct ts_buf *out, struct ts_err *err)
{
	struct ts_approval *made = calloc(1, sizeof(*made));
	struct ts_json *json = ts_json_new_object();
	int ret = -1;

	if (made == NULL || put_text(json, "_type", TS_STATEMENT_TYPE) != 0 ||
	    put_text(json, "predicateType", TS_APPROVAL_TYPE) != 0 ||
	    ts_json_put(json, "subject", draft_subject(draft)) != 0 ||
	    ts_json_put(json, "predicate", draft_predicate(draft)) != 0) {
		ts_err_nomem(err);
		goto done;
	}
	if (read_statement(made, json, err) != 0) /* whatever is written can be read */
		goto done;
	if (!ts_json_canonical(json, out) && ts_buf_ok(out)) {
		wrong(err, "/subject/0/name", "one of its texts is not printable ASCII",
		    "printable ASCII");
		goto done;
	}
	ret = ts_buf_ok(out) ? 0 : ts_err_nomem(err);
done:
	ts_json_free(json);
	ts_approval_free(made);
	return ret;
}
