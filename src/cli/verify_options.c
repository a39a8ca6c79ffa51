#define _GNU_SOURCE /* F_SETPIPE_SZ */

#include "cli/verify_options.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIPE (1 << 20) /* bytes; it holds 64 KiB by itself */

int cli_judging_words(const struct cli *cli, struct cli_judging *w)
{
	const char *at = cli_value(&cli->args, OPT_AT);
	size_t stdins = 0;

	w->params = (struct ts_verify_params){.now = ts_clock_now(),
	    .expect_stage = cli_value(&cli->args, OPT_STAGE),
	    .expect_subject = cli_value(&cli->args, OPT_SUBJECT),
	    .allow_example_keys = cli_has(&cli->args, OPT_ALLOW_EXAMPLE_KEYS),
	    .want_sha256 = cli->form != CLI_TEXT};
	if (at != NULL && !ts_time_parse(at, &w->params.now)) {
		cli_usage(cli, "--at takes a time such as 2026-11-22T12:00:00Z");
		return -1;
	}
	for (size_t i = 0; i < cli->args.operands_n; i++)
		stdins += strcmp(cli->args.operands[i], "-") == 0;
	if (stdins > 1) {
		cli_usage(cli, "standard input (-) can be read only once");
		return -1;
	}
	w->params.latest = ts_time_add(&w->params.now, TS_CLOCK_SKEW);
	if (cli_number(cli, OPT_MAX_FILES, UINT64_MAX, TS_VERIFY_MAX_FILES,
		"--max-files takes a number of files from 1 on", &w->params.max_files) != 0)
		return -1;
	return cli_threads(cli, &w->params.threads);
}

int cli_judging_load(const struct cli *cli, struct cli_judging *w, struct ts_err *err)
{
	const struct cli_values *profiles = &cli->args.options[OPT_PROFILE];

	if (cli_load_trust(cli, NULL, &w->trust, err) != 0 ||
	    ts_profile_set_new(&w->set, err) != 0 || cli_load_rules(cli, &w->rules, err) != 0)
		return -1;
	cli_close_memory();
	w->params.rules = w->rules;
	if (ts_boundary_new(w->rules, &w->boundary, err) != 0)
		return -1;
	w->params.boundary = w->boundary;
	w->params.scan = cli_has(&cli->args, OPT_SCAN);
	for (size_t i = 0; i < profiles->n; i++)
		if (cli_load_profile(profiles->list[i], w->set, NULL, err) != 0)
			return -1;
	w->params.trust = w->trust;
	w->params.profiles = w->set;
	w->params.progress = &w->bar.progress;
	cli_bar_init(&w->bar, cli);
	return 0;
}

void cli_judging_free(struct cli_judging *judging)
{
	ts_profile_set_free(judging->set);
	ts_trust_free(judging->trust);
	ts_boundary_free(judging->boundary);
	ts_rules_free(judging->rules);
}

int cli_judging_open(const char *path, int *fd, struct ts_source *source, struct ts_err *err)
{
	struct stat st = {0};

	*fd = STDIN_FILENO;
	if (strcmp(path, "-") != 0) {
		*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
		if (*fd < 0)
			return ts_err_errno(err, errno, "io", "cannot open %s", path);
	}
	if (fstat(*fd, &st) != 0 || !S_ISREG(st.st_mode))
		st.st_size = 0;
	/* Who writes and who reads then wait for each other less often; where it cannot be, it is
	 * as good. */
	if (S_ISFIFO(st.st_mode) && fcntl(*fd, F_GETPIPE_SZ) < PIPE)
		fcntl(*fd, F_SETPIPE_SZ, PIPE);
	/* Standard input may stand anywhere in its file, and somebody else may read it on. */
	if (st.st_size > 0 && *fd != STDIN_FILENO)
		*source = ts_source_file(fd, st.st_size);
	else
		*source = ts_source_fd(fd, st.st_size > 0 ? st.st_size : TS_SIZE_UNKNOWN);
	return 0;
}

void cli_judging_close(int fd)
{
	if (fd > STDIN_FILENO)
		close(fd);
}
