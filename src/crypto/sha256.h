/* SHA-256 (FIPS 180-4) with OpenSSL, which uses the processor's instructions for it. */
#ifndef TS_CRYPTO_SHA256_H
#define TS_CRYPTO_SHA256_H

#include <stddef.h>

#include "base/err.h"
#include "crypto/encode.h"

struct ts_sha256;

/* Begin a hash; NULL with ERR filled ("io") when there is no memory. Free it. */
struct ts_sha256 *ts_sha256_new(struct ts_err *err);
void ts_sha256_free(struct ts_sha256 *hash);

void ts_sha256_add(struct ts_sha256 *hash, const void *data, size_t len);

/*
 * Write the digest of the bytes added, and begin another message. Errors: "io" when the library
 * failed in this or an earlier call.
 */
int ts_sha256_end(
    struct ts_sha256 *hash, unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err);

/* The digest of the LEN bytes at DATA. */
int ts_sha256_of(
    const void *data, size_t len, unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err);

/* The version of OpenSSL that the program was built with. (A function of OpenSSL would bring much
 * of the library into the program.) */
const char *ts_sha256_version(void);

#endif
