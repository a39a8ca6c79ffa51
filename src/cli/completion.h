/* Completion scripts for shells, from the tables of verbs and options. */
#ifndef TS_CLI_COMPLETION_H
#define TS_CLI_COMPLETION_H

#include "cli/verb.h"

/* The shells, as the option --completion names them; N of them. */
extern const char *const cli_shells[];
extern const size_t cli_shells_n;

/* Append the script for SHELL. Returns false if that is none of cli_shells. */
bool cli_completion(const char *shell, const struct cli_verbs *verbs, struct ts_buf *out);

#endif
