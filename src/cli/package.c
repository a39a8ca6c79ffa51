#define _XOPEN_SOURCE 700 /* realpath */

#include "cli/package.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/output.h"
#include "cli/progress_bar.h"

int cli_digest_package(const struct cli *cli, const char *path, struct ts_package *package,
    struct ts_tree_facts *facts)
{
	struct ts_verdict *findings = ts_verdict_new(path);
	struct cli_progress_bar bar;
	struct ts_err err;
	int ret;

	if (findings == NULL)
		return cli_fail_nomem(cli);
	cli_progress_bar_init(&bar, cli);
	ts_progress_begin(&bar.progress, "reading", 0);
	ret = ts_tree_digest(path, package, facts, &bar.progress, findings, &err);
	cli_progress_bar_clear(&bar);
	if (ret != 0)
		ret = cli_fail(cli, &err);
	else if (ts_verdict_any_failed(findings))
		ret = cli_output_findings(cli, findings);
	ts_verdict_free(findings);
	return ret;
}

/* Resolve the links in PATH. 1; 0 when nothing is there; -1 with ERR filled. */
static int resolve(const char *path, char **resolved, struct ts_err *err)
{
	*resolved = realpath(path, NULL);
	if (*resolved != NULL)
		return 1;
	if (errno == ENOENT || errno == ENOTDIR)
		return 0;
	return ts_err_errno(err, errno, "io", "cannot look at %s", path);
}

int cli_is_inside(const char *output, const char *input, struct ts_err *err)
{
	const char *slash = strrchr(output, '/');
	char *directory = slash == NULL     ? strdup(".")
			  : slash == output ? strdup("/")
					    : strndup(output, (size_t)(slash - output));
	char *outer = NULL, *inner = NULL;
	int ret = directory == NULL ? ts_err_nomem(err) : resolve(input, &outer, err);

	if (ret > 0)
		ret = resolve(directory, &inner, err);
	if (ret > 0 && outer != NULL && inner != NULL) {
		size_t len = strlen(outer);

		ret = strncmp(inner, outer, len) == 0 && (inner[len] == '/' || inner[len] == '\0');
	}
	free(directory);
	free(outer);
	free(inner);
	return ret;
}
