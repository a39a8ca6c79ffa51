#include "format/pointer.h"

#include <stdlib.h>
#include <string.h>

#include "base/name.h"

static size_t count_tokens(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += *text == '/';
	return n;
}

/* Decode the tokens of TEXT into storage, which is large enough for TEXT and a NUL. */
static int split(struct ts_pointer *pointer, const char *in)
{
	char *out = pointer->storage;

	while (*in == '/') {
		pointer->tokens[pointer->n++] = out;
		for (in++; *in != '\0' && *in != '/'; in++) {
			if (*in != '~')
				*out++ = *in;
			else if (*++in == '0' || *in == '1')
				*out++ = *in == '0' ? '~' : '/';
			else
				return -1;
		}
		*out++ = '\0'; /* where TEXT has the slash of the next token */
	}
	return 0;
}

int ts_pointer_parse(const char *text, struct ts_pointer *pointer)
{
	*pointer = (struct ts_pointer){0};
	if (text[0] != '\0' && text[0] != '/')
		return -1;
	pointer->text = strdup(text);
	pointer->storage = calloc(1, strlen(text) + 1);
	pointer->tokens = calloc(count_tokens(text) + 1, sizeof(char *));
	if (pointer->text == NULL || pointer->storage == NULL || pointer->tokens == NULL ||
	    split(pointer, text) != 0) {
		ts_pointer_free(pointer);
		return -1;
	}
	return 0;
}

void ts_pointer_free(struct ts_pointer *pointer)
{
	free(pointer->text);
	free(pointer->storage);
	free(pointer->tokens);
	*pointer = (struct ts_pointer){0};
}

static const struct ts_json *element(const struct ts_json *array, const char *token)
{
	const struct ts_json *item = ts_json_first(array);
	size_t index = 0;

	if (*token == '\0' || (token[0] == '0' && token[1] != '\0') || strlen(token) > 9)
		return NULL;
	for (; *token != '\0'; token++) {
		if (*token < '0' || *token > '9')
			return NULL;
		index = index * 10 + (size_t)(*token - '0');
	}
	while (item != NULL && index-- > 0)
		item = ts_json_next(item);
	return item;
}

const struct ts_json *ts_pointer_find(const struct ts_pointer *pointer, const struct ts_json *root)
{
	for (size_t i = 0; root != NULL && i < pointer->n; i++) {
		if (ts_json_kind(root) == TS_JSON_ARRAY)
			root = element(root, pointer->tokens[i]);
		else
			root = ts_json_get(root, pointer->tokens[i]);
	}
	return root;
}

void ts_pointer_show_name(struct ts_buf *out, const char *name, size_t len)
{
	if (!ts_name_is_field(name, len)) {
		ts_buf_add_str(out, "/*");
		return;
	}
	ts_buf_add(out, "/", 1);
	ts_buf_add(out, name, len);
}

void ts_pointer_add_token(struct ts_buf *out, const char *token)
{
	size_t plain;

	ts_buf_add(out, "/", 1);
	for (;; token += plain + 1) {
		plain = strcspn(token, "~/");
		ts_buf_add(out, token, plain);
		if (token[plain] == '\0')
			return;
		ts_buf_add_str(out, token[plain] == '~' ? "~0" : "~1");
	}
}
