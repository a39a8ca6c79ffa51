#include "audit/shared.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS_MIN 64

/* The slot of TEXT, or the free one where it belongs. */
static uint32_t *find(const struct ts_shared *shared, const char *text)
{
	size_t at = (size_t)ts_shorthash(shared->key, text, strlen(text)) & (shared->slots_n - 1);

	while (shared->slots[at] != 0 && strcmp(shared->list[shared->slots[at] - 1], text) != 0)
		at = (at + 1) & (shared->slots_n - 1);
	return &shared->slots[at];
}

/* Make room for one more text, so that at least half of the slots are free. */
static int grow(struct ts_shared *shared, struct ts_err *err)
{
	size_t slots_n = shared->slots_n == 0 ? SLOTS_MIN : shared->slots_n * 2;
	char **list;
	uint32_t *slots;

	if (shared->n < shared->slots_n / 2)
		return 0;
	list = realloc(shared->list, slots_n / 2 * sizeof(*list));
	if (list == NULL)
		return ts_err_nomem(err);
	shared->list = list;
	slots = slots_n / 2 > UINT32_MAX ? NULL : calloc(slots_n, sizeof(*slots));
	if (slots == NULL)
		return ts_err_nomem(err);
	free(shared->slots);
	shared->slots = slots;
	shared->slots_n = slots_n;
	for (size_t i = 0; i < shared->n; i++)
		*find(shared, shared->list[i]) = (uint32_t)i + 1;
	return 0;
}

int ts_shared_add(struct ts_shared *shared, const char *text, uint32_t *index, struct ts_err *err)
{
	uint32_t *slot;

	if (shared->slots_n == 0)
		ts_shorthash_key(shared->key);
	if (grow(shared, err) != 0)
		return -1;
	slot = find(shared, text);
	if (*slot == 0) {
		shared->list[shared->n] = strdup(text);
		if (shared->list[shared->n] == NULL)
			return ts_err_nomem(err);
		*slot = (uint32_t)++shared->n;
	}
	*index = *slot - 1;
	return 0;
}

void ts_shared_free(struct ts_shared *shared)
{
	for (size_t i = 0; i < shared->n; i++)
		free(shared->list[i]);
	free(shared->list);
	free(shared->slots);
	*shared = (struct ts_shared){.list = NULL};
}
