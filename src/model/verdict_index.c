#include "model/verdict_index.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/finding.h"

/* FNV-1a. Ids are those of checks and of a profile's gates; a profile is the verifier's own. */
static size_t hash(const char *id)
{
	uint64_t h = 0xcbf29ce484222325U;

	for (; *id != '\0'; id++)
		h = (h ^ (unsigned char)*id) * 0x100000001b3U;
	return (size_t)(h ^ h >> 32);
}

/* The slot of ID, or the empty one where it belongs. */
static struct ts_verdict_slot *probe(
    const struct ts_verdict_index *index, const struct ts_finding *findings, const char *id)
{
	size_t i = hash(id) & (index->size - 1);

	while (index->slots[i].n > 0 && strcmp(findings[index->slots[i].first].id, id) != 0)
		i = (i + 1) & (index->size - 1);
	return &index->slots[i];
}

/* Make room for one more check: at most half of the slots are used. */
static int reserve(struct ts_verdict_index *index, const struct ts_finding *findings)
{
	struct ts_verdict_index grown = {.size = index->size == 0 ? 256 : 2 * index->size,
	    .used = index->used,
	    .seen = index->seen};

	if (index->used + 1 <= index->size / 2)
		return 0;
	grown.slots = calloc(grown.size, sizeof(*grown.slots));
	if (grown.slots == NULL)
		return -1;
	for (size_t i = 0; i < index->size; i++)
		if (index->slots[i].n > 0)
			*probe(&grown, findings, findings[index->slots[i].first].id) =
			    index->slots[i];
	free(index->slots);
	*index = grown;
	return 0;
}

int ts_verdict_index_update(
    struct ts_verdict_index *index, const struct ts_finding *findings, size_t n)
{
	for (; index->seen < n; index->seen++) {
		struct ts_verdict_slot *slot;

		if (findings[index->seen].in != NULL)
			continue;
		if (reserve(index, findings) != 0)
			return -1;
		slot = probe(index, findings, findings[index->seen].id);
		if (slot->n++ == 0) {
			slot->first = index->seen;
			index->used++;
		}
	}
	return 0;
}

const struct ts_verdict_slot *ts_verdict_index_find(
    const struct ts_verdict_index *index, const struct ts_finding *findings, const char *id)
{
	const struct ts_verdict_slot *slot = index->size == 0 ? NULL : probe(index, findings, id);

	return slot == NULL || slot->n == 0 ? NULL : slot;
}

void ts_verdict_index_clear(struct ts_verdict_index *index)
{
	free(index->slots);
	*index = (struct ts_verdict_index){0};
}
