#include "start/skeleton.h"

#include <string.h>

#include "format/json_write.h"

/* What stands at a pointer: a placeholder, an array with one element, or an object. */
static struct ts_json *new_node(const struct ts_pointer *at, size_t i)
{
	if (i == at->n)
		return ts_json_new_string(TS_PLACEHOLDER);
	return strcmp(at->tokens[i], "*") == 0 ? ts_json_new_array() : ts_json_new_object();
}

/* Add what AT names, from its token I on, to NODE, unless it is there. Returns -1 if there is no
 * memory. */
static int add(struct ts_json *node, const struct ts_pointer *at, size_t i)
{
	struct ts_json *child;

	for (; i < at->n; i++) {
		bool element = ts_json_kind(node) == TS_JSON_ARRAY;

		if (!element && ts_json_kind(node) != TS_JSON_OBJECT)
			return 0; /* another pointer says that it is a value */
		child = element ? ts_json_first(node) : ts_json_get(node, at->tokens[i]);
		if (child == NULL) {
			child = new_node(at, i + 1);
			if ((element ? ts_json_append(node, child)
				     : ts_json_put(node, at->tokens[i], child)) != 0)
				return -1;
		}
		node = child;
	}
	return 0;
}

static void finish(struct ts_json *root, bool whole, struct ts_buf *out)
{
	struct ts_json_writer w = {.out = out};

	if (root == NULL || !whole)
		out->failed = true;
	else
		ts_jw_tree(&w, NULL, root);
	ts_json_free(root);
}

static bool add_fields(struct ts_json *root, const struct ts_profile *profile)
{
	bool whole = root != NULL;

	for (size_t i = 0; whole && i < profile->fields_n; i++)
		if (profile->fields[i].type != TS_TYPE_TEXT)
			whole = add(root, &profile->fields[i].at, 1) == 0;
	return whole;
}

static bool add_conditions(struct ts_json *root, const struct ts_conditions *list)
{
	bool whole = true;

	for (size_t i = 0; i < list->n; i++) {
		const struct ts_condition *c = &list->list[i];

		for (size_t j = 0; whole && j <= c->others_n; j++) {
			const struct ts_pointer *at = j == 0 ? &c->at : &c->others[j - 1];

			if (at->n > 1 && strcmp(at->tokens[0], "evidence") == 0)
				whole = add(root, at, 1) == 0;
		}
	}
	return whole;
}

void ts_skeleton_record(const struct ts_profile *profile, struct ts_buf *out)
{
	struct ts_json *root = ts_json_new_object();

	finish(root, add_fields(root, profile), out);
}

void ts_skeleton_evidence(
    const struct ts_profile *profile, const struct ts_profile *before, struct ts_buf *out)
{
	struct ts_json *root = ts_json_new_object();
	bool whole =
	    root != NULL && ts_json_put(root, "status", ts_json_new_string(TS_PLACEHOLDER)) == 0;

	if (before != NULL)
		whole = whole && add_fields(root, before);
	for (size_t i = 0; before == NULL && i < profile->gates_n; i++)
		whole = whole && (profile->gates[i].has_each ||
				     (add_conditions(root, &profile->gates[i].when) &&
					 add_conditions(root, &profile->gates[i].all) &&
					 add_conditions(root, &profile->gates[i].any)));
	if (whole && before == NULL && profile->has_expired && profile->expired.n > 1 &&
	    strcmp(profile->expired.tokens[0], "evidence") == 0)
		whole = add(root, &profile->expired, 1) == 0;
	finish(root, whole, out);
}
