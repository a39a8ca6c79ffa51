/* The verb help. */
#include "cli/help.h"
#include "cli/completion.h"
#include "cli/mdoc.h"
#include "cli/output.h"
#include "cli/suggest.h"
#include "cli/verbs/verbs.h"

int cli_help(const struct cli *cli, const struct cli_args *args)
{
	const char *shell = cli_value(args, OPT_COMPLETION);
	const struct cli_verb *verb = NULL;
	struct ts_buf out = TS_BUF_INIT;
	int ret;

	if (args->operands.n > 0) {
		verb = cli_verb_find(args->verbs, args->operands.list[0]);
		if (verb == NULL)
			return cli_verb_unknown(cli, args->verbs, args->operands.list[0]);
	}
	if (shell != NULL) {
		if (!cli_completion(shell, args->verbs, &out))
			return cli_unknown(cli, "shell", shell, cli_shells, cli_shells_n);
	} else if (cli_has(args, OPT_MDOC) && verb != NULL)
		cli_mdoc_verb(verb, &out);
	else if (cli_has(args, OPT_MDOC))
		cli_mdoc_verbs(args->verbs, &out);
	else if (verb != NULL)
		cli_help_verb(verb, &out);
	else
		cli_help_all(args->verbs, &out);
	ret = cli_write_result(cli, &out);
	ts_buf_free(&out);
	return ret;
}
