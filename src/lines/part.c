#define _POSIX_C_SOURCE 200809L /* strdup */

#include "lines/part.h"

#include <stdlib.h>
#include <string.h>

#include "lines/head.h"
#include "lines/text.h"

#define CHECK    "lines.valid"
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static int wrong(struct ts_err *err, const char *what)
{
	return ts_err_set(err, CHECK, "%s", what);
}

static const char *text(const struct ts_json *json, const char *name)
{
	return ts_json_string(ts_json_get(json, name));
}

/* The number NAME, which is DEFAULT_VALUE if there is none. */
static bool read_number(
    const struct ts_json *json, const char *name, uint64_t default_value, uint64_t *number)
{
	const struct ts_json *value = ts_json_get(json, name);
	int64_t integer;

	*number = default_value;
	if (value == NULL)
		return true;
	if (!ts_json_int(value, &integer) || integer < 0)
		return false;
	*number = (uint64_t)integer;
	return true;
}

/* The digest NAME. *HAS is whether there is one. */
static bool read_digest(
    const struct ts_json *json, const char *name, bool *has, unsigned char *digest)
{
	const char *hex = text(json, name);

	*has = hex != NULL;
	return hex == NULL || ts_hex_read_digest(hex, strlen(hex), digest);
}

static bool read_time(const struct ts_json *json, const char *name, bool *has, struct ts_time *time)
{
	const char *value = text(json, name);

	*has = value != NULL;
	return value == NULL || (ts_time_parse(value, time) && ts_time_in_range(time));
}

static int parse(const char *line, size_t len, const struct ts_member *members, size_t n,
    struct ts_json **json, struct ts_err *err)
{
	if (ts_json_parse(line, len, CHECK, json, err) != 0)
		return -1;
	return ts_json_shape(*json, "", members, n, CHECK, err);
}

static int read_stores(const struct ts_json *json, struct ts_part_head *head, struct ts_err *err)
{
	const struct ts_json *list = ts_json_get(json, "stores");

	head->stores = calloc(ts_json_count(list) + 1, sizeof(*head->stores));
	if (head->stores == NULL)
		return ts_err_nomem(err);
	for (const struct ts_json *s = ts_json_first(list); s != NULL; s = ts_json_next(s))
		if (!ts_lines_text_read_element(s, &head->stores[head->stores_n++]))
			return wrong(err, "the name of a store is malformed");
	return 0;
}

/* Refuse what is no part at all, before its members are read. */
static int judge_start(const char *line, struct ts_err *err)
{
	static const char start[] = "{\"tarseal\":\"lines/", statement[] = "{\"payloadType\":";

	if (strncmp(line, start, strlen(start)) == 0)
		return 0;
	if (strncmp(line, statement, strlen(statement)) == 0) {
		ts_err_set(err, CHECK, "this is a statement about lines, not the lines");
		return ts_err_fix(err, "name the parts alone: the statement beside each is found");
	}
	ts_err_set(err, CHECK, "this is no part of a divided audit");
	ts_err_expected(err, "a first line that begins with {\"tarseal\":\"" TS_LINES_FORM "\"");
	return ts_err_fix(err, "name the files that audit --format lines has written");
}

int ts_part_head_read(const char *line, size_t len, struct ts_part_head *head, struct ts_err *err)
{
	static const struct ts_member members[] = {{"tarseal", TS_JSON_STRING, true},
	    {"version", TS_JSON_STRING, true}, {"run", TS_JSON_STRING, true},
	    {"shard", TS_JSON_INT, true}, {"shards", TS_JSON_INT, true},
	    {"at", TS_JSON_STRING, true}, {"stage", TS_JSON_STRING, true},
	    {"trust", TS_JSON_STRING, true}, {"profiles", TS_JSON_STRING, true},
	    {"rules", TS_JSON_STRING, true}, {"scan", TS_JSON_BOOL, true},
	    {"example_keys", TS_JSON_BOOL, true}, {"max_files", TS_JSON_INT, true},
	    {"stores", TS_JSON_ARRAY, true}, {"list", TS_JSON_STRING, false},
	    {"list_base64", TS_JSON_STRING, false}};

	*head = (struct ts_part_head){.json = NULL};
	if (judge_start(line, err) != 0 ||
	    parse(line, len, members, COUNT(members), &head->json, err) != 0)
		return -1;
	if (strcmp(text(head->json, "tarseal"), TS_LINES_FORM) != 0)
		return wrong(err, "it does not begin with \"tarseal\":\"" TS_LINES_FORM "\"");
	head->run = text(head->json, "run");
	if (!ts_lines_text_read(head->json, "list", &head->list))
		return wrong(err, "the name of the list is malformed");
	if (!read_number(head->json, "shard", 0, &head->shard) ||
	    !read_number(head->json, "shards", 0, &head->shards) || head->shard < 1 ||
	    head->shard > head->shards || head->shards > TS_SHARDS_MAX)
		return wrong(err, "there is no such shard");
	return read_stores(head->json, head, err);
}

void ts_part_head_free(struct ts_part_head *head)
{
	for (size_t i = 0; i < head->stores_n; i++)
		free(head->stores[i]);
	free(head->stores);
	free(head->list);
	ts_json_free(head->json);
}

/* Copy the text NAME; *COPY is NULL if there is none. Returns false without memory. */
static bool copy(const struct ts_json *json, const char *name, char **made)
{
	const char *value = text(json, name);

	*made = value == NULL ? NULL : strdup(value);
	return value == NULL || *made != NULL;
}

static bool is_true(const struct ts_json *json, const char *name)
{
	bool value = false;

	ts_json_bool(ts_json_get(json, name), &value);
	return value;
}

/* Is ID that of a check? It is shown as it is. */
static bool is_check(const char *id)
{
	return ts_check_find(id) < ts_checks_n &&
	       id[strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789.-_")] == '\0';
}

static int read_class(const struct ts_json *json, struct ts_examined *file, struct ts_err *err)
{
	static const enum ts_class classes[] = {
	    TS_ACCEPTED, TS_BLOCKED, TS_DAMAGED, TS_UNTRUSTED, TS_BOUNDARY};
	const char *name = text(json, "class");

	for (size_t i = 0; name != NULL && i < COUNT(classes); i++)
		if (strcmp(ts_class_name(classes[i]), name) == 0) {
			file->class = classes[i];
			file->found.accepted = classes[i] == TS_ACCEPTED;
			return 0;
		}
	return wrong(err, "its class is unknown");
}

static int read_facts(const struct ts_json *json, const unsigned char *key, struct ts_facts *facts,
    struct ts_err *err)
{
	facts->list = calloc(ts_json_count(json) + 1, sizeof(*facts->list));
	if (facts->list == NULL)
		return ts_err_nomem(err);
	for (const struct ts_json *f = ts_json_first(json); f != NULL; f = ts_json_next(f)) {
		struct ts_fact *fact = &facts->list[facts->n];
		struct ts_buf code = TS_BUF_INIT, padded = TS_BUF_INIT;
		bool ok;

		ts_buf_add_str(&padded, ts_json_string(f) == NULL ? "" : ts_json_string(f));
		ts_buf_add_str(&padded, "==");
		ok = ts_buf_cstr(&padded) != NULL &&
		     ts_base64_read((char *)padded.data, padded.len, &code) &&
		     code.len == TS_FACT_EXACT && strchr(ts_json_name(f), '\n') == NULL;
		if (ok)
			fact->value = ts_fact_value(key, code.data);
		ts_buf_free(&code);
		ts_buf_free(&padded);
		if (!ok)
			return wrong(err, "a fact is malformed");
		fact->at = strdup(ts_json_name(f));
		if (fact->at == NULL)
			return ts_err_nomem(err);
		facts->n++;
	}
	return 0;
}

static int read_details(const struct ts_json *json, struct ts_details *details, struct ts_err *err)
{
	for (const struct ts_json *d = ts_json_first(json); d != NULL; d = ts_json_next(d)) {
		const char *term = ts_json_string(ts_json_first(d));
		const char *value =
		    ts_json_count(d) != 2 ? NULL : ts_json_string(ts_json_next(ts_json_first(d)));

		if (term == NULL || *term == '\0' || value == NULL)
			return wrong(err, "a detail is malformed");
		if (ts_details_add(details, term, value, err) != 0)
			return -1;
	}
	return 0;
}

/* Who and what it is about. Everything behind this relies on it: what is accepted is trusted, and
 * what is trusted says so. */
static int read_about(const struct ts_json *json, struct ts_examined *file, struct ts_err *err)
{
	static const struct ts_member members[] = {
	    {"stage", TS_JSON_STRING, false}, {"subject", TS_JSON_STRING, false}};
	const struct ts_json *claimed = ts_json_get(json, "claimed"), *about = json;
	struct ts_stored *s = &file->found;

	s->trusted = is_true(json, "trusted");
	if (claimed != NULL) {
		if (ts_json_shape(claimed, "/claimed", members, 2, CHECK, err) != 0)
			return -1;
		about = claimed;
	}
	if (!copy(about, "stage", &file->stage) || !copy(about, "subject", &file->ref) ||
	    !copy(json, "check", &file->check) || !copy(json, "outcome", &file->outcome))
		return ts_err_nomem(err);
	if (s->trusted ? claimed != NULL || file->stage == NULL || file->ref == NULL
		       : claimed == NULL && (file->stage != NULL || file->ref != NULL))
		return wrong(err, "what it is about, and whether that is trusted, do not agree");
	if (s->accepted ? !s->trusted || file->check != NULL
			: file->check == NULL || !is_check(file->check))
		return wrong(err, "its class and its check do not agree");
	return 0;
}

/* What time stamps prove about an accepted bundle. */
static bool read_bounds(const struct ts_json *json, struct ts_stored *s)
{
	struct ts_time before, after;
	bool has_before, has_after;

	if (!read_time(json, "sealed_before", &has_before, &before) ||
	    !read_time(json, "not_before", &has_after, &after) ||
	    ((has_before || has_after) && !s->accepted))
		return false;
	s->has_sealed_before = has_before;
	s->has_not_before = has_after;
	if (has_before)
		s->sealed_before = before.sec;
	if (has_after)
		s->not_before = after.sec;
	return true;
}

static int read_bundle(const struct ts_json *json, const unsigned char *key,
    struct ts_examined *file, struct ts_err *err)
{
	struct ts_stored *s = &file->found;
	bool expired, delivered, inspected, has_statement, has_seal;

	if (read_class(json, file, err) != 0 || read_about(json, file, err) != 0)
		return -1;
	s->is_dated = is_true(json, "dated");
	file->is_chained = is_true(json, "package_is_bundle");
	if (!read_time(json, "expired", &expired, &s->expired) ||
	    !read_time(json, "delivered", &delivered, &s->delivered) ||
	    !read_digest(json, "sha256", &inspected, file->sha256) ||
	    !read_digest(json, "statement_sha256", &has_statement, s->statement) ||
	    !read_digest(json, "seal_sha256", &has_seal, file->seal) ||
	    !read_digest(json, "package_sha256", &file->has_package, file->package))
		return wrong(err, "a time or a digest is malformed");
	s->has_expired = expired;
	s->has_delivered = delivered;
	s->inspected = inspected;
	s->has_statement = has_statement;
	if (file->is_chained && (!file->has_package || !s->accepted))
		return wrong(err, "only an accepted bundle may have a bundle as its evidence");
	if (s->accepted && !s->has_statement)
		return wrong(err, "an accepted bundle has no statement");
	if (has_seal != has_statement)
		return wrong(err, "what it says of its seal does not agree");
	if (!read_bounds(json, s))
		return wrong(err, "what is proven about its time is malformed");
	if (!s->accepted &&
	    (ts_json_get(json, "facts") != NULL || ts_json_get(json, "details") != NULL))
		return wrong(err, "only an accepted bundle may have facts and details");
	if (read_facts(ts_json_get(json, "facts"), key, &file->facts, err) != 0)
		return -1;
	return read_details(ts_json_get(json, "details"), &file->details, err);
}

static int read_path(const struct ts_json *json, struct ts_part_line *line, struct ts_err *err)
{
	struct ts_examined *file = &line->file;
	const char *check = text(json, "unjudged");
	char *path;

	if (!read_digest(json, "path_sha256", &line->is_hidden, line->digest) ||
	    !read_number(json, "n", 0, &line->number) || line->number == 0 ||
	    !read_number(json, "store", 0, &line->store) ||
	    !ts_lines_text_read(json, "path", &path) || path == NULL)
		return wrong(err, "its place in the store is malformed");
	if (check == NULL) {
		file->shown = path;
		return 0;
	}
	file->unjudged.path = path;
	if (!is_check(check))
		return wrong(err, "there is no such check");
	file->unjudged.check = strdup(check);
	if (file->unjudged.check == NULL)
		return ts_err_nomem(err);
	if (!ts_lines_text_read(json, "message", &file->unjudged.message) ||
	    file->unjudged.message == NULL)
		return wrong(err, "it has no message");
	return 0;
}

int ts_part_line_read(const char *data, size_t len,
    const unsigned char key[static TS_SHORTHASH_KEY_BYTES], struct ts_part_line *line,
    struct ts_err *err)
{
	static const struct ts_member members[] = {{"n", TS_JSON_INT, true},
	    {"store", TS_JSON_INT, false}, {"path", TS_JSON_STRING, false},
	    {"path_base64", TS_JSON_STRING, false}, {"path_sha256", TS_JSON_STRING, false},
	    {"class", TS_JSON_STRING, false}, {"check", TS_JSON_STRING, false},
	    {"trusted", TS_JSON_BOOL, false}, {"stage", TS_JSON_STRING, false},
	    {"subject", TS_JSON_STRING, false}, {"claimed", TS_JSON_OBJECT, false},
	    {"dated", TS_JSON_BOOL, false}, {"expired", TS_JSON_STRING, false},
	    {"delivered", TS_JSON_STRING, false}, {"outcome", TS_JSON_STRING, false},
	    {"sha256", TS_JSON_STRING, false}, {"statement_sha256", TS_JSON_STRING, false},
	    {"seal_sha256", TS_JSON_STRING, false}, {"sealed_before", TS_JSON_STRING, false},
	    {"not_before", TS_JSON_STRING, false}, {"package_sha256", TS_JSON_STRING, false},
	    {"package_is_bundle", TS_JSON_BOOL, false}, {"facts", TS_JSON_OBJECT, false},
	    {"details", TS_JSON_ARRAY, false}};
	static const struct ts_member unjudged[] = {{"n", TS_JSON_INT, true},
	    {"store", TS_JSON_INT, false}, {"path", TS_JSON_STRING, false},
	    {"path_base64", TS_JSON_STRING, false}, {"path_sha256", TS_JSON_STRING, false},
	    {"unjudged", TS_JSON_STRING, true}, {"message", TS_JSON_STRING, false},
	    {"message_base64", TS_JSON_STRING, false}};
	struct ts_json *json = NULL;
	bool is_unjudged;
	int ret = -1;

	*line = (struct ts_part_line){.number = 0};
	if (ts_json_parse(data, len, CHECK, &json, err) != 0)
		goto done;
	is_unjudged = ts_json_get(json, "unjudged") != NULL;
	if (ts_json_shape(json, "", is_unjudged ? unjudged : members,
		is_unjudged ? COUNT(unjudged) : COUNT(members), CHECK, err) != 0 ||
	    read_path(json, line, err) != 0)
		goto done;
	ret = is_unjudged ? 0 : read_bundle(json, key, &line->file, err);
done:
	ts_json_free(json);
	return ret;
}

void ts_part_line_free(struct ts_part_line *line)
{
	ts_examined_free(&line->file);
}

bool ts_part_is_end(const char *data)
{
	static const char start[] = "{\"end\":";

	return strncmp(data, start, strlen(start)) == 0;
}

static int read_found(const struct ts_json *list, struct ts_part_end *end, struct ts_err *err)
{
	int64_t value;

	end->found = calloc(ts_json_count(list) + 1, sizeof(*end->found));
	if (end->found == NULL)
		return ts_err_nomem(err);
	for (const struct ts_json *f = ts_json_first(list); f != NULL; f = ts_json_next(f)) {
		if (!ts_json_int(f, &value) || value < 0)
			return wrong(err, "a count is malformed");
		end->found[end->found_n++] = (uint64_t)value;
	}
	return 0;
}

int ts_part_end_read(const char *data, size_t len, struct ts_part_end *end, struct ts_err *err)
{
	static const struct ts_member outer[] = {{"end", TS_JSON_OBJECT, true}};
	static const struct ts_member members[] = {{"lines", TS_JSON_INT, true},
	    {"files", TS_JSON_INT, true}, {"foreign", TS_JSON_INT, true},
	    {"found", TS_JSON_ARRAY, true}, {"listing", TS_JSON_OBJECT, true},
	    {"sha256", TS_JSON_STRING, true}};
	static const struct ts_member listing[] = {
	    {"count", TS_JSON_INT, true}, {"sum", TS_JSON_STRING, true}};
	const struct ts_json *inner, *list;
	struct ts_json *json = NULL;
	bool has;
	int ret = -1;

	*end = (struct ts_part_end){.lines = 0};
	if (parse(data, len, outer, 1, &json, err) != 0)
		goto done;
	inner = ts_json_get(json, "end");
	list = ts_json_get(inner, "listing");
	if (ts_json_shape(inner, "/end", members, COUNT(members), CHECK, err) != 0 ||
	    ts_json_shape(list, "/end/listing", listing, COUNT(listing), CHECK, err) != 0)
		goto done;
	if (!read_number(inner, "lines", 0, &end->lines) ||
	    !read_number(inner, "files", 0, &end->files) ||
	    !read_number(inner, "foreign", 0, &end->foreign) ||
	    !read_number(list, "count", 0, &end->listing.count) ||
	    !read_digest(list, "sum", &has, end->listing.sum) ||
	    !read_digest(inner, "sha256", &has, end->sha256)) {
		wrong(err, "a count or a digest is malformed");
		goto done;
	}
	ret = read_found(ts_json_get(inner, "found"), end, err);
done:
	ts_json_free(json);
	return ret;
}

void ts_part_end_free(struct ts_part_end *end)
{
	free(end->found);
}
