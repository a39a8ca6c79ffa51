/* Loading the keys that sign. Only verbs that sign include this. */
#ifndef TS_CLI_SIGNERS_H
#define TS_CLI_SIGNERS_H

#include "cli/cli.h"
#include "cli/options.h"
#include "format/signer.h"

struct cli_signers {
	struct ts_signer **list; /* owned */
	size_t n;
};

/*
 * Load the keys that PATHS name, asking for passphrases where needed. Naming one key twice is an
 * error. Errors: "io". Free SIGNERS with cli_signers_free() in either case.
 */
int cli_load_signers(const struct cli *cli, const struct cli_values *paths,
    struct cli_signers *signers, struct ts_err *err);
void cli_signers_free(struct cli_signers *signers);

#endif
