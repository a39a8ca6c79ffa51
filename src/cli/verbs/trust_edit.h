/* The actions of the verb trust that change a policy: add, remove, revoke, pin and require. */
#ifndef TS_CLI_VERBS_TRUST_EDIT_H
#define TS_CLI_VERBS_TRUST_EDIT_H

#include "cli/cli.h"
#include "cli/options.h"

/* Is ACTION one of them? */
bool cli_trust_is_edit(const char *action);

/* Change the policy that the command line names, all at once or not at all. Returns the exit code.
 */
int cli_trust_edit(const struct cli *cli, const struct cli_args *args);

#endif
