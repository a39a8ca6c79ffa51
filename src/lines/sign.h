/* Making a verifier's statement about a part. */
#ifndef TS_LINES_SIGN_H
#define TS_LINES_SIGN_H

#include "crypto/encode.h"
#include "format/signer.h"

/* Append the statement about the part FILE, whose SHA-256 is DIGEST, signed at SIGNED_AT. Errors:
 * "io". */
int ts_lines_sign(const char *file, const unsigned char digest[static TS_DIGEST_BYTES],
    const char *signed_at, const struct ts_signer *signer, struct ts_buf *out, struct ts_err *err);

#endif
