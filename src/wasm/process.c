/* A module of WebAssembly has no signals, and can reach only what its host gives it. */
#include <string.h>

#include "cli/output.h"
#include "cli/sandbox.h"
#include "cli/signals.h"

void cli_signals_hold(void)
{
}

bool cli_signal_came(void)
{
	return false;
}

void cli_signals_release(int exit_code)
{
	(void)exit_code;
}

/* The host creates files in the directory of the LEN bytes at PATH, and after confine() nowhere
 * else.
 */
__attribute__((import_module("tarseal"), import_name("allow_output"))) void host_allow_output(
    const char *path, size_t len);
__attribute__((import_module("tarseal"), import_name("confine"))) void host_confine(void);

void cli_sandbox_enter(const struct cli *cli)
{
	if (cli->output_is_result && cli->output != NULL)
		host_allow_output(cli->output, strlen(cli->output));
	for (size_t i = 0; i < cli->extras_n; i++)
		host_allow_output(cli->extras[i].path, strlen(cli->extras[i].path));
	host_confine();
	if (cli->verbose)
		cli_note(cli, "sandbox: WebAssembly; it reaches only the files that its host opens "
			      "for it, and no network");
}

long cli_sandbox_landlock(void)
{
	return 0;
}

void cli_sandbox_memory(void)
{
}
