/* The verb help. */
#include <string.h>

#include "cli/help.h"
#include "cli/output.h"
#include "cli/verbs/verbs.h"

int cli_help(const struct cli *cli, const struct cli_args *args)
{
	const char *shell = cli_value(args, OPT_COMPLETION);
	const struct cli_verb *verb = NULL;
	struct ts_buf out = TS_BUF_INIT;
	int ret;

	if (shell != NULL && strcmp(shell, "bash") != 0)
		return cli_usage(cli, "--completion takes bash, not \"%s\"", shell);
	if (args->operands.n > 0) {
		verb = cli_verb_find(args->verbs, args->operands.list[0]);
		if (verb == NULL)
			return cli_verb_unknown(cli, args->verbs, args->operands.list[0]);
	}
	if (shell != NULL)
		cli_help_completion(args->verbs, &out);
	else if (cli_has(args, OPT_MDOC))
		cli_help_mdoc(args->verbs, &out);
	else if (verb != NULL)
		cli_help_verb(verb, &out);
	else
		cli_help_all(args->verbs, &out);
	ret = cli_write_result(cli, &out);
	ts_buf_free(&out);
	return ret;
}
