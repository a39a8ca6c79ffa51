/* The verb register. */
#include <string.h>

#include "cli/cli.h"
#include "cli/keys.h"
#include "audit/register_sign.h"

static int sign(const struct cli *cli, const char *path, struct ts_buf *out, struct ts_err *err)
{
	const char *key = cli_value(&cli->args, OPT_KEY);
	struct cli_signers signers = {0};
	char issued[TS_TIME_TEXT];
	struct ts_time now;
	int ret = cli_creation_time(&now, err);

	if (ret == 0 && !ts_time_format(&now, issued))
		ret = ts_err_set(err, "io", "the time is outside the years 1970 to 9999");
	if (ret == 0)
		ret = cli_load_signers(cli, &key, 1, &signers, err);
	if (ret == 0)
		ret = ts_register_sign(path, issued, cli_value(&cli->args, OPT_FROM),
		    cli_value(&cli->args, OPT_TO), signers.list[0], out, err);
	cli_signers_free(&signers);
	return ret;
}

int cli_register(struct cli *cli)
{
	struct ts_buf out = TS_BUF_INIT;
	struct ts_err err;
	int ret;

	if (strcmp(cli->args.operands[0], "sign") != 0)
		return cli_usage(cli, "say register sign FILE");
	if (!cli_has(&cli->args, OPT_KEY) || !cli_has(&cli->args, OPT_OUTPUT))
		return cli_usage(
		    cli, "--key and -o must be given: a registrar's key, and where to write");
	if (sign(cli, cli->args.operands[1], &out, &err) != 0)
		ret = cli_fail(cli, &err);
	else
		ret = cli_result(cli, &out);
	if (ret == 0)
		cli_note(
		    cli, "give the statement to audit --register; the register must lie beside it");
	ts_buf_free(&out);
	return ret;
}
