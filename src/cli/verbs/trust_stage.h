/* What a trust policy requires for a stage: the actions pin and require. */
#ifndef TS_CLI_VERBS_TRUST_STAGE_H
#define TS_CLI_VERBS_TRUST_STAGE_H

#include "cli/verbs/trust_editing.h"

/* Allow the profile that the last operand names. Errors: "profile.valid"; "io". */
int cli_trust_pin(struct cli_trust_editing *e, struct ts_err *err);

/* Set the rules that the options give. Errors: "trust.valid"; "io". */
int cli_trust_require(struct cli_trust_editing *e, struct ts_err *err);

#endif
