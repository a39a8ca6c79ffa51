/*
 * Something that signs: a secret key from a file, in memory that is locked and wiped, or an
 * ssh-agent. Only verbs
 * that sign include this header; nothing that verifies can reach a secret key.
 */
#ifndef TS_FORMAT_SIGNER_H
#define TS_FORMAT_SIGNER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "format/key.h"
#include "format/sign.h"

#define TS_PASSPHRASE_MAX 1024

struct ts_signer;

/*
 * Asks for the passphrase of the key in FILE: puts it (at most SIZE - 1 bytes) and a NUL into BUF.
 * Returns its length, or -1 with ERR filled.
 */
struct ts_passphrase {
	int (*ask)(void *ctx, const char *file, char *buf, size_t size, struct ts_err *err);
	void *ctx; /* borrowed */
};

/*
 * Load the secret key in the file at PATH: PKCS#8 PEM (RFC 8410, RFC 5958), plain or encrypted, or
 * an OpenSSH private key without passphrase. A file that others can read is refused. PASSPHRASE is
 * asked only where one is needed. Where PATH is an "ssh-ed25519" public key file, or a fingerprint,
 * the ssh-agent at the socket AGENT (or NULL) holds the secret, and signs. Errors: "io". Free
 * *SIGNER.
 */
int ts_signer_load(const char *path, const struct ts_passphrase *passphrase, const char *agent,
    struct ts_signer **signer, struct ts_err *err);

/* A new random key. Errors: "io". Free *SIGNER. */
int ts_signer_generate(struct ts_signer **signer, struct ts_err *err);

void ts_signer_free(struct ts_signer *signer); /* wipes */

const struct ts_public_key *ts_signer_public(const struct ts_signer *signer);

/* Sign the LEN bytes at MESSAGE. Errors: "io". */
int ts_signer_sign(const struct ts_signer *signer, const void *message, size_t len,
    unsigned char signature[static TS_SIGNATURE_BYTES], struct ts_err *err);

/*
 * Append the secret key as PKCS#8 PEM to OUT; encrypted (PBES2: scrypt with N 2^14, r 8, p 5, and
 * AES-256-CBC) unless PASSPHRASE is NULL. The caller wipes OUT. Errors: "io".
 */
int ts_signer_write_pem(
    const struct ts_signer *signer, const char *passphrase, struct ts_buf *out, struct ts_err *err);

#endif
