#include "format/json.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "format/json_scan.h"

#define CANONICAL_MAX 999999999999999 /* 10^15 - 1, docs/format.md */

/* struct ts_json has no definition: it is a cJSON, and only this file knows that. */
static cJSON *tree(const struct ts_json *json)
{
	return (cJSON *)(uintptr_t)json;
}

static struct ts_json *node(cJSON *item)
{
	return (struct ts_json *)(void *)item;
}

/* Numbers that are not written as integers become raw nodes, because a double cannot represent them
 * all. */
static void mark_odd(cJSON *item, const size_t **odd, const size_t *end, size_t *count)
{
	for (; item != NULL; item = item->next) {
		if (cJSON_IsNumber(item)) {
			if (*odd < end && **odd == *count) {
				item->type = cJSON_Raw;
				(*odd)++;
			}
			(*count)++;
		} else {
			mark_odd(item->child, odd, end, count);
		}
	}
}

int ts_json_parse(
    const void *data, size_t len, const char *check, struct ts_json **json, struct ts_err *err)
{
	struct ts_buf odd = TS_BUF_INIT;
	const size_t *next, *end;
	size_t count = 0;
	cJSON *root;
	int ret = -1;

	*json = NULL;
	if (ts_json_scan(data, len, check, &odd, err) != 0)
		goto done;
	root = cJSON_ParseWithLength(data, len);
	if (root == NULL) {
		ts_err_nomem(err); /* the scan has refused everything else */
		goto done;
	}
	next = (const size_t *)(const void *)odd.data;
	end = next == NULL ? NULL : next + odd.len / sizeof(*next);
	mark_odd(root, &next, end, &count);
	*json = node(root);
	ret = 0;
done:
	ts_buf_free(&odd);
	return ret;
}

void ts_json_free(struct ts_json *json)
{
	cJSON_Delete(tree(json));
}

enum ts_json_kind ts_json_kind(const struct ts_json *json)
{
	switch (tree(json)->type & 0xFF) {
	case cJSON_True:
	case cJSON_False:
		return TS_JSON_BOOL;
	case cJSON_Number:
		return TS_JSON_INT;
	case cJSON_Raw:
		return TS_JSON_NUMBER;
	case cJSON_String:
		return TS_JSON_STRING;
	case cJSON_Array:
		return TS_JSON_ARRAY;
	case cJSON_Object:
		return TS_JSON_OBJECT;
	default:
		return TS_JSON_NULL;
	}
}

const char *ts_json_kind_description(enum ts_json_kind kind)
{
	static const char *const words[] = {
	    [TS_JSON_NULL] = "null",
	    [TS_JSON_BOOL] = "true or false",
	    [TS_JSON_INT] = "an integer",
	    [TS_JSON_NUMBER] = "a number that is not a plain integer",
	    [TS_JSON_STRING] = "a string",
	    [TS_JSON_ARRAY] = "an array",
	    [TS_JSON_OBJECT] = "an object",
	};

	return words[kind];
}

const char *ts_json_string(const struct ts_json *json)
{
	return json != NULL && cJSON_IsString(tree(json)) ? tree(json)->valuestring : NULL;
}

bool ts_json_int(const struct ts_json *json, int64_t *value)
{
	if (json == NULL || !cJSON_IsNumber(tree(json)))
		return false;
	*value = (int64_t)tree(json)->valuedouble; /* exact: the scan limits integers to 2^53 */
	return true;
}

bool ts_json_number(const struct ts_json *json, double *value)
{
	if (json == NULL ||
	    (ts_json_kind(json) != TS_JSON_INT && ts_json_kind(json) != TS_JSON_NUMBER))
		return false;
	*value = tree(json)->valuedouble;
	return true;
}

bool ts_json_bool(const struct ts_json *json, bool *value)
{
	if (json == NULL || !cJSON_IsBool(tree(json)))
		return false;
	*value = cJSON_IsTrue(tree(json));
	return true;
}

struct ts_json *ts_json_get(const struct ts_json *object, const char *name)
{
	if (object == NULL || !cJSON_IsObject(tree(object)))
		return NULL;
	/* Comparing the first letter here saves most calls of cJSON's own search. */
	for (cJSON *child = tree(object)->child; child != NULL; child = child->next)
		if (child->string[0] == name[0] && strcmp(child->string, name) == 0)
			return node(child);
	return NULL;
}

struct ts_json *ts_json_first(const struct ts_json *json)
{
	return json == NULL ? NULL : node(tree(json)->child);
}

struct ts_json *ts_json_next(const struct ts_json *child)
{
	return node(tree(child)->next);
}

size_t ts_json_count(const struct ts_json *json)
{
	size_t n = 0;

	for (struct ts_json *child = ts_json_first(json); child != NULL;
	     child = ts_json_next(child))
		n++;
	return n;
}

const char *ts_json_name(const struct ts_json *child)
{
	return tree(child)->string;
}

static int compare_members(const void *a, const void *b)
{
	return strcmp((*(const cJSON *const *)a)->string, (*(const cJSON *const *)b)->string);
}

/* The members of an object sorted by name, in an array of N + 1 that the caller frees. They often
 * are sorted already. */
static const cJSON **sorted_members(const cJSON *object, size_t *n)
{
	const cJSON **members;
	bool sorted = true;
	size_t i = 0;

	*n = ts_json_count(node((cJSON *)(uintptr_t)object));
	members = calloc(*n + 1, sizeof(const cJSON *));
	if (members == NULL)
		return NULL;
	for (const cJSON *item = object->child; item != NULL; item = item->next) {
		members[i++] = item;
		sorted = sorted && (i == 1 || strcmp(members[i - 2]->string, item->string) < 0);
	}
	if (!sorted)
		qsort(members, *n, sizeof(const cJSON *), compare_members);
	return members;
}

/* Without memory they count as unequal, so no gate passes by accident. */
static bool equal_objects(const struct ts_json *a, const struct ts_json *b)
{
	size_t na, nb;
	const cJSON **ma = sorted_members(tree(a), &na), **mb = sorted_members(tree(b), &nb);
	bool equal = ma != NULL && mb != NULL && na == nb;

	for (size_t i = 0; equal && i < na; i++)
		equal =
		    strcmp(ma[i]->string, mb[i]->string) == 0 &&
		    ts_json_equal(node((cJSON *)(uintptr_t)ma[i]), node((cJSON *)(uintptr_t)mb[i]));
	free(ma);
	free(mb);
	return equal;
}

static bool equal_arrays(const struct ts_json *a, const struct ts_json *b)
{
	const struct ts_json *ca = ts_json_first(a), *cb = ts_json_first(b);

	while (ca != NULL && cb != NULL && ts_json_equal(ca, cb)) {
		ca = ts_json_next(ca);
		cb = ts_json_next(cb);
	}
	return ca == NULL && cb == NULL;
}

bool ts_json_equal(const struct ts_json *a, const struct ts_json *b)
{
	if (ts_json_kind(a) != ts_json_kind(b))
		return false;
	switch (ts_json_kind(a)) {
	case TS_JSON_NULL:
		return true;
	case TS_JSON_BOOL:
		return cJSON_IsTrue(tree(a)) == cJSON_IsTrue(tree(b));
	case TS_JSON_STRING:
		return strcmp(tree(a)->valuestring, tree(b)->valuestring) == 0;
	case TS_JSON_INT:
	case TS_JSON_NUMBER: {
		double da = tree(a)->valuedouble, db = tree(b)->valuedouble;

		return !(da < db) && !(da > db);
	}
	case TS_JSON_OBJECT:
		return equal_objects(a, b);
	default:
		return equal_arrays(a, b);
	}
}

struct ts_json *ts_json_new_object(void)
{
	return node(cJSON_CreateObject());
}

struct ts_json *ts_json_new_array(void)
{
	return node(cJSON_CreateArray());
}

struct ts_json *ts_json_new_string(const char *text)
{
	return node(cJSON_CreateString(text));
}

struct ts_json *ts_json_copy(const struct ts_json *json)
{
	return node(cJSON_Duplicate(tree(json), 1));
}

int ts_json_put(struct ts_json *object, const char *name, struct ts_json *value)
{
	bool done = object != NULL && value != NULL;

	if (done && ts_json_get(object, name) != NULL)
		done = cJSON_ReplaceItemInObjectCaseSensitive(tree(object), name, tree(value));
	else if (done)
		done = cJSON_AddItemToObject(tree(object), name, tree(value));
	if (done)
		return 0;
	ts_json_free(value);
	return -1;
}

void ts_json_remove(struct ts_json *object, const char *name)
{
	cJSON_DeleteItemFromObjectCaseSensitive(tree(object), name);
}

int ts_json_append(struct ts_json *array, struct ts_json *value)
{
	if (array == NULL || value == NULL || !cJSON_AddItemToArray(tree(array), tree(value))) {
		ts_json_free(value);
		return -1;
	}
	return 0;
}

static bool canonical_string(const char *text, struct ts_buf *out)
{
	const char *start = text;

	ts_buf_add(out, "\"", 1);
	for (; *text != '\0'; text++) {
		if (*text < ' ' || *text > '~')
			return false;
		if (*text == '"' || *text == '\\') {
			ts_buf_add(out, start, (size_t)(text - start));
			ts_buf_add(out, "\\", 1);
			start = text;
		}
	}
	ts_buf_add(out, start, (size_t)(text - start));
	ts_buf_add(out, "\"", 1);
	return true;
}

/* Names are printable ASCII, so sorting them by bytes equals RFC 8785's order by UTF-16 units. */
static bool canonical_object(const cJSON *object, struct ts_buf *out)
{
	size_t n;
	const cJSON **members = sorted_members(object, &n);
	bool ok = true;

	out->failed = out->failed || members == NULL;
	ts_buf_add(out, "{", 1);
	for (size_t i = 0; ok && members != NULL && i < n; i++) {
		ts_buf_add(out, ",", i > 0);
		ok = canonical_string(members[i]->string, out);
		ts_buf_add(out, ":", 1);
		ok = ok && ts_json_canonical(node((cJSON *)(uintptr_t)members[i]), out);
	}
	ts_buf_add(out, "}", 1);
	free(members);
	return ok;
}

bool ts_json_canonical(const struct ts_json *json, struct ts_buf *out)
{
	int64_t number;
	bool flag = false;

	switch (ts_json_kind(json)) {
	case TS_JSON_STRING:
		return canonical_string(ts_json_string(json), out);
	case TS_JSON_INT:
		if (!ts_json_int(json, &number) || number < 0 || number > CANONICAL_MAX)
			return false;
		ts_buf_printf(out, "%lld", (long long)number);
		return true;
	case TS_JSON_BOOL:
		ts_json_bool(json, &flag);
		ts_buf_add_str(out, flag ? "true" : "false");
		return true;
	case TS_JSON_OBJECT:
		return canonical_object(tree(json), out);
	case TS_JSON_ARRAY:
		ts_buf_add(out, "[", 1);
		for (cJSON *item = tree(json)->child; item != NULL; item = item->next) {
			ts_buf_add(out, ",", item->prev != NULL && item != tree(json)->child);
			if (!ts_json_canonical(node(item), out))
				return false;
		}
		ts_buf_add(out, "]", 1);
		return true;
	default:
		return false;
	}
}

static const struct ts_member *find_member(
    const struct ts_member *members, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(members[i].name, name) == 0)
			return &members[i];
	return NULL;
}

/* A name that does not look like a member's may be a value that must not be shown. */
static int unknown_member(const char *name, const char *at, const char *check, struct ts_err *err)
{
	if (ts_name_is_field(name, strlen(name))) {
		ts_err_set(err, check, "unknown member \"%s\"", name);
		return ts_err_at(err, "%s/%s", at, name);
	}
	ts_err_set(err, check, "unknown member, whose name is not that of a field");
	return ts_err_at(err, "%s/*", at);
}

int ts_json_shape(const struct ts_json *json, const char *at, const struct ts_member *members,
    size_t n, const char *check, struct ts_err *err)
{
	if (ts_json_kind(json) != TS_JSON_OBJECT) {
		ts_err_set(err, check, "%s is found where an object is required",
		    ts_json_kind_description(ts_json_kind(json)));
		return ts_err_at(err, "%s", at);
	}
	for (struct ts_json *c = ts_json_first(json); c != NULL; c = ts_json_next(c)) {
		const struct ts_member *member = find_member(members, n, ts_json_name(c));

		if (member == NULL)
			return unknown_member(ts_json_name(c), at, check, err);
		if (ts_json_kind(c) != member->kind &&
		    !(member->kind == TS_JSON_NUMBER && ts_json_kind(c) == TS_JSON_INT)) {
			ts_err_set(err, check, "\"%s\" must be %s, but is %s", member->name,
			    ts_json_kind_description(member->kind),
			    ts_json_kind_description(ts_json_kind(c)));
			return ts_err_at(err, "%s/%s", at, member->name);
		}
	}
	for (size_t i = 0; i < n; i++) {
		if (members[i].required && ts_json_get(json, members[i].name) == NULL) {
			ts_err_set(err, check, "the member \"%s\" is missing", members[i].name);
			return ts_err_at(err, "%s/%s", at, members[i].name);
		}
	}
	return 0;
}

const char *ts_json_version(void)
{
	return cJSON_Version();
}
