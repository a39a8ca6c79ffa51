/* The functions that alloc_unit runs, and the allocations that fail in them. */
#ifndef TORTURE_ALLOC_UNIT_H
#define TORTURE_ALLOC_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/check.h"

/* The result of a run: undecided, or a class and a digest of everything that was reported. */
struct outcome {
	enum ts_class class;
	uint64_t digest;
};

struct target {
	const char *name;
	struct outcome (*run)(void); /* disarms before it records its result */
	enum ts_class class;         /* the class when nothing fails */
};
extern const struct target alloc_targets[];
extern const size_t alloc_targets_n;

#define ALLOC_FRAMES 16

/* Which allocation fails: the AT-th (0: none) of those made while ARMED, and, if LASTING, all later
 * ones. */
struct alloc_fault {
	bool armed, lasting;
	unsigned long n, at, delivered;
	void *frames[ALLOC_FRAMES]; /* the callers when the fault was first injected */
	int frames_n;
};
extern struct alloc_fault alloc_fault;

/* Redirect the allocations of cJSON and libcrypto to this program. Call it first. */
bool alloc_hook(void);

/* Make what the targets work on, from the inputs and in the scratch directory. */
bool alloc_prepare(const char *inputs, const char *scratch);

#endif
