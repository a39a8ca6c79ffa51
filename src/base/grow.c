#include "base/grow.h"

#include <stdint.h>
#include <stdlib.h>

void *ts_grow(void *list, size_t n, size_t size)
{
	/* The array is full when N is a power of two, or 0. */
	if ((n & (n - 1)) != 0)
		return list;
	if (n > SIZE_MAX / 2 / size)
		return NULL;
	return realloc(list, (n == 0 ? 1 : 2 * n) * size);
}
