/* The table of verbs: what each takes, and its help. */
#ifndef TS_CLI_VERBS_TABLE_H
#define TS_CLI_VERBS_TABLE_H

#include "cli/verb.h"

extern const struct cli_verbs cli_verbs;

#endif
