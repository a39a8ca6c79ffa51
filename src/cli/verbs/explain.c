/* The verb explain. */
#include <stdlib.h>
#include <string.h>

#include "cli/load.h"
#include "cli/output.h"
#include "cli/suggest.h"
#include "cli/verbs/verbs.h"
#include "explain/explain.h"

#define WORDS_MAX 1024

/* All words that can be explained. */
struct words {
	char *list[WORDS_MAX]; /* owned */
	size_t n;
};

static void keep(void *ctx, const char *word)
{
	struct words *words = ctx;

	if (words->n < WORDS_MAX && (words->list[words->n] = strdup(word)) != NULL)
		words->n++;
}

static int unknown(const struct cli *cli, const struct ts_explain_params *params, const char *word)
{
	struct words words = {.n = 0};
	int ret;

	ts_explain_each(params, keep, &words);
	ret =
	    cli_unknown(cli, "check or exit code", word, (const char *const *)words.list, words.n);
	for (size_t i = 0; i < words.n; i++)
		free(words.list[i]);
	return ret;
}

static void list(void *ctx, const char *word)
{
	ts_buf_printf(ctx, "%s\n", word);
}

/* Explain the words of the command line, or list them all. */
static int explain(const struct cli *cli, const struct cli_args *args,
    const struct ts_explain_params *params, struct ts_buf *out)
{
	if (args->operands.n == 0)
		ts_explain_each(params, list, out);
	for (size_t i = 0; i < args->operands.n; i++) {
		if (i > 0)
			ts_buf_add_str(out, "\n");
		if (!ts_explain(params, args->operands.list[i], out))
			return unknown(cli, params, args->operands.list[i]);
	}
	return 0;
}

static int load_files(
    const struct cli_values *files, struct ts_profile_set *profiles, struct ts_err *err)
{
	for (size_t i = 0; i < files->n; i++)
		if (cli_load_profile(files->list[i], profiles, NULL, err) != 0)
			return -1;
	return 0;
}

int cli_explain(const struct cli *cli, const struct cli_args *args)
{
	struct ts_profile_set *profiles = NULL;
	struct ts_rules *rules = NULL;
	struct ts_buf out = TS_BUF_INIT;
	struct ts_err err;
	int ret;

	if (ts_profile_set_new(&profiles, &err) != 0 ||
	    ts_profile_set_load(profiles, NULL, &err) != 0 ||
	    cli_load_profiles(cli_profiles_dir(args), profiles, &err) != 0 ||
	    load_files(&args->options[OPT_PROFILE], profiles, &err) != 0 ||
	    cli_load_rules(&args->options[OPT_RULES], NULL, &rules, &err) != 0)
		ret = cli_fail(cli, &err);
	else
		ret = explain(cli, args,
		    &(struct ts_explain_params){.profiles = profiles, .rules = rules}, &out);
	if (ret == 0)
		ret = cli_write_result(cli, &out);
	ts_buf_free(&out);
	ts_rules_free(rules);
	ts_profile_set_free(profiles);
	return ret;
}
