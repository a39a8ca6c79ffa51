#include "crypto/secret_memory.h"

#include <sodium.h>

void *ts_secret_memory_new(size_t size)
{
	return sodium_malloc(size);
}

void ts_secret_memory_free(void *memory)
{
	sodium_free(memory);
}

void ts_secret_wipe(void *memory, size_t len)
{
	sodium_memzero(memory, len);
}
