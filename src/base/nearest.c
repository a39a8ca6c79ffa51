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
	/* The edits for what WORD begins with, up to this byte, the one before, and that before. */
	size_t rows[3][LONGEST + 1], len = strlen(name), i = 0;
	size_t *row = rows[0], *above = rows[1], *higher = rows[2];

	for (size_t j = 0; j <= len; j++)
		row[j] = j;
	for (; word[i] != '\0'; i++) {
		size_t *oldest = higher;

		higher = above;
		above = row;
		row = oldest;
		row[0] = above[0] + (word[i] != '*');
		for (size_t j = 1; j <= len; j++) {
			if (word[i] == '*')
				row[j] = above[j] < row[j - 1] ? above[j] : row[j - 1];
			else
				row[j] = smallest(above[j] + 1, row[j - 1] + 1,
				    above[j - 1] + (word[i] != name[j - 1]));
			if (i > 0 && j > 1 && word[i] == name[j - 2] &&
			    word[i - 1] == name[j - 1] && higher[j - 2] + 1 < row[j])
				row[j] = higher[j - 2] + 1;
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
