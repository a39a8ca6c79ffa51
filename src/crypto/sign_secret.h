/*
 * Making Ed25519 keys and signatures (RFC 8032) with libsodium. Kept apart from crypto/sign.h, so
 * that a program that only verifies contains none of it.
 */
#ifndef TS_CRYPTO_SIGN_SECRET_H
#define TS_CRYPTO_SIGN_SECRET_H

#include <stddef.h>

#include "crypto/sign.h"

#define TS_SEED_BYTES     32
#define TS_KEY_PAIR_BYTES 64 /* the seed and the public key: libsodium's form of a secret key */

/* Fill SEED with random bytes. */
void ts_seed_generate(unsigned char seed[static TS_SEED_BYTES]);

/* Derive the key pair of SEED (RFC 8032, section 5.1.5). Returns 0, or -1 when that fails. */
int ts_seed_key_pair(const unsigned char seed[static TS_SEED_BYTES],
    unsigned char pair[static TS_KEY_PAIR_BYTES], unsigned char public_key[static TS_KEY_BYTES]);

/* Sign the LEN bytes at MESSAGE. Returns 0, or -1 when that fails. */
int ts_sign_create(const unsigned char pair[static TS_KEY_PAIR_BYTES], const void *message,
    size_t len, unsigned char signature[static TS_SIGNATURE_BYTES]);

#endif
