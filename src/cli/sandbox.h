/* What a verb gives up before it reads untrusted input. */
#ifndef TS_CLI_SANDBOX_H
#define TS_CLI_SANDBOX_H

#include "cli/cli.h"

/*
 * Give up what a verb that only verifies does not need, as far as the kernel allows: writing files
 * outside the directory of -o FILE, opening TCP connections, gaining privileges, and unlimited
 * memory. With -v, say what was given up.
 */
void cli_sandbox_enter(const struct cli *cli);

/* The version of Landlock that this kernel has, 0 for none. */
long cli_sandbox_landlock(void);

/* Forbid core dumps, and other processes of this user to read the memory: it holds a secret key, or
 * files that are searched for secrets. */
void cli_sandbox_memory(void);

#endif
