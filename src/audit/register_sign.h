/* A registrar's statement of a register. */
#ifndef TS_AUDIT_REGISTER_SIGN_H
#define TS_AUDIT_REGISTER_SIGN_H

#include "format/signer.h"
#include "model/register.h"

/* Append the signed statement of the register's lines at PATH, issued at ISSUED; it covers what
 * CLAIM says from FROM to TO, or, where these texts are NULL, from the first to the last expiry.
 * Errors: "register.valid"; "register.covers"; "io". */
int ts_register_sign(const char *path, const char *issued, const char *from, const char *to,
    const struct ts_signer *signer, struct ts_buf *out, struct ts_err *err);

#endif
