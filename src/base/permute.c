#include "base/permute.h"

#include <stdlib.h>
#include <string.h>

int ts_permute(void *list, size_t n, size_t size, size_t *order, struct ts_err *err)
{
	unsigned char *bytes = list, *first = malloc(size);

	if (first == NULL)
		return ts_err_nomem(err);
	for (size_t i = 0; i < n; i++) {
		size_t to = i;

		if (order[i] == i)
			continue;
		/* Follow the cycle that begins here. */
		memcpy(first, bytes + i * size, size);
		while (order[to] != i) {
			size_t from = order[to];

			memcpy(bytes + to * size, bytes + from * size, size);
			order[to] = to;
			to = from;
		}
		memcpy(bytes + to * size, first, size);
		order[to] = to;
	}
	free(first);
	return 0;
}
