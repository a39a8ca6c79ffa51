/* SipHash-2-4 with libsodium: short codes that nobody can predict who does not know the key. They
 * are for comparing texts within one run, and prove nothing to anybody else. */
#ifndef TS_CRYPTO_SHORTHASH_H
#define TS_CRYPTO_SHORTHASH_H

#include <stddef.h>
#include <stdint.h>

#define TS_SHORTHASH_KEY_BYTES 16

/* Generate a random key. */
void ts_shorthash_key(unsigned char key[static TS_SHORTHASH_KEY_BYTES]);

/* The code of the LEN bytes at DATA. */
uint64_t ts_shorthash(
    const unsigned char key[static TS_SHORTHASH_KEY_BYTES], const void *data, size_t len);

#endif
