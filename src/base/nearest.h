/* Which of some names was probably meant: the one that takes the fewest edits. */
#ifndef TS_BASE_NEAREST_H
#define TS_BASE_NEAREST_H

#include <stddef.h>

/*
 * The one of the N NAMES (at most 128 bytes each) that is nearest to WORD, in which "*" stands for
 * any bytes; NULL if none is so near that it was probably meant: more than a third of the bytes of
 * WORD would have to change. (Levenshtein distance, in which two exchanged neighbours are one
 * edit.)
 */
const char *ts_nearest(const char *word, const char *const *names, size_t n);

#endif
