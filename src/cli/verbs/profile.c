/* The verb profile: list, show and lint stage profiles. */
#include <string.h>

#include "cli/load.h"
#include "cli/output.h"
#include "cli/suggest.h"
#include "cli/verbs/verbs.h"
#include "model/profile_lint.h"
#include "show/escape.h"
#include "show/schema.h"

static int profile_list(const struct ts_profile_set *set, struct ts_buf *out)
{
	for (size_t i = 0; i < set->n; i++) {
		char hex[TS_DIGEST_HEX];

		ts_hex_digest(set->list[i]->digest, hex);
		ts_buf_printf(out, "%-28s %s\n    sha256:%s, consumes %s, %zu gates\n",
		    set->list[i]->id, set->list[i]->title, hex, set->list[i]->consumes,
		    set->list[i]->gates_n);
	}
	return 0;
}

/* Append the bytes of a built-in profile, which can be saved, changed and pinned. */
static int profile_show(const struct cli *cli, const char *id, struct ts_buf *out)
{
	for (size_t i = ts_builtins_n; i-- > 0;) {
		size_t len = strlen(id);

		if (strncmp(ts_builtins[i].name, id, len) != 0 ||
		    strcmp(ts_builtins[i].name + len, ".json") != 0)
			continue;
		ts_buf_add(out, ts_builtins[i].data, ts_builtins[i].len);
		return 0;
	}
	return cli_unknown_stage(cli, "profile", id);
}

struct advising {
	const struct cli *cli;
	struct ts_buf *out;
};

static void report_advice(void *ctx, const char *at, const char *text)
{
	const struct advising *advising = ctx;
	struct ts_buf *out = advising->out;

	cli_add_word(advising->cli, CLI_DOUBTFUL, "advice ", out);
	ts_buf_add_str(out, "  ");
	ts_show_escape(out, at);
	ts_buf_add_str(out, ": ");
	ts_show_escape(out, text);
	ts_buf_add_str(out, "\n");
}

static int profile_lint(
    const struct cli *cli, const char *path, struct ts_profile_set *set, struct ts_buf *out)
{
	const struct ts_profile *profile;
	struct ts_err err;
	char hex[TS_DIGEST_HEX];

	if (cli_load_profile(path, set, &profile, &err) != 0)
		return cli_fail(cli, &err);
	ts_profile_lint(profile, report_advice, &(struct advising){cli, out});
	ts_hex_digest(profile->digest, hex);
	cli_add_word(cli, CLI_GOOD, "valid", out);
	ts_buf_printf(out, ": %s, %zu fields, %zu gates\nsha256:%s\n", profile->id,
	    profile->fields_n, profile->gates_n, hex);
	if (!profile->builtin && ts_profile_set_builtin(set, profile->id) != NULL)
		cli_warn(cli, "it has the id of a built-in profile, so it is used only if a trust "
			      "policy pins it");
	return 0;
}

/* Append the schema of the documents of the stage NAME, a built-in one or that of a file. */
static int profile_schema(
    const struct cli *cli, const char *name, struct ts_profile_set *set, struct ts_buf *out)
{
	const struct ts_profile *profile, *before;
	struct ts_err err;

	if (cli_load_profile(name, set, &profile, &err) != 0 ||
	    ts_profile_set_before(set, profile, NULL, &before, &err) != 0)
		return cli_fail(cli, &err);
	ts_show_schema(profile, before, out);
	return 0;
}

static int run(const struct cli *cli, const char *action, const char *name,
    struct ts_profile_set *set, struct ts_buf *out)
{
	static const char *const actions[] = {"list", "show", "lint", "schema"};

	if (strcmp(action, "list") == 0 && name == NULL)
		return profile_list(set, out);
	if (strcmp(action, "show") == 0 && name != NULL)
		return profile_show(cli, name, out);
	if (strcmp(action, "lint") == 0 && name != NULL)
		return profile_lint(cli, name, set, out);
	if (strcmp(action, "schema") == 0 && name != NULL)
		return profile_schema(cli, name, set, out);
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strcmp(action, actions[i]) == 0)
			return cli_usage(cli, "%s takes %s", action,
			    i == 0   ? "no argument"
			    : i == 1 ? "the id of a built-in profile"
			    : i == 2 ? "a profile file"
				     : "the id of a built-in profile, or a profile file");
	return cli_unknown(cli, "action", action, actions, sizeof(actions) / sizeof(actions[0]));
}

int cli_profile(const struct cli *cli, const struct cli_args *args)
{
	const char *name = args->operands.n > 1 ? args->operands.list[1] : NULL;
	struct ts_profile_set *set = NULL;
	struct ts_buf out = TS_BUF_INIT;
	struct ts_err err;
	int ret;

	if (ts_profile_set_new(&set, &err) != 0 || ts_profile_set_load(set, NULL, &err) != 0 ||
	    cli_load_profiles(cli_profiles_dir(args), set, &err) != 0)
		ret = cli_fail(cli, &err);
	else
		ret = run(cli, args->operands.list[0], name, set, &out);
	if (ret == 0)
		ret = cli_write_result(cli, &out);
	ts_buf_free(&out);
	ts_profile_set_free(set);
	return ret;
}
