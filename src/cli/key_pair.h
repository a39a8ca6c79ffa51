/* Making a key pair: NAME.key, the secret key, and NAME.pub. */
#ifndef TS_CLI_KEY_PAIR_H
#define TS_CLI_KEY_PAIR_H

#include "base/err.h"
#include "cli/cli.h"
#include "crypto/key.h"

/* Can NAME be the name of a key pair? Its last component becomes the comment of the public key. */
bool cli_is_key_pair_name(const char *name);

/* Ask for the passphrase of a new key, with PROMPT; NULL with ERR filled ("io"). Free it with
 * ts_secret_memory_free(). */
char *cli_new_passphrase(const struct cli *cli, const char *prompt, struct ts_err *err);

/* Generate a key pair and write both files or neither. PASSPHRASE is NULL for a secret key that is
 * not encrypted. *PUBLIC is the public key. Errors: "io". */
int cli_key_pair_make(
    const char *name, const char *passphrase, struct ts_public_key *public, struct ts_err *err);

#endif
