/*
 * The text of a secret key file, in memory that is locked and wiped, and the forms it can have.
 * Only what signs includes this.
 */
#ifndef TS_CRYPTO_SECRET_H
#define TS_CRYPTO_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "crypto/key.h"
#include "crypto/sign_secret.h"

#define TS_PASSPHRASE_MAX 1024

/* A run of secret bytes. */
struct ts_secret {
	unsigned char
	    *data; /* from ts_secret_memory_new() where it is a whole text; else points into one */
	size_t len;
};

/*
 * Asks for the passphrase of the key in FILE: puts it (at most SIZE - 1 bytes) and a NUL into BUF.
 * Returns its length, or -1 with ERR filled.
 */
struct ts_passphrase {
	int (*ask)(void *ctx, const char *file, char *buf, size_t size, struct ts_err *err);
	void *ctx; /* borrowed */
};

/* What a key file holds. */
struct ts_secret_key {
	unsigned char *seed; /* borrowed, TS_SEED_BYTES of locked memory that a parser fills */
	unsigned char point[TS_KEY_BYTES]; /* the public half, as the file has it */
	bool has_point;
};

/*
 * Read the file at PATH, at most TS_KEY_FILE_MAX bytes, into locked memory, with as much room
 * behind them; *SHARED tells whether others can read or write it. Errors: "io". Free TEXT's data
 * with ts_secret_memory_free(), also after an error.
 */
int ts_secret_read(const char *path, struct ts_secret *text, bool *shared, struct ts_err *err);

/*
 * Decode the base64 between the lines "-----BEGIN LABEL-----" and "-----END LABEL-----" that TEXT
 * consists of, into the room behind it: BYTES' data are TEXT's. Errors: "io".
 */
int ts_secret_pem(
    const struct ts_secret *text, const char *label, struct ts_secret *bytes, struct ts_err *err);

bool ts_secret_begins(const struct ts_secret *text, const char *with);

/*
 * The forms, each recognised by how it begins. PATH is for messages and prompts. The parsers'
 * errors: "io".
 */
bool ts_secret_is_openssh(const struct ts_secret *text);
int ts_secret_openssh(
    const struct ts_secret *text, const char *path, struct ts_secret_key *key, struct ts_err *err);

bool ts_secret_is_pkcs8(const struct ts_secret *text);
int ts_secret_pkcs8(const struct ts_secret *text, const char *path,
    const struct ts_passphrase *passphrase, struct ts_secret_key *key, struct ts_err *err);

bool ts_secret_is_minisign(const struct ts_secret *text);
int ts_secret_minisign(const struct ts_secret *text, const char *path,
    const struct ts_passphrase *passphrase, struct ts_secret_key *key, struct ts_err *err);

/*
 * Append the key of SEED as PKCS#8 PEM to OUT; encrypted (PBES2: scrypt with N 2^14, r 8, p 5, and
 * AES-256-CBC) unless PASSPHRASE is NULL. The caller wipes OUT. Errors: "io".
 */
int ts_secret_write_pkcs8(
    const unsigned char *seed, const char *passphrase, struct ts_buf *out, struct ts_err *err);

#endif
