/* Texts that many bundles have in common, such as stages, labels and pointers, each kept once. */
#ifndef TS_AUDIT_SHARED_H
#define TS_AUDIT_SHARED_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "crypto/shorthash.h"

struct ts_shared {
	char **list; /* owned, and so is each of them */
	size_t n;
	uint32_t *slots; /* owned: a hash table of indexes plus one; 0 is free */
	size_t slots_n;  /* a power of two, or 0 */
	unsigned char
	    key[TS_SHORTHASH_KEY_BYTES]; /* so that nobody can choose texts that collide */
};

/* Find TEXT, or add a copy of it; *INDEX is its place in the list. Errors: "io". */
int ts_shared_add(struct ts_shared *shared, const char *text, uint32_t *index, struct ts_err *err);
void ts_shared_free(struct ts_shared *shared);

#endif
