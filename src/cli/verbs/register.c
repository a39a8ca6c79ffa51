/* The verb register. */
#include <string.h>

#include "audit/register_sign.h"
#include "cli/output.h"
#include "cli/signers.h"
#include "cli/suggest.h"
#include "cli/verbs/verbs.h"

struct register_options {
	const char *path; /* of the register */
	struct cli_values keys;
	const char *from, *to; /* the expiries that it covers, or NULL */
	const char *output;
};

static int read_options(
    const struct cli *cli, const struct cli_args *args, struct register_options *options)
{
	static const char *const actions[] = {"sign"};
	static const struct cli_need needs[] = {{OPT_KEY, "--key"}, {OPT_OUTPUT, "-o"}};

	*options = (struct register_options){.path = args->operands.list[1],
	    .keys = args->options[OPT_KEY],
	    .from = cli_value(args, OPT_FROM),
	    .to = cli_value(args, OPT_TO),
	    .output = cli->output};
	if (strcmp(args->operands.list[0], actions[0]) != 0)
		return cli_unknown(cli, "action", args->operands.list[0], actions, 1);
	return cli_require(cli, args, needs, sizeof(needs) / sizeof(needs[0]));
}

static int sign(const struct cli *cli, const struct register_options *options,
    struct ts_register_range *range, struct ts_buf *out, struct ts_err *err)
{
	struct cli_signers signers = {0};
	char issued[TS_TIME_TEXT];
	struct ts_time now;
	int ret = cli_creation_time(cli, &now, err);

	if (ret == 0)
		cli_warn_future(cli, &now);
	if (ret == 0 && !ts_time_format(&now, issued))
		ret = ts_err_set(err, "io", "the time is outside the years 1970 to 9999");
	if (ret == 0)
		ret = cli_load_signers(cli, &options->keys, &signers, err);
	if (ret == 0)
		ret = ts_register_sign(options->path, issued, options->from, options->to,
		    signers.list[0], range, out, err);
	cli_signers_free(&signers);
	return ret;
}

int cli_register(const struct cli *cli, const struct cli_args *args)
{
	struct register_options options;
	struct ts_register_range range;
	struct ts_buf out = TS_BUF_INIT;
	struct ts_err err;
	int ret = read_options(cli, args, &options);

	if (ret != 0)
		return ret;
	if (sign(cli, &options, &range, &out, &err) != 0)
		ret = cli_fail(cli, &err);
	else
		ret = cli_write_file(cli, options.output, &out);
	if (ret == 0 && strcmp(options.output, "-") != 0)
		cli_note(cli,
		    "wrote %s, which says that %s lists all expiries from %s to %s: keep both in "
		    "one directory, and pass the statement to audit --register",
		    options.output, options.path, range.from, range.to);
	ts_buf_free(&out);
	return ret;
}
