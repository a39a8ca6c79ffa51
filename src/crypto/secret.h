/*
 * Secret key files in secret memory, and parsers for their formats. Only code that signs includes
 * this.
 */
#ifndef TS_CRYPTO_SECRET_H
#define TS_CRYPTO_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "crypto/key.h"
#include "crypto/sign_secret.h"

#define TS_PASSPHRASE_MAX 1024

/* Secret bytes. */
struct ts_secret {
	unsigned char
	    /* A whole text from ts_secret_memory_new(), or a part of one. */
	    *data;
	size_t len;
};

/*
 * Asks for the passphrase of the key in FILE: it puts at most SIZE - 1 bytes and a NUL into BUF,
 * and returns the length, or -1 with ERR filled.
 */
struct ts_passphrase {
	int (*ask)(void *ctx, const char *file, char *buf, size_t size, struct ts_err *err);
	void *ctx; /* borrowed */
};

/* The content of a key file. */
struct ts_secret_key {
	unsigned char *seed; /* borrowed: TS_SEED_BYTES of secret memory, which the parser fills */
	unsigned char point[TS_KEY_BYTES]; /* the public half, if the file contains it */
	bool has_point;
};

/* Who can read a key file, as ssh(1) judges it. */
enum ts_secret_access {
	TS_SECRET_PRIVATE, /* nobody else; or it is no file but a pipe */
	TS_SECRET_FOREIGN, /* it belongs to somebody else, who let the caller's group read it */
	TS_SECRET_SHARED,  /* others */
};

/*
 * Read the file or pipe at PATH ("-": standard input), of at most TS_KEY_FILE_MAX bytes, into
 * secret memory, followed by as much free space. TEXT is what ts_key_trim() leaves of it. Errors:
 * "io". Free MEMORY with ts_secret_memory_free(), even after an error.
 */
int ts_secret_read(const char *path, struct ts_secret *text, void **memory,
    enum ts_secret_access *access, struct ts_err *err);

/*
 * TEXT must begin with the line "-----BEGIN LABEL-----", and base64 up to "-----END LABEL-----";
 * no other key may follow. Decode that into the free space behind TEXT; BYTES borrows from it.
 * Errors: "io".
 */
int ts_secret_pem(
    const struct ts_secret *text, const char *label, struct ts_secret *bytes, struct ts_err *err);

bool ts_secret_begins(const struct ts_secret *text, const char *with);

/*
 * The formats, each recognised by its beginning. PATH is for messages and prompts. Errors of the
 * parsers: "io".
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
 * Append the key of SEED as PKCS#8 PEM to OUT, encrypted unless PASSPHRASE is NULL (PBES2: scrypt
 * with N 2^14, r 8, p 5, and AES-256-CBC). The caller wipes OUT. Errors: "io".
 */
int ts_secret_write_pkcs8(
    const unsigned char *seed, const char *passphrase, struct ts_buf *out, struct ts_err *err);

#endif
