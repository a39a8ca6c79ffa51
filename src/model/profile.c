#include "model/profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "crypto/sha256.h"
#include "model/condition.h"

#define CHECK     "profile.valid"
#define TITLE_MAX 200

static int wrong(struct ts_err *err, const char *at, const char *what, const char *expected)
{
	ts_err_set(err, CHECK, "the profile: %s", what);
	ts_err_expected(err, "%s", expected);
	return ts_err_at(err, "%s", at);
}

static const char *text(const struct ts_json *json, const char *name)
{
	return ts_json_string(ts_json_get(json, name));
}

/* Parse a field's pointer, which must lead below /record. */
static int read_field_pointer(const char *name, struct ts_field *field, struct ts_err *err)
{
	if (ts_pointer_parse(name, &field->at) == 0 && field->at.n >= 2 &&
	    strcmp(field->at.tokens[0], "record") == 0)
		return 0;
	return wrong(err, "/fields", "a field is not a JSON Pointer below /record",
	    "/record/NAME…, with * for any member or element");
}

/* Can the two fields name the same place, or can one lie below the other? A value cannot be both a
 * leaf and an object, or have two types. */
static bool overlap(const struct ts_field *a, const struct ts_field *b)
{
	/* Begin with the last token, because it distinguishes most fields, while the first is
	 * always the same. */
	for (size_t i = a->at.n < b->at.n ? a->at.n : b->at.n; i-- > 0;)
		if (strcmp(a->at.tokens[i], b->at.tokens[i]) != 0 &&
		    strcmp(a->at.tokens[i], "*") != 0 && strcmp(b->at.tokens[i], "*") != 0)
			return false;
	return true;
}

static int read_fields(const struct ts_json *fields, struct ts_profile *profile, struct ts_err *err)
{
	profile->fields = calloc(ts_json_count(fields) + 1, sizeof(*profile->fields));
	if (profile->fields == NULL)
		return ts_err_nomem(err);
	for (const struct ts_json *f = ts_json_first(fields); f != NULL; f = ts_json_next(f)) {
		struct ts_field *field = &profile->fields[profile->fields_n++];

		if (read_field_pointer(ts_json_name(f), field, err) != 0)
			return -1;
		if (ts_condition_type(f, &field->type, &field->labels) != 0) {
			wrong(err, "/fields", "a field has an unknown type",
			    "ref, time, date, digest, bool, int, text, or an array of labels");
			return ts_err_at(err, "/fields, %.200s", ts_json_name(f));
		}
		for (struct ts_field *other = profile->fields; other < field; other++) {
			if (overlap(other, field)) {
				wrong(err, "/fields",
				    "a field names the same place as another one, or lies above or "
				    "below it",
				    "leaves only");
				return ts_err_at(err, "/fields, %.200s", ts_json_name(f));
			}
		}
	}
	return 0;
}

static int read_gate(
    const struct ts_json *json, const char *at, struct ts_profile *profile, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"id", TS_JSON_STRING, true}, {"title", TS_JSON_STRING, true},
	    {"all", TS_JSON_ARRAY, false}, {"any", TS_JSON_ARRAY, false},
	    {"each", TS_JSON_STRING, false},
	    /* removed before the shape is checked, because "when" may be an object or an array */
	};
	struct ts_gate *gate = &profile->gates[profile->gates_n];
	const struct ts_json *when = ts_json_get(json, "when");
	struct ts_json *rest = ts_json_copy(json);
	int ret = -1;

	if (rest == NULL)
		return ts_err_nomem(err);
	ts_json_remove(rest, "when");
	profile->gates_n++; /* the profile owns it from here on, complete or not */
	if (ts_json_shape(rest, at, members, 5, CHECK, err) != 0)
		goto done;
	gate->id = text(json, "id");
	gate->title = text(json, "title");
	if (!ts_value_is_id(gate->id)) {
		wrong(err, at, "a gate's id is malformed", "kebab-case, at most 64 bytes");
		goto done;
	}
	if (!ts_value_is_line(gate->title, TITLE_MAX)) {
		wrong(
		    err, at, "a gate's title is malformed", "one line of 1 to 200 printable bytes");
		goto done;
	}
	gate->has_each = ts_json_get(json, "each") != NULL;
	if (gate->has_each &&
	    (ts_pointer_parse(text(json, "each"), &gate->each) != 0 || gate->each.n == 0)) {
		wrong(err, at, "\"each\" is not a JSON Pointer", "a pointer to an object or array");
		goto done;
	}
	if (ts_json_get(json, "all") == NULL && ts_json_get(json, "any") == NULL) {
		wrong(err, at, "a gate has no conditions", "\"all\", \"any\" or both");
		goto done;
	}
	if (ts_conditions_read(when, at, "when", &gate->when, err) == 0 &&
	    ts_conditions_read(ts_json_get(json, "all"), at, "all", &gate->all, err) == 0 &&
	    ts_conditions_read(ts_json_get(json, "any"), at, "any", &gate->any, err) == 0)
		ret = 0;
done:
	ts_json_free(rest);
	return ret;
}

/* By id, and equal ones in the order of the file. */
static int compare_gates(const void *a, const void *b)
{
	const struct ts_gate *one = *(const struct ts_gate *const *)a;
	const struct ts_gate *other = *(const struct ts_gate *const *)b;
	int order = strcmp(one->id, other->id);

	return order != 0 ? order : (one > other) - (one < other);
}

static int refuse_twin_gates(const struct ts_profile *profile, struct ts_err *err)
{
	const struct ts_gate **sorted = calloc(profile->gates_n, sizeof(*sorted));
	char at[64];
	int ret = 0;

	if (sorted == NULL)
		return ts_err_nomem(err);
	for (size_t i = 0; i < profile->gates_n; i++)
		sorted[i] = &profile->gates[i];
	qsort(sorted, profile->gates_n, sizeof(struct ts_gate *), compare_gates);
	for (size_t i = 1; ret == 0 && i < profile->gates_n; i++) {
		if (strcmp(sorted[i - 1]->id, sorted[i]->id) != 0)
			continue;
		snprintf(at, sizeof(at), "/gates/%zu", (size_t)(sorted[i] - profile->gates));
		ret = wrong(err, at, "two gates have the same id", "unique ids");
	}
	free(sorted);
	return ret;
}

static int read_gates(const struct ts_json *gates, struct ts_profile *profile, struct ts_err *err)
{
	size_t index = 0;
	char at[64];

	if (ts_json_count(gates) == 0)
		return wrong(err, "/gates", "it has no gates", "at least one");
	profile->gates = calloc(ts_json_count(gates), sizeof(*profile->gates));
	if (profile->gates == NULL)
		return ts_err_nomem(err);
	for (const struct ts_json *g = ts_json_first(gates); g != NULL; g = ts_json_next(g)) {
		snprintf(at, sizeof(at), "/gates/%zu", index++);
		if (read_gate(g, at, profile, err) != 0)
			return -1;
	}
	return refuse_twin_gates(profile, err);
}

/* Is NAME a single component that a bundle may contain? */
static bool is_file_name(const char *name)
{
	return strchr(name, '/') == NULL && ts_name_path_fault(name, strlen(name)) == NULL;
}

static int check_public(const struct ts_json *list, struct ts_err *err)
{
	for (const struct ts_json *p = ts_json_first(list); p != NULL; p = ts_json_next(p)) {
		struct ts_pointer pointer;

		if (ts_json_string(p) == NULL || ts_pointer_parse(ts_json_string(p), &pointer) != 0)
			return wrong(
			    err, "/public", "an element is not a JSON Pointer", "pointers");
		ts_pointer_free(&pointer);
	}
	return 0;
}

static int check_media(const struct ts_json *list, struct ts_err *err)
{
	for (const struct ts_json *m = ts_json_first(list); m != NULL; m = ts_json_next(m)) {
		const char *name = ts_json_string(m), *slash;

		slash = name == NULL ? NULL : strchr(name, '/');
		if (slash == NULL || slash == name || slash[1] == '\0' ||
		    !ts_value_is_line(name, 128))
			return wrong(
			    err, "/media", "an element is not a media type", "type/subtype");
	}
	return 0;
}

/* What the stage calls its subject. Released revisions of the built-in stages are older than the
 * member "subject_name". */
static int read_subject_name(struct ts_profile *profile, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"one", TS_JSON_STRING, true}, {"many", TS_JSON_STRING, true}};
	const struct ts_json *given = ts_json_get(profile->json, "subject_name");
	const struct ts_pointer *subject = &profile->subject;
	struct ts_subject_name *name = &profile->subject_name;

	if (given == NULL) {
		bool is_trial =
		    subject->n > 0 && strcmp(subject->tokens[subject->n - 1], "trial_ref") == 0;

		*name = is_trial ? (struct ts_subject_name){"trial", "trials"}
				 : (struct ts_subject_name){"subject", "subjects"};
		return 0;
	}
	if (ts_json_shape(given, "/subject_name", members, 2, CHECK, err) != 0)
		return -1;
	*name = (struct ts_subject_name){text(given, "one"), text(given, "many")};
	if (ts_value_is_line(name->one, TS_SUBJECT_NAME_MAX) &&
	    ts_value_is_line(name->many, TS_SUBJECT_NAME_MAX))
		return 0;
	return wrong(err, "/subject_name", "a name of the subject is malformed",
	    "words of 1 to 40 bytes, such as \"vendor review\" and \"vendor reviews\"");
}

/* Where the built-in stages say when the trial expired. Their released revisions are older than the
 * member "expired". */
static const char *builtin_expired(const char *id)
{
	static const char *const places[][2] = {
	    {"trial-access-expiry", "/record/expired_at"},
	    {"trial-expired-followup", "/evidence/expired_at"},
	    {"trial-conversion-readiness", "/inner/evidence/expired_at"},
	    {"trial-conversion-activation", "/inner/inner/evidence/expired_at"},
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (strcmp(places[i][0], id) == 0)
			return places[i][1];
	return NULL;
}

/* Parse the pointer to a time in the member NAME, if there is one. */
static int read_time(
    const char *name, const char *at, struct ts_pointer *pointer, bool *has, struct ts_err *err)
{
	char place[32];

	if (at == NULL)
		return 0;
	snprintf(place, sizeof(place), "/%s", name);
	if (ts_pointer_parse(at, pointer) != 0)
		return wrong(err, place, "it is not a JSON Pointer", "a pointer to a time");
	*has = true;
	return 0;
}

static int read_times(struct ts_profile *profile, struct ts_err *err)
{
	const char *expired = text(profile->json, "expired");

	if (expired == NULL)
		expired = builtin_expired(profile->id);
	if (read_time("expired", expired, &profile->expired, &profile->has_expired, err) != 0)
		return -1;
	return read_time("delivered", text(profile->json, "delivered"), &profile->delivered,
	    &profile->has_delivered, err);
}

static int read_texts(struct ts_profile *profile, struct ts_err *err)
{
	const struct ts_json *json = profile->json;

	if (strcmp(text(json, "tarseal"), "profile/1") != 0)
		return wrong(err, "/tarseal", "it is not a profile of a known version",
		    "\"tarseal\": \"profile/1\"");
	profile->id = text(json, "id");
	profile->title = text(json, "title");
	profile->consumes = text(json, "consumes");
	profile->evidence = text(json, "evidence");
	profile->record = text(json, "record");
	ts_json_bool(ts_json_get(json, "sealed"), &profile->sealed);
	if (!ts_value_is_id(profile->id))
		return wrong(err, "/id", "its id is malformed", "kebab-case, at most 64 bytes");
	if (!ts_value_is_line(profile->title, TITLE_MAX))
		return wrong(err, "/title", "its title is malformed", "one line of 1 to 200 bytes");
	if (!ts_value_is_id(profile->consumes))
		return wrong(
		    err, "/consumes", "the stage that it consumes is malformed", "a kebab-case id");
	if (!is_file_name(profile->evidence))
		return wrong(
		    err, "/evidence", "the name is not safe on every system", "a file name");
	if (!is_file_name(profile->record))
		return wrong(err, "/record", "the name is not safe on every system", "a file name");
	if (ts_pointer_parse(text(json, "subject"), &profile->subject) != 0)
		return wrong(
		    err, "/subject", "it is not a JSON Pointer", "a pointer to a reference");
	return read_subject_name(profile, err) != 0 ? -1 : read_times(profile, err);
}

static int read_profile(struct ts_profile *profile, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"tarseal", TS_JSON_STRING, true},
	    {"id", TS_JSON_STRING, true},
	    {"title", TS_JSON_STRING, true},
	    {"consumes", TS_JSON_STRING, true},
	    {"evidence", TS_JSON_STRING, true},
	    {"record", TS_JSON_STRING, true},
	    {"subject", TS_JSON_STRING, true},
	    {"fields", TS_JSON_OBJECT, true},
	    {"gates", TS_JSON_ARRAY, true},
	    {"sealed", TS_JSON_BOOL, false},
	    {"subject_name", TS_JSON_OBJECT, false},
	    {"expired", TS_JSON_STRING, false},
	    {"delivered", TS_JSON_STRING, false},
	    {"public", TS_JSON_ARRAY, false},
	    {"media", TS_JSON_ARRAY, false},
	};
	const struct ts_json *json = profile->json;

	if (ts_json_shape(json, "", members, sizeof(members) / sizeof(members[0]), CHECK, err) !=
		0 ||
	    read_texts(profile, err) != 0 || check_public(ts_json_get(json, "public"), err) != 0 ||
	    check_media(ts_json_get(json, "media"), err) != 0 ||
	    read_fields(ts_json_get(json, "fields"), profile, err) != 0)
		return -1;
	return read_gates(ts_json_get(json, "gates"), profile, err);
}

int ts_profile_parse(const void *data, size_t len, struct ts_profile **result, struct ts_err *err)
{
	struct ts_profile *profile = calloc(1, sizeof(*profile));

	*result = NULL;
	if (profile == NULL)
		return ts_err_nomem(err);
	if (ts_sha256_of(data, len, profile->digest, err) != 0 ||
	    ts_json_parse(data, len, CHECK, &profile->json, err) != 0 ||
	    read_profile(profile, err) != 0) {
		ts_profile_free(profile);
		return -1;
	}
	*result = profile;
	return 0;
}

void ts_profile_free(struct ts_profile *profile)
{
	if (profile == NULL)
		return;
	for (size_t i = 0; i < profile->fields_n; i++)
		ts_pointer_free(&profile->fields[i].at);
	free(profile->fields);
	for (size_t i = 0; i < profile->gates_n; i++) {
		ts_conditions_free(&profile->gates[i].when);
		ts_conditions_free(&profile->gates[i].all);
		ts_conditions_free(&profile->gates[i].any);
		ts_pointer_free(&profile->gates[i].each);
	}
	free(profile->gates);
	ts_pointer_free(&profile->subject);
	ts_pointer_free(&profile->expired);
	ts_pointer_free(&profile->delivered);
	ts_json_free(profile->json);
	free(profile);
}
