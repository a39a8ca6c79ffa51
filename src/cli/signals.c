#include "cli/signals.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t came;

static void note_signal(int number)
{
	came = number;
}

static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

void cli_signals_hold(void)
{
	struct sigaction action = {.sa_handler = note_signal};

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++)
		sigaction(ending[i], &action, NULL);
}

bool cli_signal_came(void)
{
	return came != 0;
}

void cli_signals_release(int exit_code)
{
	struct sigaction action = {.sa_handler = SIG_DFL};

	if (came == 0 || exit_code == 0)
		return;
	sigemptyset(&action.sa_mask);
	sigaction(came, &action, NULL);
	raise(came);
}
