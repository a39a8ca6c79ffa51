/* Growing an array by doubling, without keeping its capacity. */
#ifndef TS_BASE_GROW_H
#define TS_BASE_GROW_H

#include <stddef.h>

/* Make room for one more element in LIST (NULL if it is empty), which has N elements of SIZE bytes
 * and was grown one by one with this function. Returns the list, which may have moved; or NULL when
 * there is no memory, and then LIST is as it was. */
void *ts_grow(void *list, size_t n, size_t size);

#endif
