/* What alloc_unit tries, and the allocations that fail for it. */
#ifndef TORTURE_ALLOC_UNIT_H
#define TORTURE_ALLOC_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/check.h"

/* What a run came to: undecided, or something with a digest of all that it said. */
struct outcome {
	enum ts_class class;
	uint64_t digest;
};

struct target {
	const char *name;
	struct outcome (*run)(void); /* disarms before it says what it came to */
	enum ts_class class;         /* what it comes to where nothing fails */
};
extern const struct target alloc_targets[];
extern const size_t alloc_targets_n;

#define ALLOC_FRAMES 16

/* Which allocation fails: the AT-th (0: none) of those made while ARMED, and, if LASTING, all after
 * it. */
struct alloc_fault {
	bool armed, lasting;
	unsigned long n, at, delivered;
	void *frames[ALLOC_FRAMES]; /* who called, where the fault was delivered first */
	int frames_n;
};
extern struct alloc_fault alloc_fault;

/* Turn the allocations of cJSON and libcrypto here; first of all. */
bool alloc_hook(void);

/* Make what the targets work on, out of the inputs and in the scratch directory. */
bool alloc_prepare(const char *inputs, const char *scratch);

#endif
