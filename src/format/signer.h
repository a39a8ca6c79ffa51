/*
 * Something that signs: a secret key from a file, in memory that is locked and wiped, or an
 * ssh-agent. Only verbs that sign include this header; nothing that verifies can reach a secret
 * key.
 */
#ifndef TS_FORMAT_SIGNER_H
#define TS_FORMAT_SIGNER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "crypto/key.h"
#include "crypto/secret.h"
#include "crypto/sign.h"
#include "format/dsse.h"

struct ts_signer;

/*
 * Load the secret key in the file at PATH: PKCS#8 PEM (RFC 8410, RFC 5958), plain or encrypted, an
 * OpenSSH private key without passphrase, or a minisign secret key, plain or encrypted. A file that
 * others can read is refused. PASSPHRASE is asked only where one is needed. Where PATH is a public
 * key, or a fingerprint, the ssh-agent at the socket AGENT (or NULL) holds the secret, and signs.
 * Errors: "io". Free *SIGNER.
 */
int ts_signer_load(const char *path, const struct ts_passphrase *passphrase, const char *agent,
    struct ts_signer **signer, struct ts_err *err);

/* A new random key. Errors: "io". Free *SIGNER. */
int ts_signer_generate(struct ts_signer **signer, struct ts_err *err);

void ts_signer_free(struct ts_signer *signer); /* wipes */

const struct ts_public_key *ts_signer_public(const struct ts_signer *signer);

/* Sign the LEN bytes at MESSAGE. An agent's signature is verified; one that is made here is for the
 * caller to verify, as pack does with all that it wrote. Errors: "io". */
int ts_signer_sign(const struct ts_signer *signer, const void *message, size_t len,
    unsigned char signature[static TS_SIGNATURE_BYTES], struct ts_err *err);

/* Add a signature over the payload of ENVELOPE, verified, and append the envelope's one-line form
 * to OUT. Errors: "io". */
int ts_signer_envelope(const struct ts_signer *signer, struct ts_dsse *envelope, struct ts_buf *out,
    struct ts_err *err);

/*
 * Append the secret key as PKCS#8 PEM to OUT; encrypted (PBES2: scrypt with N 2^14, r 8, p 5, and
 * AES-256-CBC) unless PASSPHRASE is NULL. The caller wipes OUT. Errors: "io".
 */
int ts_signer_write_pem(
    const struct ts_signer *signer, const char *passphrase, struct ts_buf *out, struct ts_err *err);

#endif
