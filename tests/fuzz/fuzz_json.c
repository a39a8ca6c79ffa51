/* The JSON wrapper: what parses stays the same when it is copied, written in canonical form, and
 * built node by node. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/json_place.h"
#include "format/json_write.h"
#include "format/pointer.h"
#include "fuzz.h"

#define CHECK "document.parse"

void set_up(void)
{
}

static struct ts_json *parse(const void *data, size_t len)
{
	struct ts_json *json = NULL;
	struct ts_err err;

	return ts_json_parse(data, len, CHECK, &json, &err) == 0 ? json : NULL;
}

/* Canonical form parses to the same value, and is a fixed point. */
static void canonical(const struct ts_json *json)
{
	struct ts_buf first = TS_BUF_INIT, second = TS_BUF_INIT;
	struct ts_json *again;

	if (ts_json_canonical(json, &first)) {
		holds(ts_buf_ok(&first), "there is memory");
		again = parse(first.data, first.len);
		holds(again != NULL, "canonical form parses");
		holds(ts_json_equal(json, again), "canonical form has the same value");
		holds(ts_json_canonical(again, &second) && same(&first, &second),
		    "canonical form is its own");
		ts_json_free(again);
	}
	ts_buf_free(&first);
	ts_buf_free(&second);
}

/* What is written for other readers parses. */
static void written(const struct ts_json *json)
{
	struct ts_buf out = TS_BUF_INIT;
	struct ts_json_writer writer = {.out = &out};
	struct ts_json *again;

	ts_jw_tree(&writer, NULL, json);
	holds(ts_buf_ok(&out), "there is memory");
	again = parse(out.data, out.len);
	holds(again != NULL, "what is written parses");
	holds(ts_json_kind(json) == TS_JSON_NUMBER || ts_json_kind(json) == ts_json_kind(again),
	    "what is written is of the same kind");
	ts_json_free(again);
	ts_buf_free(&out);
}

/* Every node below NODE is found again from ROOT by its pointer. */
static void pointers(
    const struct ts_json *root, const struct ts_json *node, struct ts_buf *at, size_t *left)
{
	size_t len = at->len, i = 0;

	for (struct ts_json *c = ts_json_first(node); c != NULL && *left > 0; c = ts_json_next(c)) {
		struct ts_pointer pointer;
		char index[24];

		--*left;
		snprintf(index, sizeof(index), "%zu", i++);
		ts_pointer_add_token(at, ts_json_name(c) != NULL ? ts_json_name(c) : index);
		holds(ts_buf_cstr(at) != NULL, "there is memory");
		holds(ts_pointer_parse(ts_buf_cstr(at), &pointer) == 0,
		    "a pointer that is made parses");
		holds(ts_pointer_find(&pointer, root) == c, "a pointer finds its node");
		ts_pointer_free(&pointer);
		if (ts_json_kind(node) == TS_JSON_OBJECT)
			holds(ts_json_get(node, ts_json_name(c)) == c, "a member is found");
		pointers(root, c, at, left);
		at->len = len;
	}
}

/* Every byte has a pointer as its place; white space at the end belongs to no value. */
static void places(const uint8_t *data, size_t size, bool parses)
{
	while (size > 0 && strchr(" \t\r\n", data[size - 1]) != NULL)
		size--;
	for (size_t at = 0; at < size; at += size / 16 + 1) {
		struct ts_buf out = TS_BUF_INIT;
		struct ts_pointer pointer;
		bool found = ts_json_place(data, size, at, &out);

		holds(found || !parses, "a byte of sound JSON has a place");
		if (found) {
			const char *text = out.len == 0 ? "" : ts_buf_cstr(&out);

			holds(ts_pointer_parse(text, &pointer) == 0, "a place is a pointer");
			ts_pointer_free(&pointer);
		} else {
			holds(out.len == 0, "nothing is appended where there is no place");
		}
		ts_buf_free(&out);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *input = exact_copy(data, size);
	struct ts_json *json = NULL, *again, *copy;
	struct ts_buf at = TS_BUF_INIT;
	struct ts_err err;
	size_t left = 200;
	bool parses = ts_json_parse(input, size, CHECK, &json, &err) == 0;

	if (parses) {
		again = parse(input, size);
		holds(again != NULL && ts_json_equal(json, again) && ts_json_equal(again, json),
		    "a second parse agrees");
		copy = ts_json_copy(json);
		holds(copy != NULL && ts_json_equal(json, copy), "a copy is equal");
		canonical(json);
		written(json);
		pointers(json, json, &at, &left);
		ts_json_free(again);
		ts_json_free(copy);
		ts_json_free(json);
	} else {
		holds_err(&err, CHECK);
		holds(err.at[0] != '\0', "an error says where");
	}
	places(input, size, parses);
	ts_buf_free(&at);
	free(input);
	return 0;
}
