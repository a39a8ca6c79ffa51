#include "base/strings.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)64 << 10) /* bytes; a longer string has a block of its own */

struct ts_string_block {
	struct ts_string_block *next;
	size_t left; /* bytes at the end of it that are free */
	char text[];
};

const char *ts_strings_add(struct ts_strings *strings, const char *text)
{
	const size_t len = strlen(text) + 1, size = len > BLOCK ? len : BLOCK;
	struct ts_string_block *block = strings->blocks;
	char *place;

	if (block == NULL || block->left < len) {
		block = malloc(sizeof(*block) + size);
		if (block == NULL)
			return NULL;
		*block = (struct ts_string_block){.next = strings->blocks, .left = size};
		strings->blocks = block;
	}
	/* A longer block has no room left, so this one is of SIZE bytes. */
	place = block->text + (size - block->left);
	memcpy(place, text, len);
	block->left -= len;
	return place;
}

void ts_strings_free(struct ts_strings *strings)
{
	while (strings->blocks != NULL) {
		struct ts_string_block *next = strings->blocks->next;

		free(strings->blocks);
		strings->blocks = next;
	}
}
