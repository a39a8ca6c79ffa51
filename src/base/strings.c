#include "base/strings.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)64 << 10) /* bytes of texts; a longer text has a block of its own */

struct ts_string_block {
	struct ts_string_block *next;
	size_t left; /* bytes at the end of it that are free */
	char text[];
};

const char *ts_strings_add(struct ts_strings *texts, const char *text)
{
	const size_t len = strlen(text) + 1, size = len > BLOCK ? len : BLOCK;
	struct ts_string_block *block = texts->blocks;
	char *place;

	if (block == NULL || block->left < len) {
		block = malloc(sizeof(*block) + size);
		if (block == NULL)
			return NULL;
		*block = (struct ts_string_block){.next = texts->blocks, .left = size};
		texts->blocks = block;
	}
	/* A block that is longer has no room left anyway. */
	place = block->text + (size - block->left);
	memcpy(place, text, len);
	block->left -= len;
	return place;
}

void ts_strings_free(struct ts_strings *texts)
{
	while (texts->blocks != NULL) {
		struct ts_string_block *next = texts->blocks->next;

		free(texts->blocks);
		texts->blocks = next;
	}
}
