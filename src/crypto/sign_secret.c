#include "crypto/sign_secret.h"

#include <sodium.h>

_Static_assert(TS_KEY_PAIR_BYTES == crypto_sign_SECRETKEYBYTES, "libsodium's form of a secret key");

void ts_seed_generate(unsigned char seed[static TS_SEED_BYTES])
{
	randombytes_buf(seed, TS_SEED_BYTES);
}

int ts_seed_key_pair(const unsigned char seed[static TS_SEED_BYTES],
    unsigned char pair[static TS_KEY_PAIR_BYTES], unsigned char public_key[static TS_KEY_BYTES])
{
	return crypto_sign_seed_keypair(public_key, pair, seed);
}

int ts_sign_create(const unsigned char pair[static TS_KEY_PAIR_BYTES], const void *message,
    size_t len, unsigned char signature[static TS_SIGNATURE_BYTES])
{
	return crypto_sign_detached(signature, NULL, message, len, pair);
}
