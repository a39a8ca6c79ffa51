/* Making a registrar's statement about a register. */
#ifndef TS_AUDIT_REGISTER_SIGN_H
#define TS_AUDIT_REGISTER_SIGN_H

#include "format/signer.h"
#include "model/register.h"

/* The expiries that a statement covers. */
struct ts_register_range {
	char from[TS_TIME_TEXT], to[TS_TIME_TEXT];
};

/*
 * Append the signed statement about the register at PATH, issued at ISSUED. It covers the expiries
 * from FROM to TO. If FROM is NULL, the first expiry in the register; if TO is NULL, the last one,
 * or ISSUED if that is later. *RANGE is what it covers. Errors: "register.valid";
 * "register.covers"; "io".
 */
int ts_register_sign(const char *path, const char *issued, const char *from, const char *to,
    const struct ts_signer *signer, struct ts_register_range *range, struct ts_buf *out,
    struct ts_err *err);

#endif
