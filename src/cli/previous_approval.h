/* The approval that another signature is added to, and who signed it before. */
#ifndef TS_CLI_PREVIOUS_APPROVAL_H
#define TS_CLI_PREVIOUS_APPROVAL_H

#include "base/buf.h"
#include "cli/options.h"
#include "model/approval.h"

/* Load the approval at PATH. It must be signed, and say nothing that a new approval may not say.
 * The caller frees *ADD, even after an error. Errors: "approval.parse", "approval.time",
 * "boundary.private-reference"; "io". */
int cli_previous_approval(const char *path, struct ts_approval **add, struct ts_err *err);

/*
 * Append a line for each signature of APPROVAL to OUT: who made it, or that nobody checked it. It
 * is verified with the policy at the path TRUST, or else with the public keys KEYS; with neither,
 * it is not. Errors: "approval.signed", "approval.trusted", "approval.role" or
 * "approval.validity" when a signature does not verify, or never counts; those of loading the
 * policy or a key.
 */
int cli_previous_signers(const struct ts_approval *approval, const char *trust,
    const struct cli_values *keys, struct ts_buf *out, struct ts_err *err);

#endif
