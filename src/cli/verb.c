#include "cli/verb.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "cli/output.h"
#include "cli/suggest.h"
#include "cli/times.h"

#define OPTIONS_MAX 40
#define VERBS_MAX   64
/* What getopt returns for the option at index 0 of the table: more than any character. */
#define LONG_BASE 0x110000

/* The verb's options and the common ones, as getopt wants them. */
struct table {
	const struct cli_option *options[OPTIONS_MAX];
	size_t n;
	struct option longs[OPTIONS_MAX + 1];
	char shorts[2 * OPTIONS_MAX + 3];
};

const struct cli_verb *cli_verb_find(const struct cli_verbs *verbs, const char *name)
{
	for (size_t i = 0; i < verbs->n; i++)
		if (strcmp(verbs->list[i]->name, name) == 0)
			return verbs->list[i];
	return NULL;
}

int cli_verb_unknown(const struct cli *cli, const struct cli_verbs *verbs, const char *word)
{
	/* What other tools call it. */
	static const char *const others[][2] = {{"sign", "approve or pack"}, {"seal", "pack"},
	    {"create", "pack"}, {"make", "pack"}, {"bundle", "pack"}, {"unpack", "extract"},
	    {"validate", "check or verify"}, {"show", "inspect"}, {"info", "inspect"},
	    {"list", "inspect"}, {"lint", "check or profile lint"}, {"hash", "digest"},
	    {"keys", "trust show"}, {"policy", "trust"}, {"generate", "keygen"}, {"new", "init"}};
	const char *names[VERBS_MAX];
	size_t n = 0;

	for (const char *const *other = verbs->left_out; other != NULL && *other != NULL; other++)
		if (strcmp(*other, word) == 0)
			return cli_usage(cli,
			    "\"%s\" is not a part of this build, which only verifies; the tarseal "
			    "program for Linux has it",
			    word);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(others[i][0], word) == 0)
			return cli_usage(
			    cli, "unknown verb \"%s\"; did you mean %s?", word, others[i][1]);
	for (; n < verbs->n && n < VERBS_MAX; n++)
		names[n] = verbs->list[n]->name;
	return cli_unknown(cli, "verb", word, names, n);
}

bool cli_verb_has_option(const struct cli_verb *verb, enum cli_id id)
{
	for (size_t i = 0; i < verb->options_n; i++)
		if (verb->options[i].id == id)
			return true;
	return false;
}

static void add(struct table *table, const struct cli_option *option)
{
	size_t len = strlen(table->shorts);

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

/* A verb's own option comes before a common one with the same id. */
static void build(struct table *table, const struct cli_verb *verb)
{
	*table = (struct table){.shorts = ":"};
	for (size_t i = 0; i < verb->options_n; i++)
		add(table, &verb->options[i]);
	for (size_t i = 0; i < cli_common_options_n; i++)
		if (!cli_verb_has_option(verb, cli_common_options[i].id))
			add(table, &cli_common_options[i]);
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

/* Append the long options that begin with WORD, which has two dashes. Returns their number. */
static size_t list_matches(const struct table *table, const char *word, struct ts_buf *out)
{
	size_t n = 0, len = strcspn(word, "=");

	for (size_t i = 0; len > 2 && i < table->n; i++)
		if (strncmp(table->longs[i].name, word + 2, len - 2) == 0)
			ts_buf_printf(out, "%s--%s", n++ > 0 ? ", " : "", table->longs[i].name);
	return n;
}

/* Suggest a long option for WORD, which has two dashes, and perhaps a value. */
static void unknown_option(const struct cli *cli, const struct table *table, const char *word)
{
	const char *names[OPTIONS_MAX], *near;
	char typed[128];
	size_t len = strcspn(word, "=");

	for (size_t i = 0; i < table->n; i++)
		names[i] = table->longs[i].name;
	if (len < 3 || len - 2 >= sizeof(typed)) {
		cli_usage(cli, "unknown option %s", word);
		return;
	}
	memcpy(typed, word + 2, len - 2);
	typed[len - 2] = '\0';
	near = ts_nearest(typed, names, table->n);
	if (near == NULL)
		cli_usage(cli, "unknown option %s", word);
	else
		cli_usage(cli, "unknown option --%s; did you mean --%s?", typed, near);
}

/* Report an option that getopt refused: a short one is in optopt, a long one is WORD. */
static int refuse_option(
    const struct cli *cli, const struct table *table, int value, const char *word)
{
	struct ts_buf matches = TS_BUF_INIT;
	char letter[] = {'-', (char)optopt, '\0'};
	const char *name = optopt != 0 && optopt < LONG_BASE ? letter : word;

	if (value == ':')
		return cli_usage(cli, "the option %s needs an argument", name);
	if (optopt >= LONG_BASE)
		return cli_usage(
		    cli, "the option --%s takes no argument", find(table, optopt)->name);
	if (name == word && list_matches(table, word, &matches) > 1 &&
	    ts_buf_cstr(&matches) != NULL)
		cli_usage(cli, "the option %s could be %s", name, (char *)matches.data);
	else if (name == word)
		unknown_option(cli, table, word);
	else
		cli_usage(cli, "unknown option %s", name);
	ts_buf_free(&matches);
	return TS_USAGE;
}

static int keep(const struct cli *cli, struct cli_args *args, const struct cli_option *option,
    const char *value)
{
	char *text = NULL;
	struct ts_err err;
	int ret;

	if (args->options[option->id].n > 0 && !option->many && option->arg != NULL)
		return cli_usage(cli, "the option --%s is given twice", option->name);
	ret = option->arg == NULL ? 0 : cli_times_read(cli, option, value, &text);
	if (ret != 0)
		return ret;
	if (cli_args_add(args, option->id, value, text, &err) != 0)
		return cli_fail(cli, &err);
	return 0;
}

int cli_verb_parse(const struct cli_verb *verb, int argc, char **argv, struct cli_args *args)
{
	const struct cli cli = {.verb = verb->name};
	struct table table;
	int value, ret;

	*args = (struct cli_args){0};
	build(&table, verb);
	unsetenv("POSIXLY_CORRECT"); /* options may follow arguments, wherever this runs */
	opterr = 0;
	optind = 1;
	while ((value = getopt_long(argc, argv, table.shorts, table.longs, NULL)) != -1) {
		const struct cli_option *option;

		if (value == '?' || value == ':')
			return refuse_option(&cli, &table, value, argv[optind - 1]);
		option = find(&table, value);
		ret = option == NULL ? refuse_option(&cli, &table, value, argv[optind - 1])
				     : keep(&cli, args, option, optarg);
		if (ret != 0)
			return ret;
	}
	args->operands = (struct cli_values){
	    .list = (const char **)(argv + optind), .n = (size_t)(argc - optind)};
	if (cli_has(args, OPT_HELP))
		return 0;
	if (args->operands.n < verb->operands_min)
		return cli_usage(&cli, "missing argument: %s", verb->operands);
	if (args->operands.n > verb->operands_max)
		return cli_usage(
		    &cli, "unexpected argument \"%s\"", args->operands.list[verb->operands_max]);
	return 0;
}

static const char *forms_of(const struct cli_verb *verb)
{
	return verb->forms == NULL ? "text" : verb->forms;
}

bool cli_verb_form(const struct cli_verb *verb, const char *name, size_t len, enum cli_form *form)
{
	static const char *const names[] = {
	    [CLI_TEXT] = "text",
	    [CLI_JSON] = "json",
	    [CLI_SARIF] = "sarif",
	    [CLI_JUNIT] = "junit",
	    [CLI_CSV] = "csv",
	    [CLI_HTML] = "html",
	    [CLI_SUMMARY] = "summary",
	    [CLI_PROM] = "prom",
	    [CLI_LINES] = "lines",
	    [CLI_JSONL] = "jsonl",
	};
	const char *word = forms_of(verb);
	bool offered = false;

	if (name == NULL) {
		name = word;
		len = strcspn(word, " ");
	}
	for (size_t n; !offered && *word != '\0'; word += n + strspn(word + n, " ")) {
		n = strcspn(word, " ");
		offered = n == len && memcmp(word, name, len) == 0;
	}
	for (size_t i = 0; offered && i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i]) == len && memcmp(names[i], name, len) == 0)
			*form = (enum cli_form)i;
	return offered;
}

void cli_verb_list_forms(const struct cli_verb *verb, struct ts_buf *out)
{
	const char *word = forms_of(verb);

	for (bool first = true; *word != '\0'; first = false) {
		size_t len = strcspn(word, " ");

		ts_buf_add_str(out, first ? "" : word[len] == '\0' ? " or " : ", ");
		ts_buf_add(out, word, len);
		word += len + strspn(word + len, " ");
	}
}
