/*
 * Memory for secrets: locked, so that it is never swapped out; guarded, so that an overrun ends the
 * program; and wiped when it is freed (libsodium, "Secure memory").
 */
#ifndef TS_CRYPTO_SECRET_MEMORY_H
#define TS_CRYPTO_SECRET_MEMORY_H

#include <stddef.h>

/* Allocate SIZE bytes. NULL when there is no memory. Free with ts_secret_memory_free(). */
void *ts_secret_memory_new(size_t size);

/* Wipe and free MEMORY, which may be NULL. */
void ts_secret_memory_free(void *memory);

/* Overwrite the LEN bytes at MEMORY with zeros; the compiler does not optimise this away. */
void ts_secret_wipe(void *memory, size_t len);

#endif
