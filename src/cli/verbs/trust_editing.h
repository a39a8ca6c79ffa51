/* A policy that is being changed: what trust_edit.c, trust_stage.c and trust_authority.c share. */
#ifndef TS_CLI_VERBS_TRUST_EDITING_H
#define TS_CLI_VERBS_TRUST_EDITING_H

#include <stdbool.h>

#include "base/buf.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "model/trust.h"

struct cli_trust_editing {
	const struct cli *cli;
	const struct cli_args *args;
	const char *path;        /* of the policy */
	struct ts_trust *before; /* owned; its JSON is changed in place */
	struct ts_buf said;      /* owned: what was done, for people */
	bool unchanged;          /* there was nothing to do */
};

#endif
