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
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++) {
		struct sigaction before;

		/* What nohup, or a shell in the background, has ignored stays ignored. */
		if (sigaction(ending[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
			sigaction(ending[i], &action, NULL);
	}
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
