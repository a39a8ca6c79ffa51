/*
 * Ed25519 public keys in their usual forms: "ssh-ed25519 AAAA… comment" lines (RFC 8709), SPKI
 * PEM (RFC 8410) and minisign's. A key that is not a point of prime order is refused when it is
 * loaded.
 */
#ifndef TS_CRYPTO_KEY_H
#define TS_CRYPTO_KEY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

#define TS_KEY_BYTES    32
#define TS_KEY_ID       51 /* "SHA256:", 43 characters of base64, a NUL: OpenSSH's fingerprint */
#define TS_KEY_FILE_MAX ((size_t)64 << 10)

struct ts_public_key {
	unsigned char bytes[TS_KEY_BYTES];
	char id[TS_KEY_ID];
};

/* Make the key of a point that was derived here from its secret, with its fingerprint. Errors:
 * "io". */
int ts_public_key_of_own(
    const unsigned char bytes[static TS_KEY_BYTES], struct ts_public_key *key, struct ts_err *err);

/* The same for a point from anywhere else, which is validated; that takes as long as verifying a
 * signature. Errors: CHECK; "io". */
int ts_public_key_from_bytes(const unsigned char bytes[static TS_KEY_BYTES], const char *check,
    struct ts_public_key *key, struct ts_err *err);

/* Does TEXT have the form of a public key, valid or not? */
bool ts_public_key_is_line(const char *text, size_t len);

/* Read one key in any of the forms from the LEN bytes at TEXT. Errors: CHECK. */
int ts_public_key_parse(
    const char *text, size_t len, const char *check, struct ts_public_key *key, struct ts_err *err);

/* Append the key as an "ssh-ed25519 AAAA… COMMENT" line without a newline. */
void ts_public_key_line(const struct ts_public_key *key, const char *comment, struct ts_buf *out);

/* Does TEXT have the form of a fingerprint: "SHA256:" and 43 base64 characters? */
bool ts_key_id_valid(const char *text);

/* Is this one of the published example keys, whose secret halves everybody can read? */
bool ts_key_is_example(const struct ts_public_key *key);

#endif
