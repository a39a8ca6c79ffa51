/* Signing an approval of a package. */
#ifndef TS_PACK_APPROVE_H
#define TS_PACK_APPROVE_H

#include "base/buf.h"
#include "base/err.h"
#include "format/signer.h"
#include "model/approval.h"

/*
 * Append the approval whose statement is the LEN bytes at STATEMENT, as ts_approval_write() made
 * them, signed by SIGNER, to OUT, in the same form as a seal. Errors: "io".
 */
int ts_approve(const void *statement, size_t len, const struct ts_signer *signer,
    struct ts_buf *out, struct ts_err *err);

/*
 * Append the approval ADD to OUT, with a signature of SIGNER over the same statement added.
 * Errors: "approval.parse" when that key has already signed it, or when it has a signature that
 * is not Ed25519 and would be lost; "io".
 */
int ts_approve_add(const struct ts_approval *add, const struct ts_signer *signer,
    struct ts_buf *out, struct ts_err *err);

#endif
