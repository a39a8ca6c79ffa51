/* The front door: find the verb, read its command line, run it. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/help.h"
#include "cli/output.h"
#include "cli/verbs/table.h"
#include "crypto/init.h"

static bool is_set(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0';
}

/* Use colour on FD? (https://no-color.org, and CLICOLOR_FORCE) */
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

static bool is_descriptor(const char *text)
{
	return text[0] != '\0' && strlen(text) <= 5 && strspn(text, "0123456789") == strlen(text);
}

static int refuse_form(
    const struct cli *cli, const struct cli_verb *verb, const char *format, size_t len)
{
	struct ts_buf forms = TS_BUF_INIT;
	int ret;

	cli_verb_list_forms(verb, &forms);
	ret = cli_usage(cli, "--format takes %s here, not \"%.*s\"",
	    ts_buf_cstr(&forms) == NULL ? "another form" : (const char *)forms.data, (int)len,
	    format);
	ts_buf_free(&forms);
	return ret;
}

/* Read a further result, FORM=FILE. */
static int read_extra(const struct cli *cli, const char *path, enum cli_form form, struct cli *to)
{
	if (path[0] == '\0' || strcmp(path, "-") == 0)
		return cli_usage(cli, "--format FORM=FILE needs the name of a file");
	for (size_t i = 0; i < to->extras_n; i++)
		if (strcmp(to->extras[i].path, path) == 0)
			return cli_usage(cli, "two results would go to %s", path);
	if (cli->output != NULL && strcmp(cli->output, path) == 0)
		return cli_usage(cli, "two outputs would go to %s", path);
	if (to->extras_n == CLI_EXTRAS_MAX)
		return cli_usage(cli, "--format is given more than %d times", CLI_EXTRAS_MAX);
	to->extras[to->extras_n++] = (struct cli_extra){form, path};
	return 0;
}

/* Read --format: the form of the result, and further results as FORM=FILE. */
static int read_forms(const struct cli_verb *verb, const struct cli_args *args, struct cli *cli)
{
	const struct cli_values *formats = &args->options[OPT_FORMAT];
	bool given = false;

	cli_verb_form(verb, NULL, 0, &cli->form);
	for (size_t i = 0; i < formats->n; i++) {
		const char *text = formats->list[i];
		size_t len = strcspn(text, "=");
		enum cli_form form;

		if (!cli_verb_form(verb, text, len, &form))
			return refuse_form(cli, verb, text, len);
		if (text[len] == '=') {
			if (read_extra(cli, text + len + 1, form, cli) != 0)
				return TS_USAGE;
			continue;
		}
		if (given)
			return cli_usage(cli,
			    "--format is given twice: write --format %s=FILE for "
			    "a further result",
			    text);
		given = true;
		cli->form = form;
	}
	return 0;
}

/* Read the options that every verb has. Returns 0, or the exit code after printing what is wrong.
 */
static int read_common(const struct cli_verb *verb, const struct cli_args *args, struct cli *cli)
{
	const char *when = cli_value(args, OPT_COLOR);
	const char *descriptor = cli_value(args, OPT_PASSPHRASE_FD);
	uint64_t timeout;

	cli->output = cli_value(args, OPT_OUTPUT);
	if (read_forms(verb, args, cli) != 0)
		return TS_USAGE;
	if (when != NULL && strcmp(when, "auto") != 0 && strcmp(when, "always") != 0 &&
	    strcmp(when, "never") != 0)
		return cli_usage(cli, "--color takes auto, always or never, not \"%s\"", when);
	if (descriptor != NULL && !is_descriptor(descriptor))
		return cli_usage(cli, "--passphrase-fd takes the number of a file descriptor");
	if (cli_read_number(cli, args, OPT_AGENT_TIMEOUT, 86400, CLI_AGENT_TIMEOUT,
		"--agent-timeout takes a number of seconds, from 1 to 86400", &timeout) != 0)
		return TS_USAGE;
	cli->agent_timeout = (unsigned)timeout;
	cli->passphrase_fd = descriptor == NULL ? -1 : (int)strtol(descriptor, NULL, 10);
	cli->force = cli_has(args, OPT_FORCE);
	cli->output_is_result = !cli_verb_has_option(verb, OPT_OUTPUT);
	cli->quiet = cli_has(args, OPT_QUIET);
	cli->verbose = cli_has(args, OPT_VERBOSE);
	cli->no_input = cli_has(args, OPT_NO_INPUT);
	cli->color_out = (cli->output == NULL || (when != NULL && strcmp(when, "always") == 0)) &&
			 wants_color(when, STDOUT_FILENO);
	cli->color_err = wants_color(when, STDERR_FILENO);
	return 0;
}

static int print_help(const struct cli *cli, const struct cli_verb *verb)
{
	struct ts_buf out = TS_BUF_INIT;
	int ret;

	cli_help_verb(verb, &out);
	ret = cli_write_file(cli, NULL, &out);
	ts_buf_free(&out);
	return ret;
}

static bool names_file(const struct cli_option *option)
{
	return option->id != OPT_OUTPUT && option->id != OPT_FORMAT && option->arg != NULL &&
	       (strstr(option->arg, "FILE") != NULL || strstr(option->arg, "PATH") != NULL ||
		   strcmp(option->arg, "KEY") == 0);
}

/* Refuse a result that would take the place of a file which this run reads. */
static int refuse_inputs(
    const struct cli *cli, const struct cli_verb *verb, const struct cli_args *args)
{
	int ret = cli_refuse_inputs(cli, args->operands.list, args->operands.n);

	for (size_t i = 0; ret == 0 && i < verb->options_n; i++) {
		const struct cli_values *values = &args->options[verb->options[i].id];

		if (names_file(&verb->options[i]))
			ret = cli_refuse_inputs(cli, values->list, values->n);
	}
	return ret;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
	struct cli cli = {.verb = verb->name};
	struct cli_args args;
	int ret = cli_verb_parse(verb, argc, argv, &args);

	args.verbs = &cli_verbs;
	if (ret == 0 && cli_has(&args, OPT_HELP)) {
		ret = print_help(&cli, verb);
	} else if (ret == 0) {
		ret = read_common(verb, &args, &cli);
		if (ret == 0)
			ret = refuse_inputs(&cli, verb, &args);
		if (ret == 0)
			ret = verb->run(&cli, &args);
	}
	cli_args_free(&args);
	return ret;
}

/* If a standard descriptor is closed, the next file that is opened would take its place and be
 * written to. What takes its place here can be neither read nor written, so that a lost result is
 * reported. */
static void hold_standard_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", fcntl(STDIN_FILENO, F_GETFD) < 0 ? O_WRONLY : O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

/* What users of other tools type. */
static const char *alias(const char *word)
{
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
		return "help";
	if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0)
		return "version";
	return word;
}

static int print_overview(void)
{
	struct ts_buf out = TS_BUF_INIT;

	cli_help_all(&cli_verbs, &out);
	if (ts_buf_cstr(&out) != NULL)
		fputs((char *)out.data, stderr);
	ts_buf_free(&out);
	return TS_USAGE;
}

int main(int argc, char **argv)
{
	const struct cli_verb *verb;

	hold_standard_descriptors();
	/* A reader that went away, and a file that may not grow, are errors to report. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	ts_crypto_watch_memory();
	if (ts_crypto_init() != 0) {
		fputs("tarseal: the cryptographic library cannot be initialised\n", stderr);
		return TS_UNDECIDED;
	}
	if (argc < 2)
		return print_overview();
	verb = cli_verb_find(&cli_verbs, alias(argv[1]));
	if (verb == NULL)
		return cli_verb_unknown(&(struct cli){.verb = NULL}, &cli_verbs, argv[1]);
	return run(verb, argc - 1, argv + 1);
}
