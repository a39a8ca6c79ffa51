/* Loading secret keys; included only by verbs that sign. */
#ifndef TS_CLI_KEYS_H
#define TS_CLI_KEYS_H

#include "cli/cli.h"
#include "format/signer.h"

struct cli_signers {
	struct ts_signer **list; /* owned */
	size_t n;
};

/* Load the N keys at PATHS, asking for passphrases where needed; the same key twice is refused. */
int cli_load_signers(const struct cli *cli, const char *const *paths, size_t n,
    struct cli_signers *signers, struct ts_err *err);
void cli_signers_free(struct cli_signers *signers);

#endif
