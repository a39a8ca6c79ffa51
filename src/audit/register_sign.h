/* Making a registrar's statement about a register. */
#ifndef TS_AUDIT_REGISTER_SIGN_H
#define TS_AUDIT_REGISTER_SIGN_H

#include "format/signer.h"
#include "model/register.h"

/* Append the signed statement about the register at PATH, issued at ISSUED. It covers the expiries
 * from FROM to TO; if one is NULL, from the first or to the last expiry in the register. Errors:
 * "register.valid"; "register.covers"; "io". */
int ts_register_sign(const char *path, const char *issued, const char *from, const char *to,
    const struct ts_signer *signer, struct ts_buf *out, struct ts_err *err);

#endif
