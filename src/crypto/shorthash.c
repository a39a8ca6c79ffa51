#include "crypto/shorthash.h"

#include <sodium.h>

_Static_assert(TS_SHORTHASH_KEY_BYTES == crypto_shorthash_KEYBYTES, "the size of a key");

void ts_shorthash_key(unsigned char key[static TS_SHORTHASH_KEY_BYTES])
{
	crypto_shorthash_keygen(key);
}

uint64_t ts_shorthash(
    const unsigned char key[static TS_SHORTHASH_KEY_BYTES], const void *data, size_t len)
{
	unsigned char code[crypto_shorthash_BYTES];
	uint64_t value = 0;

	crypto_shorthash(code, data, len, key);
	for (size_t i = 0; i < sizeof(code); i++)
		value = value << 8 | code[i];
	return value;
}
