/* A progress bar on standard error, where that is a terminal. It also stops the work once a signal
 * has come (cli/signals.h). */
#ifndef TS_CLI_PROGRESS_BAR_H
#define TS_CLI_PROGRESS_BAR_H

#include "base/progress.h"
#include "cli/cli.h"

struct cli_progress_bar {
	struct ts_progress progress; /* what to report to */
	const struct cli *cli;
	double started, shown;
	const char *doing;
};

/* BAR must not be moved afterwards: its progress points at it. */
void cli_progress_bar_init(struct cli_progress_bar *bar, const struct cli *cli);

/* Erase the bar, before anything else is printed. */
void cli_progress_bar_clear(struct cli_progress_bar *bar);

#endif
