#include "format/json_place.h"

#include <string.h>

#include "format/json.h"
#include "format/pointer.h"

/* An object or array that has not ended yet. */
struct level {
	bool object;
	size_t index;              /* of the element, in an array */
	const unsigned char *name; /* of the member, in an object; NULL before the first one */
	size_t name_len;
};

struct walk {
	const unsigned char *p, *end, *wanted;
	struct level levels[TS_JSON_DEPTH];
	size_t depth;
};

static void write_pointer(const struct walk *w, struct ts_buf *out)
{
	for (size_t i = 0; i < w->depth; i++) {
		const struct level *l = &w->levels[i];

		if (!l->object)
			ts_buf_printf(out, "/%zu", l->index);
		else if (l->name != NULL)
			ts_pointer_show_name(out, (const char *)l->name, l->name_len);
	}
}

/* The end of the string that begins at P; NULL when it does not end. */
static const unsigned char *string_end(const unsigned char *p, const unsigned char *end)
{
	for (p++; p < end; p++) {
		if (*p == '\\')
			p++;
		else if (*p == '"')
			return p + 1;
	}
	return NULL;
}

/* The end of the token at W->p: a string, or whatever comes before the next separator. */
static const unsigned char *token_end(const struct walk *w)
{
	const unsigned char *p = w->p;

	if (*p == '"')
		return string_end(p, w->end);
	if (strchr("{}[]:,", *p) != NULL)
		return p + 1;
	while (p < w->end && strchr(" \t\r\n{}[]:,\"", *p) == NULL)
		p++;
	return p;
}

/* Process a token; false when the text cannot be JSON. */
static bool take(struct walk *w, const unsigned char *end)
{
	struct level *top = w->depth == 0 ? NULL : &w->levels[w->depth - 1];
	unsigned char c = *w->p;

	if (c == '{' || c == '[') {
		if (w->depth == TS_JSON_DEPTH)
			return false;
		w->levels[w->depth++] = (struct level){.object = c == '{'};
	} else if (c == '}' || c == ']') {
		if (w->depth == 0)
			return false;
		w->depth--;
	} else if (c == ',' && top != NULL) {
		top->index++;
		top->name = NULL;
	} else if (c == '"' && top != NULL && top->object && top->name == NULL) {
		top->name = w->p + 1;
		top->name_len = (size_t)(end - w->p) - 2;
	}
	return true;
}

bool ts_json_place(const void *text, size_t len, size_t offset, struct ts_buf *out)
{
	struct walk w = {.p = text, .end = (const unsigned char *)text + len};

	w.wanted = w.p + (offset < len ? offset : len);
	while (w.p < w.end) {
		const unsigned char *end;

		if (strchr(" \t\r\n", *w.p) != NULL) {
			w.p++;
			continue;
		}
		end = token_end(&w);
		if (end == NULL)
			return false;
		/* When the byte belongs to a member's name, the pointer names the object. */
		if (w.wanted < end) {
			write_pointer(&w, out);
			return true;
		}
		if (!take(&w, end))
			return false;
		w.p = end;
	}
	return false;
}
