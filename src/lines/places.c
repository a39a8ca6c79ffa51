#define _GNU_SOURCE /* qsort_r */

#include "lines/places.h"

#include <stdlib.h>

#include "base/grow.h"

static int add(uint64_t **list, size_t *n, uint64_t place, struct ts_err *err)
{
	uint64_t *grown = ts_grow(*list, *n, sizeof(*grown));

	if (grown == NULL)
		return ts_err_nomem(err);
	*list = grown;
	(*list)[(*n)++] = place;
	return 0;
}

int ts_places_add(struct ts_places *places, uint64_t place, bool is_bundle, struct ts_err *err)
{
	return is_bundle ? add(&places->bundles, &places->bundles_n, place, err)
			 : add(&places->others, &places->others_n, place, err);
}

static int compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int compare_bundles(const void *a, const void *b, void *ctx)
{
	const uint64_t *places = ctx;
	const size_t *x = a, *y = b;

	return compare(&places[*x], &places[*y]);
}

int ts_places_sort(struct ts_places *places, struct ts_err *err)
{
	const size_t n = places->bundles_n;

	places->order = calloc(n + 1, sizeof(*places->order));
	if (places->order == NULL)
		return ts_err_nomem(err);
	for (size_t i = 0; i < n; i++)
		places->order[i] = i;
	if (n > 1)
		qsort_r(places->order, n, sizeof(*places->order), compare_bundles, places->bundles);
	if (places->others_n > 1)
		qsort(places->others, places->others_n, sizeof(*places->others), compare);
	return 0;
}

bool ts_places_are_unique(const struct ts_places *places)
{
	const uint64_t *bundles = places->bundles, *others = places->others;
	const size_t *order = places->order;

	for (size_t i = 1; i < places->bundles_n; i++)
		if (bundles[order[i - 1]] == bundles[order[i]])
			return false;
	for (size_t i = 0, k = 0; i < places->others_n; i++) {
		while (k < places->bundles_n && bundles[order[k]] < others[i])
			k++;
		if ((k < places->bundles_n && bundles[order[k]] == others[i]) ||
		    (i > 0 && others[i - 1] == others[i]))
			return false;
	}
	return true;
}

void ts_places_free(struct ts_places *places)
{
	free(places->bundles);
	free(places->others);
	free(places->order);
	*places = (struct ts_places){.bundles = NULL};
}
