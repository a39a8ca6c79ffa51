/* Who signed an approval before another signature is added to it. */
#ifndef TS_CLI_PREVIOUS_SIGNERS_H
#define TS_CLI_PREVIOUS_SIGNERS_H

#include "base/buf.h"
#include "cli/options.h"
#include "model/approval.h"

/*
 * Append a line for each signature of APPROVAL to OUT: who made it, or that nobody checked it. It
 * is verified with the policy at the path TRUST, or else with the public keys KEYS; with neither,
 * it is not. Errors: "approval.signed" or "approval.trusted" when a signature does not verify;
 * those of loading the policy or a key.
 */
int cli_previous_signers(const struct ts_approval *approval, const char *trust,
    const struct cli_values *keys, struct ts_buf *out, struct ts_err *err);

#endif
