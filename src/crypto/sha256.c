/*
 * OpenSSL's SHA-256 functions below the EVP interface. Setting up EVP takes longer than verifying
 * a small bundle, and the format has no other hash (docs/format.md).
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypto/sha256.h"

#include <openssl/opensslv.h>
#include <openssl/sha.h>
#include <stdbool.h>
#include <stdlib.h>

struct ts_sha256 {
	SHA256_CTX ctx;
	bool failed; /* sticky; ts_sha256_end() reports it */
};

struct ts_sha256 *ts_sha256_new(struct ts_err *err)
{
	struct ts_sha256 *hash = calloc(1, sizeof(*hash));

	if (hash == NULL)
		ts_err_nomem(err);
	else
		hash->failed = SHA256_Init(&hash->ctx) != 1;
	return hash;
}

void ts_sha256_free(struct ts_sha256 *hash)
{
	free(hash);
}

void ts_sha256_add(struct ts_sha256 *hash, const void *data, size_t len)
{
	if (SHA256_Update(&hash->ctx, data, len) != 1)
		hash->failed = true;
}

int ts_sha256_end(
    struct ts_sha256 *hash, unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err)
{
	if (SHA256_Final(digest, &hash->ctx) != 1 || SHA256_Init(&hash->ctx) != 1)
		hash->failed = true;
	if (hash->failed)
		return ts_err_set(err, "io", "SHA-256 failed in the cryptographic library");
	return 0;
}

int ts_sha256_of(
    const void *data, size_t len, unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err)
{
	struct ts_sha256 hash = {.failed = false};

	if (SHA256_Init(&hash.ctx) != 1)
		hash.failed = true;
	ts_sha256_add(&hash, data, len);
	return ts_sha256_end(&hash, digest, err);
}

const char *ts_sha256_version(void)
{
	return OPENSSL_VERSION_STR;
}
