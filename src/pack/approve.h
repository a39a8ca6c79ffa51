/* Signing an approval of a package. */
#ifndef TS_PACK_APPROVE_H
#define TS_PACK_APPROVE_H

#include "base/buf.h"
#include "base/err.h"
#include "format/signer.h"
#include "model/approval.h"

/*
 * Append to OUT the approval that DRAFT describes, signed by SIGNER, in the form of the seal.
 * Errors: "approval.parse" when the draft is not sound; "io".
 */
int ts_approve(const struct ts_approval_draft *draft, const struct ts_signer *signer,
    struct ts_buf *out, struct ts_err *err);

/*
 * Append to OUT the approval ADD with a signature of SIGNER over the same words beside those it
 * has. Errors: "approval.parse" when that key signed it already, or it bears a signature that is
 * not Ed25519's and would be lost; "io".
 */
int ts_approve_add(const struct ts_approval *add, const struct ts_signer *signer,
    struct ts_buf *out, struct ts_err *err);

#endif
