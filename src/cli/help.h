/* Help, from the tables of verbs and options. */
#ifndef TS_CLI_HELP_H
#define TS_CLI_HELP_H

#include "base/buf.h"
#include "cli/verb.h"

/* Append the help of one verb, or the overview of all. */
void cli_help_verb(const struct cli_verb *verb, struct ts_buf *out);
void cli_help_all(const struct cli_verbs *verbs, struct ts_buf *out);

#endif
