/* Verifying Ed25519 signatures (RFC 8032) with libsodium, which is strict: S must be less than the
 * group's order. */
#ifndef TS_CRYPTO_SIGN_H
#define TS_CRYPTO_SIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "crypto/key.h"

#define TS_SIGNATURE_BYTES 64

/* Does SIGNATURE over the LEN bytes at MESSAGE verify with KEY? */
bool ts_sign_verify(const struct ts_public_key *key, const void *message, size_t len,
    const unsigned char signature[static TS_SIGNATURE_BYTES]);

#endif
