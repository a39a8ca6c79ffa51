/* The verb check. */
#include "cli/output.h"
#include "cli/pack_options.h"
#include "cli/verbs/verbs.h"

struct check_options {
	struct cli_pack_options pack;
	const char *write_waivers; /* where to write drafts, or NULL */
};

static int read_options(
    const struct cli *cli, const struct cli_args *args, struct check_options *options)
{
	options->write_waivers = cli_value(args, OPT_WRITE_WAIVERS);
	return cli_pack_options_read(cli, args, &options->pack);
}

/* Check the inputs, and write every finding as a draft of a waiver to PATH. */
static int check_and_draft(const struct cli *cli, const char *path, struct cli_checker *checker,
    struct ts_plan *plan, struct ts_verdict *verdict, struct ts_err *err)
{
	struct cli_waiver_draft draft;
	int ret;

	cli_waiver_draft_begin(&draft, &checker->waivers, NULL);
	checker->params.waivers = &checker->waivers.waivers;
	checker->params.found = cli_waiver_draft_add;
	checker->params.found_ctx = &draft;
	ts_check(&checker->params, plan, verdict);
	ret = cli_waiver_draft_write(&draft, path, err);
	if (ret == 0 && draft.n > 0)
		cli_note(cli,
		    "wrote %zu draft waiver%s to %s: fill in reason_ref, waived_by and expires_at, "
		    "then pass the file with --waivers",
		    draft.n, draft.n == 1 ? "" : "s", path);
	cli_waiver_draft_free(&draft);
	return ret;
}

static int check(const struct cli *cli, const struct check_options *options,
    struct cli_checker *checker, struct ts_plan *plan, struct ts_verdict *verdict,
    struct ts_err *err)
{
	if (cli_checker_load(cli, &options->pack, checker, err) != 0)
		return -1;
	if (options->write_waivers != NULL)
		return check_and_draft(cli, options->write_waivers, checker, plan, verdict, err);
	ts_check(&checker->params, plan, verdict);
	return 0;
}

static int check_and_report(const struct cli *cli, const struct check_options *options)
{
	struct cli_checker checker = {0};
	struct ts_plan plan = {0};
	struct ts_verdict *verdict = ts_verdict_new(options->pack.evidence);
	struct ts_err err;
	int ret;

	if (verdict == NULL)
		return cli_fail_nomem(cli);
	if (check(cli, options, &checker, &plan, verdict, &err) != 0) {
		ts_verdict_fail_err(verdict, &err);
		ts_verdict_finish(verdict, NULL, 0);
	}
	cli_progress_bar_clear(&checker.bar);
	ret = cli_output_verdict(
	    cli, verdict, "ready to seal", checker.trust ? checker.trust->sha256 : NULL);
	ts_plan_free(&plan);
	ts_verdict_free(verdict);
	cli_checker_free(&checker);
	return ret;
}

int cli_check(const struct cli *cli, const struct cli_args *args)
{
	struct check_options options = {0};
	int ret = read_options(cli, args, &options);

	if (ret == 0)
		ret = check_and_report(cli, &options);
	cli_pack_options_free(&options.pack);
	return ret;
}
