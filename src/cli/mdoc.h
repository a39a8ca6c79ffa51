/* Manual pages from the tables of verbs and options, in mdoc(7). */
#ifndef TS_CLI_MDOC_H
#define TS_CLI_MDOC_H

#include "cli/verb.h"

/* Append what tarseal(1) says about the verbs, and the options of every verb. */
void cli_mdoc_verbs(const struct cli_verbs *verbs, struct ts_buf *out);

/* Append the page of one verb. The build replaces "@DATE@" in it. */
void cli_mdoc_verb(const struct cli_verb *verb, struct ts_buf *out);

#endif
