#include "crypto/hmac.h"

#include <sodium.h>

void ts_hmac(const unsigned char salt[static TS_SALT_BYTES], const void *a, size_t a_len,
    const void *b, size_t b_len, unsigned char code[static TS_DIGEST_BYTES])
{
	crypto_auth_hmacsha256_state state;

	crypto_auth_hmacsha256_init(&state, salt, TS_SALT_BYTES);
	crypto_auth_hmacsha256_update(&state, a, a_len);
	crypto_auth_hmacsha256_update(&state, b, b_len);
	crypto_auth_hmacsha256_final(&state, code);
	sodium_memzero(&state, sizeof(state));
}

void ts_salt_new(unsigned char salt[static TS_SALT_BYTES])
{
	randombytes_buf(salt, TS_SALT_BYTES);
}
