/* Signals that would end the program while it has files to tidy up or a terminal to restore. */
#ifndef TS_CLI_SIGNALS_H
#define TS_CLI_SIGNALS_H

#include <stdbool.h>

/* From here on, only note SIGINT, SIGTERM, SIGHUP and SIGQUIT. */
void cli_signals_hold(void);

/* Has such a signal come? */
bool cli_signal_came(void);

/* End the program by the signal that came, if one did, unless the work was already done: EXIT_CODE
 * is 0. */
void cli_signals_release(int exit_code);

#endif
