#include "cli/options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

#define OPTIONS_MAX 40
#define LONG_BASE   256 /* getopt's value for the option at index i of the table */

const struct cli_option cli_common[] = {
    {OPT_FORMAT, "format", 0, "FORMAT", false,
	"text (for people), or what else the verb offers: json, junit, sarif"},
    {OPT_OUTPUT, "output", 'o', "FILE", false,
	"write the result to FILE instead of standard output"},
    {OPT_QUIET, "quiet", 'q', NULL, false, "say only the last line"},
    {OPT_VERBOSE, "verbose", 'v', NULL, false, "list every check"},
    {OPT_NO_INPUT, "no-input", 0, NULL, false, "never ask anything"},
    {OPT_COLOR, "color", 0, "WHEN", false, "auto, always or never"},
    {OPT_HELP, "help", 'h', NULL, false, "show help for the verb"},
};
const size_t cli_common_n = sizeof(cli_common) / sizeof(cli_common[0]);

/* The verb's options with the common ones that it does not have in its own sense. */
struct table {
	const struct cli_option *options[OPTIONS_MAX];
	size_t n;
	struct option longs[OPTIONS_MAX + 1];
	char shorts[2 * OPTIONS_MAX + 3];
};

static void add(struct table *table, const struct cli_option *option)
{
	size_t len = strlen(table->shorts);

	for (size_t i = 0; i < table->n; i++)
		if (table->options[i]->id == option->id)
			return;
	table->options[table->n] = option;
	table->longs[table->n] = (struct option){.name = option->name,
	    .has_arg = option->arg == NULL ? no_argument : required_argument,
	    .val = LONG_BASE + (int)table->n};
	table->n++;
	if (option->letter != 0) {
		table->shorts[len] = option->letter;
		if (option->arg != NULL)
			table->shorts[len + 1] = ':';
	}
}

static void build(struct table *table, const struct cli_verb *verb)
{
	*table = (struct table){.shorts = ":"};
	for (size_t i = 0; i < verb->options_n; i++)
		add(table, &verb->options[i]);
	for (size_t i = 0; i < cli_common_n; i++)
		add(table, &cli_common[i]);
}

static const struct cli_option *find(const struct table *table, int value)
{
	if (value >= LONG_BASE)
		return table->options[value - LONG_BASE];
	for (size_t i = 0; i < table->n; i++)
		if (table->options[i]->letter == value)
			return table->options[i];
	return NULL;
}

static int refuse(const struct cli_verb *verb, const char *what, const char *which)
{
	const struct cli cli = {.verb = verb};

	return cli_usage(&cli, "%s%s", what, which);
}

/* An option that getopt did not take: a short one is in optopt, a long one is WORD. */
static int refuse_option(const struct cli_verb *verb, int value, const char *word)
{
	char letter[] = {'-', (char)optopt, '\0'};

	return refuse(verb,
	    value == ':' ? "an argument is missing behind " : "no such option, or an unclear one: ",
	    optopt > 0 && optopt < LONG_BASE ? letter : word);
}

static int keep(const struct cli_verb *verb, struct cli_args *args, const struct cli_option *option,
    const char *value)
{
	struct cli_values *values = &args->options[option->id];
	const char **grown;

	if (values->n > 0 && !option->many && option->arg != NULL)
		return refuse(verb, "given twice: --", option->name);
	grown = realloc(values->list, (values->n + 1) * sizeof(*grown));
	if (grown == NULL) {
		const struct cli cli = {.verb = verb};
		struct ts_err err;

		ts_err_nomem(&err);
		return cli_fail(&cli, &err);
	}
	values->list = grown;
	grown[values->n++] = value;
	return 0;
}

int cli_parse(const struct cli_verb *verb, int argc, char **argv, struct cli_args *args)
{
	struct table table;
	int value, ret;

	*args = (struct cli_args){0};
	build(&table, verb);
	opterr = 0;
	optind = 1;
	while ((value = getopt_long(argc, argv, table.shorts, table.longs, NULL)) != -1) {
		const struct cli_option *option;

		if (value == '?' || value == ':')
			return refuse_option(verb, value, argv[optind - 1]);
		option = find(&table, value);
		ret = option == NULL ? refuse_option(verb, value, argv[optind - 1])
				     : keep(verb, args, option, optarg);
		if (ret != 0)
			return ret;
	}
	args->operands = argv + optind;
	args->operands_n = (size_t)(argc - optind);
	if (cli_has(args, OPT_HELP))
		return 0;
	if (args->operands_n < verb->operands_min)
		return refuse(verb, "an operand is missing: ", verb->operands);
	if (args->operands_n > verb->operands_max)
		return refuse(verb, "there is an operand too many: ", argv[argc - 1]);
	return 0;
}

bool cli_form_find(const struct cli_verb *verb, const char *name, enum cli_form *form)
{
	static const char *const names[] = {
	    [CLI_TEXT] = "text",
	    [CLI_JSON] = "json",
	    [CLI_SARIF] = "sarif",
	    [CLI_JUNIT] = "junit",
	    [CLI_CSV] = "csv",
	    [CLI_HTML] = "html",
	};
	const char *word = verb->forms == NULL ? "" : verb->forms;
	bool offered = name == NULL || strcmp(name, names[CLI_TEXT]) == 0;

	for (size_t len; !offered && *word != '\0'; word += len + strspn(word + len, " ")) {
		len = strcspn(word, " ");
		offered = strlen(name) == len && memcmp(word, name, len) == 0;
	}
	if (!offered)
		return false;
	*form = CLI_TEXT;
	for (size_t i = 0; name != NULL && i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0)
			*form = (enum cli_form)i;
	return true;
}

void cli_form_list(const struct cli_verb *verb, struct ts_buf *out)
{
	const char *word = verb->forms == NULL ? "" : verb->forms;

	ts_buf_add_str(out, "text");
	while (*word != '\0') {
		size_t len = strcspn(word, " ");

		ts_buf_add_str(out, word[len] == '\0' ? " or " : ", ");
		ts_buf_add(out, word, len);
		word += len + strspn(word + len, " ");
	}
}

void cli_args_free(struct cli_args *args)
{
	for (size_t i = 0; i < OPT_COUNT; i++)
		free(args->options[i].list);
}

bool cli_has(const struct cli_args *args, enum cli_id id)
{
	return args->options[id].n > 0;
}

const char *cli_value(const struct cli_args *args, enum cli_id id)
{
	return args->options[id].n == 0 ? NULL : args->options[id].list[args->options[id].n - 1];
}
