/* The verb version. */
#include "cli/output.h"
#include "cli/verbs/verbs.h"
#include "model/seal.h"

int cli_version(const struct cli *cli, const struct cli_args *args)
{
	struct ts_buf out = TS_BUF_INIT;
	int ret;

	(void)args;
	ts_buf_printf(&out, "tarseal %s (bundle format %d)\n", TS_VERSION, TS_SEAL_FORMAT);
	ret = cli_write_result(cli, &out);
	ts_buf_free(&out);
	return ret;
}
