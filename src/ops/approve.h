/* Signing an approval of a package. */
#ifndef TS_OPS_APPROVE_H
#define TS_OPS_APPROVE_H

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

#endif
