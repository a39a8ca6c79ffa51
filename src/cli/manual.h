/* What is made from the tables of verbs and options for readers outside: manual, completions. */
#ifndef TS_CLI_MANUAL_H
#define TS_CLI_MANUAL_H

#include "base/buf.h"

/* Append the manual page's list of verbs and options, in mdoc(7). */
void cli_manual_mdoc(struct ts_buf *out);

/* Append a completion script for bash. */
void cli_manual_completion(struct ts_buf *out);

#endif
