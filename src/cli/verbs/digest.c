/* The verb digest. */
#include "cli/output.h"
#include "cli/package.h"
#include "cli/verbs/verbs.h"
#include "show/escape.h"

static int append_digest(const struct cli *cli, const char *path, struct ts_buf *out)
{
	struct ts_package package;
	struct ts_tree_facts facts = {0};
	int ret = cli_digest_package(cli, path, &package, &facts);

	if (ret != 0)
		return ret;
	ts_package_describe(&package, out);
	ts_buf_add_str(out, "  ");
	ts_show_escape(out, path);
	ts_buf_add_str(out, "\n");
	return 0;
}

int cli_digest(const struct cli *cli, const struct cli_args *args)
{
	struct ts_buf out = TS_BUF_INIT;
	enum ts_class worst = TS_ACCEPTED;
	int ret;

	for (size_t i = 0; i < args->operands.n; i++)
		worst = ts_class_worse(
		    worst, (enum ts_class)append_digest(cli, args->operands.list[i], &out));
	ret = cli_write_result(cli, &out);
	ts_buf_free(&out);
	return ret != 0 ? ret : (int)worst;
}
