/* The verbs of the program, one file each. Every function runs one verb and returns the exit code.
 */
#ifndef TS_CLI_VERBS_VERBS_H
#define TS_CLI_VERBS_VERBS_H

#include "cli/cli.h"
#include "cli/options.h"

int cli_approve(const struct cli *cli, const struct cli_args *args);
int cli_audit(const struct cli *cli, const struct cli_args *args);
int cli_check(const struct cli *cli, const struct cli_args *args);
int cli_digest(const struct cli *cli, const struct cli_args *args);
int cli_explain(const struct cli *cli, const struct cli_args *args);
int cli_extract(const struct cli *cli, const struct cli_args *args);
int cli_help(const struct cli *cli, const struct cli_args *args);
int cli_init(const struct cli *cli, const struct cli_args *args);
int cli_inspect(const struct cli *cli, const struct cli_args *args);
int cli_keygen(const struct cli *cli, const struct cli_args *args);
int cli_pack(const struct cli *cli, const struct cli_args *args);
int cli_profile(const struct cli *cli, const struct cli_args *args);
int cli_publish(const struct cli *cli, const struct cli_args *args);
int cli_register(const struct cli *cli, const struct cli_args *args);
int cli_scan(const struct cli *cli, const struct cli_args *args);
int cli_stamp(const struct cli *cli, const struct cli_args *args);
int cli_trust(const struct cli *cli, const struct cli_args *args);
int cli_verify(const struct cli *cli, const struct cli_args *args);
int cli_verify_summary(const struct cli *cli, const struct cli_args *args);
int cli_version(const struct cli *cli, const struct cli_args *args);

#endif
