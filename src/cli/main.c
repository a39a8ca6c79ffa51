/* The front door: find the verb, read its command line, run it. */
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

static bool is_set(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0';
}

/* Shall output to FD be coloured? (no-color.org, and CLICOLOR_FORCE) */
static bool wants_color(const char *when, int fd)
{
	const char *term = getenv("TERM");

	if (when != NULL && strcmp(when, "auto") != 0)
		return strcmp(when, "always") == 0;
	if (is_set("NO_COLOR"))
		return false;
	if (is_set("CLICOLOR_FORCE"))
		return true;
	return isatty(fd) && (term == NULL || strcmp(term, "dumb") != 0);
}

/* Is TEXT (or NULL) the number of a descriptor? */
static bool is_descriptor(const char *text)
{
	return text == NULL ||
	       (text[0] != '\0' && strlen(text) <= 5 && strspn(text, "0123456789") == strlen(text));
}

static int refuse_form(const struct cli *cli, const char *format)
{
	struct ts_buf forms = TS_BUF_INIT;
	int ret;

	cli_form_list(cli->verb, &forms);
	ret = cli_usage(cli, "--format of this verb takes %s, not \"%s\"",
	    ts_buf_cstr(&forms) == NULL ? "another" : (const char *)forms.data, format);
	ts_buf_free(&forms);
	return ret;
}

static int read_common(struct cli *cli)
{
	const char *format = cli_value(&cli->args, OPT_FORMAT);
	const char *when = cli_value(&cli->args, OPT_COLOR);

	if (!cli_form_find(cli->verb, format, &cli->form))
		return refuse_form(cli, format);
	if (when != NULL && strcmp(when, "auto") != 0 && strcmp(when, "always") != 0 &&
	    strcmp(when, "never") != 0)
		return cli_usage(cli, "--color takes auto, always or never");
	if (!is_descriptor(cli_value(&cli->args, OPT_PASSPHRASE_FD)))
		return cli_usage(cli, "--passphrase-fd takes the number of a descriptor");
	cli->quiet = cli_has(&cli->args, OPT_QUIET);
	cli->verbose = cli_has(&cli->args, OPT_VERBOSE);
	cli->no_input = cli_has(&cli->args, OPT_NO_INPUT);
	cli->color_out = !cli_has(&cli->args, OPT_OUTPUT) && wants_color(when, STDOUT_FILENO);
	cli->color_err = wants_color(when, STDERR_FILENO);
	return 0;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	struct cli cli = {.verb = verb};
	int ret = cli_parse(verb, argc, argv, &cli.args);

	if (ret != 0)
		goto done;
	if (cli_has(&cli.args, OPT_HELP)) {
		struct ts_buf out = TS_BUF_INIT;
		struct ts_err err;

		cli_help(verb, &out);
		ret = cli_write_out(&out, &err) == 0 ? 0 : cli_fail(&cli, &err);
		ts_buf_free(&out);
		goto done;
	}
	ret = read_common(&cli);
	if (ret == 0)
		ret = verb->run(&cli);
done:
	cli_args_free(&cli.args);
	return ret;
}

/* A closed standard descriptor would be taken by the next file opened, and written into. What
 * takes its place cannot be read or written, so that what gets lost is told. */
static void hold_standard_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", fcntl(STDIN_FILENO, F_GETFD) < 0 ? O_WRONLY : O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

/* What people type who know other tools. */
static const char *alias(const char *word)
{
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
		return "help";
	if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0)
		return "version";
	return word;
}

int main(int argc, char **argv)
{
	const struct cli_verb *verb;

	hold_standard_descriptors();
	signal(SIGPIPE, SIG_IGN); /* a reader that went away is an error to tell, not an end */
	if (sodium_init() < 0) {
		fputs("tarseal: the cryptographic library cannot be started\n", stderr);
		return TS_UNDECIDED;
	}
	if (argc < 2) {
		struct ts_buf out = TS_BUF_INIT;

		cli_help_all(&out);
		if (ts_buf_cstr(&out) != NULL)
			fputs((char *)out.data, stderr);
		ts_buf_free(&out);
		return TS_USAGE;
	}
	verb = cli_find_verb(alias(argv[1]));
	if (verb == NULL) {
		struct cli cli = {.verb = cli_find_verb("help")};

		return cli_usage(&cli, "there is no verb \"%s\"", argv[1]);
	}
	return run(verb, argc - 1, argv + 1);
}
