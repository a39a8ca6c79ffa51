/* Asking the user: passphrases and confirmation, on the terminal and not on standard input. */
#ifndef TS_CLI_TERMINAL_H
#define TS_CLI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "cli/cli.h"

/*
 * Read the passphrase for a key file into BUF, of SIZE bytes: from --passphrase-fd, from the file
 * that TARSEAL_PASSPHRASE_FILE names, or from the terminal after showing PROMPT, and there TWICE
 * for a new key. Returns its length, or -1 with ERR filled ("io").
 */
int cli_passphrase(const struct cli *cli, const char *prompt, bool twice, char *buf, size_t size,
    struct ts_err *err);

/* Ask a question: 1 for yes, 0 for no; -1 with ERR filled ("io") when nobody can be asked. */
int cli_confirm(const struct cli *cli, const char *question, struct ts_err *err);

#endif
