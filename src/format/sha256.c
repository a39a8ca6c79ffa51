#include "format/sha256.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdlib.h>

struct ts_sha256 {
	EVP_MD_CTX *ctx;
	bool failed; /* sticky, told by ts_sha256_end() */
};

struct ts_sha256 *ts_sha256_new(struct ts_err *err)
{
	struct ts_sha256 *hash = calloc(1, sizeof(*hash));

	if (hash == NULL)
		goto fail;
	hash->ctx = EVP_MD_CTX_new();
	if (hash->ctx == NULL || EVP_DigestInit_ex2(hash->ctx, EVP_sha256(), NULL) != 1)
		goto fail;
	return hash;
fail:
	ts_err_set(err, "io", "SHA-256 cannot be started (no memory?)");
	ts_sha256_free(hash);
	return NULL;
}

void ts_sha256_free(struct ts_sha256 *hash)
{
	if (hash == NULL)
		return;
	EVP_MD_CTX_free(hash->ctx);
	free(hash);
}

void ts_sha256_add(struct ts_sha256 *hash, const void *data, size_t len)
{
	if (EVP_DigestUpdate(hash->ctx, data, len) != 1)
		hash->failed = true;
}

int ts_sha256_end(
    struct ts_sha256 *hash, unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err)
{
	/* Starting again with no type keeps the fetched algorithm: fetching costs more than
	 * hashing. */
	if (EVP_DigestFinal_ex(hash->ctx, digest, NULL) != 1 ||
	    EVP_DigestInit_ex2(hash->ctx, NULL, NULL) != 1)
		hash->failed = true;
	if (hash->failed)
		return ts_err_set(err, "io", "SHA-256 failed in the cryptographic library");
	return 0;
}

int ts_sha256_of(
    const void *data, size_t len, unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err)
{
	struct ts_sha256 *hash = ts_sha256_new(err);
	int ret;

	if (hash == NULL)
		return -1;
	ts_sha256_add(hash, data, len);
	ret = ts_sha256_end(hash, digest, err);
	ts_sha256_free(hash);
	return ret;
}
