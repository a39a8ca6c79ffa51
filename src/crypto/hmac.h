/* HMAC-SHA-256 (RFC 2104) with libsodium. */
#ifndef TS_CRYPTO_HMAC_H
#define TS_CRYPTO_HMAC_H

#include <stddef.h>

#include "crypto/encode.h"

#define TS_SALT_BYTES 32

/* The code of A followed by B under the key SALT. */
void ts_hmac(const unsigned char salt[static TS_SALT_BYTES], const void *a, size_t a_len,
    const void *b, size_t b_len, unsigned char code[static TS_DIGEST_BYTES]);

/* Generate a random key. */
void ts_salt_new(unsigned char salt[static TS_SALT_BYTES]);

#endif
