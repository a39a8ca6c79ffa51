#include "cli/suggest.h"

#include <string.h>

#include "base/nearest.h"
#include "cli/output.h"
#include "model/profile_set.h"

#define FEW        10 /* names that are listed */
#define STAGES_MAX 32

/* Append "a, b WORD c". */
static void add_name(const char *name, size_t i, size_t n, const char *word, struct ts_buf *out)
{
	if (i > 0 && i + 1 == n)
		ts_buf_printf(out, " %s ", word);
	else if (i > 0)
		ts_buf_add_str(out, ", ");
	ts_buf_add_str(out, name);
}

int cli_unknown(
    const struct cli *cli, const char *what, const char *word, const char *const *names, size_t n)
{
	const char *near = ts_nearest(word, names, n);
	struct ts_buf hint = TS_BUF_INIT;
	int ret;

	if (near != NULL)
		ts_buf_printf(&hint, "; did you mean %s?", near);
	for (size_t i = 0; near == NULL && n <= FEW && i < n; i++) {
		ts_buf_add_str(&hint, i == 0 ? "; expected " : "");
		add_name(names[i], i, n, "or", &hint);
	}
	ret = cli_usage(cli, "unknown %s \"%s\"%s", what, word,
	    ts_buf_cstr(&hint) == NULL ? "" : (const char *)hint.data);
	ts_buf_free(&hint);
	return ret;
}

size_t cli_list_stages(const char **names, size_t most)
{
	static char ids[STAGES_MAX][64];
	size_t n = 0;

	for (size_t i = 0; i < ts_builtins_n && n < STAGES_MAX && n < most; i++) {
		size_t len = strcspn(ts_builtins[i].name, ".@");

		if (len >= sizeof(ids[0]))
			continue;
		memcpy(ids[n], ts_builtins[i].name, len);
		ids[n][len] = '\0';
		names[n] = ids[n];
		n++;
	}
	return n;
}

int cli_unknown_stage(const struct cli *cli, const char *what, const char *word)
{
	const char *names[STAGES_MAX];

	return cli_unknown(cli, what, word, names, cli_list_stages(names, STAGES_MAX));
}

const char *cli_nearest_stage(const char *word)
{
	const char *names[STAGES_MAX];

	return ts_nearest(word, names, cli_list_stages(names, STAGES_MAX));
}

int cli_require(
    const struct cli *cli, const struct cli_args *args, const struct cli_need *needs, size_t n)
{
	struct ts_buf list = TS_BUF_INIT;
	size_t missing = 0, i = 0;

	for (size_t j = 0; j < n; j++)
		missing += !cli_has(args, needs[j].id);
	if (missing == 0)
		return 0;
	for (size_t j = 0; j < n; j++)
		if (!cli_has(args, needs[j].id))
			add_name(needs[j].shown, i++, missing, "and", &list);
	cli_usage(cli, "the option%s %s %s required", missing == 1 ? "" : "s",
	    ts_buf_cstr(&list) == NULL ? "left out" : (const char *)list.data,
	    missing == 1 ? "is" : "are");
	ts_buf_free(&list);
	return TS_USAGE;
}

int cli_refuse_others(const struct cli *cli, const struct cli_args *args, const char *action,
    const struct cli_action_option *options, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct cli_action_option *option = &options[i];
		struct ts_buf list = TS_BUF_INIT;
		bool has = !cli_has(args, option->id);
		size_t k, count = 0;

		while (count < 4 && option->actions[count] != NULL)
			count++;
		for (k = 0; k < count; k++) {
			has = has || strcmp(option->actions[k], action) == 0;
			add_name(option->actions[k], k, count, "and", &list);
		}
		if (!has)
			cli_usage(cli, "--%s is an option of %s %s, not of %s %s", option->name,
			    cli->verb, ts_buf_cstr(&list) == NULL ? "others" : (char *)list.data,
			    cli->verb, action);
		ts_buf_free(&list);
		if (!has)
			return TS_USAGE;
	}
	return 0;
}
