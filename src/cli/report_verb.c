/* The verb report: bundles, for people. */
#include <stdlib.h>

#include "cli/verify_options.h"
#include "show/html/html.h"
#include "show/json.h"

struct reporting {
	struct cli_judging w;
	struct ts_report **list; /* owned, each too */
	size_t n;
	enum ts_class worst;
};

static int report_path(struct reporting *r, const char *path, struct ts_report *report)
{
	struct ts_verify_params params = r->w.params;
	struct ts_source source;
	struct ts_err err;
	int fd;

	params.report = report;
	if (cli_judging_open(path, &fd, &source, &err) != 0) {
		ts_verdict_fail_err(report->verdict, &err);
		ts_verdict_finish(report->verdict, NULL, 0);
		return 0;
	}
	ts_progress_begin(params.progress, path, source.size > 0 ? (uint64_t)source.size : 0);
	ts_verify(&source, &params, report->verdict, NULL);
	cli_judging_close(fd);
	return 0;
}

static int report_all(const struct cli *cli, struct reporting *r, struct ts_err *err)
{
	r->list = calloc(cli->args.operands_n, sizeof(struct ts_report *));
	if (r->list == NULL)
		return ts_err_nomem(err);
	for (size_t i = 0; i < cli->args.operands_n; i++) {
		r->list[i] = ts_report_new(cli->args.operands[i]);
		if (r->list[i] == NULL)
			return ts_err_nomem(err);
		r->n++;
		report_path(r, cli->args.operands[i], r->list[i]);
		r->worst = ts_class_worse(r->worst, r->list[i]->verdict->class);
	}
	cli_bar_clear(&r->w.bar);
	return 0;
}

static int give(const struct cli *cli, const struct reporting *r)
{
	struct ts_verdict **verdicts = calloc(r->n, sizeof(struct ts_verdict *));
	struct ts_buf out = TS_BUF_INIT;
	struct ts_err err;
	int ret;

	if (verdicts == NULL) {
		ts_err_nomem(&err);
		return cli_fail(cli, &err);
	}
	for (size_t i = 0; i < r->n; i++)
		verdicts[i] = r->list[i]->verdict;
	if (cli->form == CLI_JSON)
		ts_show_json(verdicts, r->n, r->worst, r->w.trust->sha256, &out);
	else
		ts_show_report(r->list, r->n, &r->w.params.now, r->w.trust->sha256, &out);
	ret = cli_result(cli, &out);
	ts_buf_free(&out);
	free(verdicts);
	return ret != 0 ? TS_UNDECIDED : (int)r->worst;
}

int cli_report(struct cli *cli)
{
	struct reporting r = {.worst = TS_ACCEPTED};
	struct ts_err err;
	int ret;

	if (cli_judging_words(cli, &r.w) != 0)
		return TS_USAGE;
	r.w.params.want_sha256 = true; /* how to check it by hand begins with it */
	cli_sandbox_enter(cli);
	if (cli_judging_load(cli, &r.w, &err) != 0) {
		ret = cli_fail(cli, &err);
	} else if (r.w.trust == NULL) {
		ret = cli_usage(cli,
		    "no trust policy: give the reader's own with --trust FILE or TARSEAL_TRUST");
	} else {
		cli_warn_examples(cli, r.w.trust);
		ret = report_all(cli, &r, &err) == 0 ? give(cli, &r) : cli_fail(cli, &err);
	}
	for (size_t i = 0; i < r.n; i++)
		ts_report_free(r.list[i]);
	free(r.list);
	cli_judging_free(&r.w);
	return ret;
}
