/* The action diff of the verb trust. */
#ifndef TS_CLI_VERBS_TRUST_DIFF_H
#define TS_CLI_VERBS_TRUST_DIFF_H

#include "cli/cli.h"
#include "cli/options.h"

/* Print what differs between the two policies that the command line names, by key and by rule, and
 * not by line. Returns the exit code. */
int cli_trust_diff(const struct cli *cli, const struct cli_args *args);

#endif
