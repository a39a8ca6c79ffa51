/*
 * Times and durations as people type them, turned into what documents hold (docs/gates.md), so that
 * a verb sees one form only: 2026-12-31 becomes 2026-12-31T00:00:00Z, and 30d becomes P30D.
 */
#ifndef TS_CLI_TIMES_H
#define TS_CLI_TIMES_H

#include "cli/options.h"

/*
 * Check VALUE of OPTION by the name of its argument, and set *RESULT to the same value as documents
 * write it: VALUE itself, or a text that the caller frees. An argument "TIME" is a time or a date,
 * "DURATION" a duration, and "TIME|DURATION" also a duration from now (or from SOURCE_DATE_EPOCH).
 * Any other argument is not changed. Returns 0, or the exit code after printing what is wrong.
 */
int cli_times_read(
    const struct cli *cli, const struct cli_option *option, const char *value, char **result);

#endif
