/* What every verb is told: the form of its result, where it goes, and how talkative to be. These
 * are plain values, read once from the command line and the environment. */
#ifndef TS_CLI_CLI_H
#define TS_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>

#define CLI_AGENT_TIMEOUT 60 /* seconds: somebody may have to confirm, or to type */

/* The form of a verb's result. */
enum cli_form {
	CLI_TEXT,
	CLI_JSON,
	CLI_SARIF,
	CLI_JUNIT,
	CLI_CSV,
	CLI_HTML,
	CLI_SUMMARY,
	CLI_PROM,
	CLI_LINES,
	CLI_JSONL,
};

/* A further result of the same run: --format FORM=FILE. */
struct cli_extra {
	enum cli_form form;
	const char *path;
};

#define CLI_EXTRAS_MAX 8

struct cli {
	const char *verb; /* its name, for messages */
	enum cli_form form;
	const char *output;    /* the file that -o names; NULL: standard output */
	bool output_is_result; /* -o names the file of the result, not a bundle, key or directory */
	bool force;            /* an existing file may be replaced, whatever it is */
	struct cli_extra extras[CLI_EXTRAS_MAX];
	size_t extras_n;
	bool quiet, verbose, no_input, color_out, color_err;
	unsigned agent_timeout; /* how many seconds to wait for an ssh-agent */
	int passphrase_fd;      /* where the passphrase is read from; -1: not given */
};

#endif
