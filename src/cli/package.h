/* Packages that the command line names. */
#ifndef TS_CLI_PACKAGE_H
#define TS_CLI_PACKAGE_H

#include <stdint.h>

#include "base/err.h"
#include "cli/cli.h"
#include "model/package.h"
#include "pack/tree.h"

/* Compute the digest of the package at PATH, with its FACTS. Returns 0, or the exit code after
 * printing the findings. */
int cli_digest_package(const struct cli *cli, const char *path, struct ts_package *package,
    struct ts_tree_facts *facts);

/* Would a file at OUTPUT lie in the directory INPUT, or below it? 1 or 0; -1 with ERR filled when
 * that cannot be found out. */
int cli_is_inside(const char *output, const char *input, struct ts_err *err);

#endif
