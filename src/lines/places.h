/* Where the lines of all parts belong in the listing of the whole store. */
#ifndef TS_LINES_PLACES_H
#define TS_LINES_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct ts_places {
	uint64_t
	    *bundles; /* owned: the place of each bundle, in the order in which they were read */
	size_t bundles_n;
	uint64_t *others; /* owned: the places of what could not be judged */
	size_t others_n;
	size_t *order; /* owned: the numbers of the bundles, sorted by their places */
};

/* Note the place of the next line. Errors: "io". */
int ts_places_add(struct ts_places *places, uint64_t place, bool is_bundle, struct ts_err *err);

/* Sort the places. Nothing may be added afterwards. Errors: "io". */
int ts_places_sort(struct ts_places *places, struct ts_err *err);

/* Does no place occur twice? They are sorted. */
bool ts_places_are_unique(const struct ts_places *places);

void ts_places_free(struct ts_places *places);

#endif
