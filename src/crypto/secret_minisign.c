/*
 * A minisign secret key: a line "untrusted comment: …", and a line of base64 of 158 bytes:
 *     "Ed"  kdf: "Sc" (scrypt) or 0 0 (none)  checksum: "B2"  salt (32)  opslimit (8)  memlimit (8)
 *     key number (8)  seed and point (64)  checksum (32)
 * Numbers are little-endian. With a passphrase the last 104 bytes are XORed with scrypt's output;
 * the checksum is BLAKE2b-256 of "Ed", key number, seed and point, and absent (zeros) without one.
 */
#include "crypto/secret.h"

#include <sodium.h>
#include <stdint.h>
#include <string.h>

#include "crypto/encode.h"

#define COMMENT "untrusted comment:"

#define BYTES        158
#define PUBLIC_BYTES 42
#define KDF_AT       2
#define CHECKSUM_AT  4
#define SALT_AT      6
#define OPSLIMIT_AT  38
#define MEMLIMIT_AT  46
#define SEALED_AT    54
#define SEALED_BYTES 104
#define SEED_AT      62
#define POINT_AT     94
#define DIGEST_AT    126
#define DIGEST_BYTES 32

bool ts_secret_is_minisign(const struct ts_secret *text)
{
	return ts_secret_begins(text, COMMENT);
}

static uint64_t number_at(const unsigned char *p)
{
	uint64_t n = 0;

	for (int i = 7; i >= 0; i--)
		n = n << 8 | p[i];
	return n;
}

/* Decode the second line; returns the number of bytes, or 0. */
static size_t decode(const struct ts_secret *text, unsigned char *bytes, size_t size)
{
	const char *start = memchr(text->data, '\n', text->len), *end = NULL;
	const char *stop = (const char *)text->data + text->len;
	size_t n = 0;

	if (start == NULL || !ts_base64_read_secret(start + 1, (size_t)(stop - start) - 1, NULL,
				 bytes, size, &n, &end))
		return 0;
	while (end < stop && (*end == '\r' || *end == '\n'))
		end++;
	return end == stop ? n : 0;
}

/* Remove the scrypt stream of the passphrase from the encrypted part. */
static int open_sealed(unsigned char *bytes, const char *path,
    const struct ts_passphrase *passphrase, struct ts_err *err)
{
	const uint64_t ops = number_at(bytes + OPSLIMIT_AT), mem = number_at(bytes + MEMLIMIT_AT);
	unsigned char *stream = sodium_malloc(SEALED_BYTES);
	char *phrase = sodium_malloc(TS_PASSPHRASE_MAX);
	int len, ret = -1;

	if (stream == NULL || phrase == NULL) {
		ts_err_nomem(err);
		goto done;
	}
	if (ops > crypto_pwhash_scryptsalsa208sha256_OPSLIMIT_SENSITIVE ||
	    mem > crypto_pwhash_scryptsalsa208sha256_MEMLIMIT_SENSITIVE) {
		ts_err_set(
		    err, "io", "%s demands more work than any key that minisign makes", path);
		goto done;
	}
	if (passphrase == NULL) {
		ts_err_set(err, "io", "the secret key %s needs a passphrase", path);
		goto done;
	}
	len = passphrase->ask(passphrase->ctx, path, phrase, TS_PASSPHRASE_MAX, err);
	if (len < 0)
		goto done;
	if (crypto_pwhash_scryptsalsa208sha256(stream, SEALED_BYTES, phrase,
		(unsigned long long)len, bytes + SALT_AT, ops, (size_t)mem) != 0) {
		ts_err_set(err, "io",
		    "decrypting %s needs %llu MiB of memory, which this machine does not have",
		    path, (unsigned long long)(mem >> 20));
		goto done;
	}
	for (size_t i = 0; i < SEALED_BYTES; i++)
		bytes[SEALED_AT + i] ^= stream[i];
	ret = 0;
done:
	sodium_free(stream);
	sodium_free(phrase);
	return ret;
}

/* Does the checksum match the decrypted key? */
static bool is_sound(const unsigned char *bytes)
{
	unsigned char digest[DIGEST_BYTES];
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, sizeof(digest));
	crypto_generichash_update(&state, bytes, KDF_AT);
	crypto_generichash_update(&state, bytes + SEALED_AT, SEALED_BYTES - DIGEST_BYTES);
	crypto_generichash_final(&state, digest, sizeof(digest));
	sodium_memzero(&state, sizeof(state));
	return sodium_memcmp(digest, bytes + DIGEST_AT, sizeof(digest)) == 0;
}

int ts_secret_minisign(const struct ts_secret *text, const char *path,
    const struct ts_passphrase *passphrase, struct ts_secret_key *key, struct ts_err *err)
{
	unsigned char *bytes = sodium_malloc(BYTES);
	int ret = -1;

	if (bytes == NULL)
		return ts_err_nomem(err);
	if (decode(text, bytes, BYTES) != BYTES || memcmp(bytes, "Ed", 2) != 0 ||
	    memcmp(bytes + CHECKSUM_AT, "B2", 2) != 0) {
		ts_err_set(err, "io", "%s is not a valid minisign secret key", path);
		ts_err_fix(err, "make one with: minisign -G");
		goto done;
	}
	if (memcmp(bytes + KDF_AT, "Sc", 2) == 0) {
		if (open_sealed(bytes, path, passphrase, err) != 0)
			goto done;
		if (!is_sound(bytes)) {
			ts_err_set(err, "io", "the passphrase for %s is wrong", path);
			goto done;
		}
	} else if (memcmp(bytes + KDF_AT, "\0\0", 2) != 0) {
		ts_err_set(
		    err, "io", "%s is encrypted in a way that tarseal does not support", path);
		goto done;
	}
	memcpy(key->seed, bytes + SEED_AT, TS_SEED_BYTES);
	memcpy(key->point, bytes + POINT_AT, TS_KEY_BYTES);
	key->has_point = true;
	ret = 0;
done:
	sodium_free(bytes);
	return ret;
}
