#include "crypto/sign.h"

#include <sodium.h>

bool ts_sign_verify(const struct ts_public_key *key, const void *message, size_t len,
    const unsigned char signature[static TS_SIGNATURE_BYTES])
{
	return crypto_sign_verify_detached(signature, message, len, key->bytes) == 0;
}
