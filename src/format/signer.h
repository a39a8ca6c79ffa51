/*
 * A signer: a secret key from a file, in secret memory, or a key in an ssh-agent. Only code that
 * signs includes this header, so code that verifies cannot reach a secret key.
 */
#ifndef TS_FORMAT_SIGNER_H
#define TS_FORMAT_SIGNER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "crypto/agent.h"
#include "crypto/key.h"
#include "crypto/secret.h"
#include "crypto/sign.h"
#include "format/dsse.h"

struct ts_signer;

/*
 * Load the secret key in the file at PATH: PKCS#8 PEM (RFC 8410, RFC 5958), plain or encrypted;
 * an OpenSSH private key without passphrase; or a minisign secret key, plain or encrypted. "-" is
 * standard input. A file that others can read is refused. PASSPHRASE is asked only if one is
 * needed. If PATH is a public key or a fingerprint, AGENT must hold the secret key.
 * Errors: "io". Free *SIGNER.
 */
int ts_signer_load(const char *path, const struct ts_passphrase *passphrase,
    const struct ts_agent *agent, struct ts_signer **signer, struct ts_err *err);

/* Does its file belong to somebody else, who lets the caller's group read it? */
bool ts_signer_is_foreign(const struct ts_signer *signer);

/* Generate a random key. Errors: "io". Free *SIGNER. */
int ts_signer_generate(struct ts_signer **signer, struct ts_err *err);

void ts_signer_free(struct ts_signer *signer); /* wipes */

const struct ts_public_key *ts_signer_public(const struct ts_signer *signer);

/* Sign the LEN bytes at MESSAGE. A signature from an agent is verified. One made here is not: the
 * caller verifies it, as pack does with everything it wrote. Errors: "io". */
int ts_signer_sign(const struct ts_signer *signer, const void *message, size_t len,
    unsigned char signature[static TS_SIGNATURE_BYTES], struct ts_err *err);

/* Sign the payload of ENVELOPE, verify the signature, add it, and append the envelope's one-line
 * form to OUT. Errors: "io". */
int ts_signer_envelope(const struct ts_signer *signer, struct ts_dsse *envelope, struct ts_buf *out,
    struct ts_err *err);

/*
 * Append the secret key as PKCS#8 PEM to OUT, encrypted unless PASSPHRASE is NULL (PBES2: scrypt
 * with N 2^14, r 8, p 5, and AES-256-CBC). The caller wipes OUT. Errors: "io".
 */
int ts_signer_write_pem(
    const struct ts_signer *signer, const char *passphrase, struct ts_buf *out, struct ts_err *err);

#endif
