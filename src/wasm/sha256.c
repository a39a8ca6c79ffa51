/*
 * SHA-256 by the host, if it has one that can be called while the module runs: Node has, and a
 * browser's only answers later. Otherwise libsodium's.
 */
#include "crypto/sha256.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define IMPORT(name) __attribute__((import_module("tarseal"), import_name(name)))

/* Begin a hash; -1 if the host has none. */
IMPORT("sha256_new") int32_t host_new(void);
/* Each returns 0, or -1 if it failed. sha256_end begins another message. */
IMPORT("sha256_add") int32_t host_add(int32_t hash, const void *data, size_t len);
IMPORT("sha256_end") int32_t host_end(int32_t hash, unsigned char *digest);
IMPORT("sha256_free") void host_free(int32_t hash);

/* Calling the host costs more than hashing so few bytes here. */
#define FEW 512

struct ts_sha256 {
	int32_t host; /* -1: STATE is used */
	bool failed;  /* sticky; ts_sha256_end() reports it */
	crypto_hash_sha256_state state;
};

static void begin(struct ts_sha256 *hash)
{
	crypto_hash_sha256_init(&hash->state);
}

struct ts_sha256 *ts_sha256_new(struct ts_err *err)
{
	struct ts_sha256 *hash = calloc(1, sizeof(*hash));

	if (hash == NULL) {
		ts_err_nomem(err);
		return NULL;
	}
	hash->host = host_new();
	begin(hash);
	return hash;
}

void ts_sha256_free(struct ts_sha256 *hash)
{
	if (hash != NULL && hash->host >= 0)
		host_free(hash->host);
	free(hash);
}

void ts_sha256_add(struct ts_sha256 *hash, const void *data, size_t len)
{
	if (hash->host < 0)
		crypto_hash_sha256_update(&hash->state, data, len);
	else if (host_add(hash->host, data, len) != 0)
		hash->failed = true;
}

int ts_sha256_end(
    struct ts_sha256 *hash, unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err)
{
	if (hash->host < 0) {
		crypto_hash_sha256_final(&hash->state, digest);
		begin(hash);
	} else if (host_end(hash->host, digest) != 0) {
		hash->failed = true;
	}
	if (hash->failed)
		return ts_err_set(err, "io", "SHA-256 failed in the host");
	return 0;
}

int ts_sha256_of(
    const void *data, size_t len, unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err)
{
	struct ts_sha256 *hash;
	int ret;

	if (len <= FEW) {
		crypto_hash_sha256(digest, data, len);
		return 0;
	}
	hash = ts_sha256_new(err);
	if (hash == NULL)
		return -1;
	ts_sha256_add(hash, data, len);
	ret = ts_sha256_end(hash, digest, err);
	ts_sha256_free(hash);
	return ret;
}

const char *ts_sha256_version(void)
{
	return sodium_version_string();
}
