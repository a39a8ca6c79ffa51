#include "base/nearest.h"

#include <string.h>

#define LONGEST 128

static size_t smallest(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;

	return least < c ? least : c;
}

/* The edits that turn WORD into NAME. What a "*" stands for costs nothing. */
static size_t distance(const char *word, const char *name)
{
	size_t len = strlen(name), row[LONGEST + 1];

	for (size_t j = 0; j <= len; j++)
		row[j] = j;
	for (; *word != '\0'; word++) {
		size_t before = row[0];

		row[0] += *word != '*';
		for (size_t j = 1; j <= len; j++) {
			size_t above = row[j];

			if (*word == '*')
				row[j] = above < row[j - 1] ? above : row[j - 1];
			else
				row[j] = smallest(
				    above + 1, row[j - 1] + 1, before + (*word != name[j - 1]));
			before = above;
		}
	}
	return row[len];
}

const char *ts_nearest(const char *word, const char *const *names, size_t n)
{
	const char *nearest = NULL;
	size_t least = strlen(word) / 3 + 1;

	if (strlen(word) > LONGEST)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		size_t edits = strlen(names[i]) > LONGEST ? least : distance(word, names[i]);

		if (edits < least) {
			least = edits;
			nearest = names[i];
		}
	}
	return nearest;
}
