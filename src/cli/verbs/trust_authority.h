/* The time-stamping authorities of a trust policy: shown, and added. */
#ifndef TS_CLI_VERBS_TRUST_AUTHORITY_H
#define TS_CLI_VERBS_TRUST_AUTHORITY_H

#include "cli/verbs/trust_editing.h"

/* Append when a key or an authority counts; WHAT it makes is a "signature" or a "stamp". */
void cli_trust_show_validity(const struct ts_validity *v, const char *what, struct ts_buf *out);

/* Append what the policy says of whose time stamps count; nothing if it lists nobody. */
void cli_trust_show_authorities(const struct ts_trust *trust, struct ts_buf *out);

/* The action add-authority: add the certificates of the file that the last operand names, as an
 * authority whose time stamps count. Errors: "trust.valid"; "io". */
int cli_trust_add_authority(struct cli_trust_editing *e, struct ts_err *err);

#endif
