/* The verb report. */
#include <stdlib.h>

#include "cli/load.h"
#include "cli/output.h"
#include "cli/sandbox.h"
#include "cli/verbs/verbs.h"
#include "cli/verifier.h"
#include "show/html/html.h"
#include "show/json.h"

struct reports {
	struct ts_report **list; /* owned, each too */
	size_t n;
	enum ts_class worst;
};

static void report_path(struct cli_verifier *v, const char *path, struct ts_report *report)
{
	struct ts_verify_params params = v->params;
	struct cli_bundle bundle;
	struct ts_err err;

	params.report = report;
	if (cli_bundle_open(path, params.progress, &bundle, &err) != 0) {
		ts_verdict_fail_err(report->verdict, &err);
		ts_verdict_finish(report->verdict, NULL, 0);
		return;
	}
	ts_verify(&bundle.source, &params, report->verdict, NULL);
	cli_bundle_close(&bundle);
}

static int report_all(
    struct cli_verifier *v, const struct cli_values *paths, struct reports *r, struct ts_err *err)
{
	r->list = calloc(paths->n, sizeof(struct ts_report *));
	if (r->list == NULL)
		return ts_err_nomem(err);
	for (size_t i = 0; i < paths->n; i++) {
		r->list[i] = ts_report_new(paths->list[i]);
		if (r->list[i] == NULL)
			return ts_err_nomem(err);
		r->n++;
		report_path(v, paths->list[i], r->list[i]);
		r->worst = ts_class_worse(r->worst, r->list[i]->verdict->class);
	}
	cli_progress_bar_clear(&v->bar);
	return 0;
}

static int output_reports(
    const struct cli *cli, const struct cli_verifier *v, const struct reports *r)
{
	struct ts_verdict **verdicts = calloc(r->n + 1, sizeof(struct ts_verdict *));
	struct ts_buf out = TS_BUF_INIT;
	int ret;

	if (verdicts == NULL)
		return cli_fail_nomem(cli);
	for (size_t i = 0; i < r->n; i++)
		verdicts[i] = r->list[i]->verdict;
	if (cli->form == CLI_JSON)
		ts_show_json(verdicts, r->n, r->worst, v->trust->sha256, &out);
	else
		ts_show_report(r->list, r->n, &v->params.now, v->trust->sha256, &out);
	ret = cli_write_result(cli, &out);
	ts_buf_free(&out);
	free(verdicts);
	return ret != 0 ? TS_UNDECIDED : (int)r->worst;
}

static int report(
    const struct cli *cli, const struct cli_verify_options *options, struct cli_verifier *v)
{
	struct reports r = {.worst = TS_ACCEPTED};
	struct ts_err err;
	int ret;

	cli_warn_examples(cli, v->trust);
	v->params.want_sha256 = true; /* the instructions for checking by hand begin with it */
	ret = report_all(v, &options->paths, &r, &err) == 0 ? output_reports(cli, v, &r)
							    : cli_fail(cli, &err);
	for (size_t i = 0; i < r.n; i++)
		ts_report_free(r.list[i]);
	free(r.list);
	return ret;
}

int cli_report(const struct cli *cli, const struct cli_args *args)
{
	struct cli_verify_options options;
	struct cli_verifier verifier = {0};
	struct ts_err err;
	int ret = cli_verify_options_read(cli, args, &options);

	if (ret != 0)
		return ret;
	cli_sandbox_enter(cli);
	if (cli_verifier_load(cli, &options, &verifier, &err) != 0)
		ret = cli_fail(cli, &err);
	else if (verifier.trust == NULL)
		ret = cli_no_trust(cli);
	else
		ret = report(cli, &options, &verifier);
	cli_verifier_free(&verifier);
	return ret;
}
