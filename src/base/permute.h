/* Putting the elements of an array into an order, without a second array. */
#ifndef TS_BASE_PERMUTE_H
#define TS_BASE_PERMUTE_H

#include <stddef.h>

#include "base/err.h"

/* Move the N elements of SIZE bytes in LIST so that the one at ORDER[I] comes to I. ORDER has each
 * index once, and is changed. Errors: "io". */
int ts_permute(void *list, size_t n, size_t size, size_t *order, struct ts_err *err);

#endif
