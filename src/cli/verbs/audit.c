/* The verb audit. */
#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/sandbox.h"
#include "cli/verbs/audit_lines.h"
#include "cli/verbs/verbs.h"
#include "cli/verifier.h"
#include "show/audit.h"
#include "show/audit_alert.h"
#include "show/html/html.h"

#define DEFAULT_STAGE "trial-expired-followup"
#define DEFAULT_DUE   "P14D"
#define DUE_MAX       (36500 * INT64_C(86400)) /* seconds: times end in the year 9999 */

struct audit_options {
	struct cli_verify_options verify;
	struct cli_lines_options lines;
	const char *stage; /* the stage that every trial needs a bundle of */
	const char *reg;   /* the path of the register, or NULL */
	int64_t due_after; /* seconds after a trial's expiry, where the register names no date */
};

struct auditor {
	struct cli_verifier verifier;
	struct ts_audit_params params;
	struct ts_registered reg;
	struct ts_store store;
	struct ts_audit audit;
};

static int read_options(
    const struct cli *cli, const struct cli_args *args, struct audit_options *options)
{
	const char *due = cli_has(args, OPT_DUE) ? cli_value(args, OPT_DUE) : DEFAULT_DUE;
	int ret = cli_verify_options_read(cli, args, &options->verify);

	if (ret == 0)
		ret = cli_lines_options_read(cli, args, &options->lines);
	if (ret != 0)
		return ret;
	if (args->operands.n == 0 && options->verify.files_from == NULL &&
	    options->lines.parts_n == 0)
		return cli_usage(cli, "name the stores, or join lines (--lines)");
	for (size_t i = 0; options->lines.parts_n == 0 && i < args->operands.n; i++)
		if (strcmp(args->operands.list[i], "-") == 0)
			return cli_usage(cli, "a store is read more than once, so it cannot be "
					      "standard input: name a directory");
	if (!ts_duration_parse(due, &options->due_after) || options->due_after > DUE_MAX)
		return cli_usage(cli, "--due is at most P36500D, not \"%s\"", due);
	options->reg = cli_value(args, OPT_REGISTER);
	options->stage = options->verify.stage == NULL ? DEFAULT_STAGE : options->verify.stage;
	/* Bundles of every stage are verified: those of the stage before say which trials expired.
	 */
	options->verify.stage = NULL;
	return 0;
}

/* Why no audit was made. */
struct refusal {
	const struct audit_options *options;
	struct ts_verdict *verdict;
	const char *trust_sha256; /* or NULL */
};

/* Is there a form for that? A table, a page and lines would say nothing. */
static bool can_refuse(enum cli_form form)
{
	return form != CLI_CSV && form != CLI_HTML && form != CLI_LINES;
}

static void render_refusal(const struct cli *cli, void *ctx, struct ts_buf *out)
{
	const struct refusal *refusal = ctx;
	const struct ts_text_style style = cli_text_style(cli, "");

	if (cli->form == CLI_SUMMARY)
		ts_show_no_audit_summary(refusal->options->stage, refusal->verdict, out);
	else if (cli->form == CLI_PROM)
		ts_show_no_audit_prom(
		    refusal->options->stage, &refusal->options->verify.at, refusal->verdict, out);
	else if (cli->form == CLI_TEXT)
		ts_show_text(refusal->verdict, &style, out);
	else if (can_refuse(cli->form))
		cli_append_verdicts(
		    cli, &refusal->verdict, 1, refusal->verdict->class, refusal->trust_sha256, out);
}

/* Say why no audit was made, in every form that can. VERDICT is finished. Returns the exit code. */
static int refuse(const struct cli *cli, const struct audit_options *options,
    struct ts_verdict *verdict, const char *trust_sha256)
{
	struct refusal refusal = {options, verdict, trust_sha256};

	if (can_refuse(cli->form))
		return cli_write_forms(cli, render_refusal, &refusal) != 0 ? TS_UNDECIDED
									   : (int)verdict->class;
	if (cli_write_extras(cli, render_refusal, &refusal) != 0)
		return TS_UNDECIDED;
	cli_warn_stale(cli);
	return cli_output_findings(cli, verdict);
}

/* Read the register. Returns 0, or the exit code after printing the findings. */
static int read_register(
    const struct cli *cli, const struct audit_options *options, struct auditor *a)
{
	const struct cli_verifier *v = &a->verifier;
	const struct ts_register_rules rules = ts_trust_register(v->trust);
	struct ts_verdict *verdict;
	int ret;

	if (options->reg == NULL && !rules.is_signed && rules.max_age < 0)
		return 0;
	if (options->reg == NULL)
		return cli_usage(
		    cli, "the trust policy requires a signed register: give it with --register");
	verdict = ts_verdict_new(options->reg);
	if (verdict == NULL)
		return cli_fail_nomem(cli);
	ts_register_read(options->reg,
	    &(struct ts_register_params){.trust = v->trust,
		.now = v->params.now,
		.latest = v->params.latest,
		.allow_example_keys = v->params.allow_example_keys},
	    &a->reg, verdict);
	a->params.reg = &a->reg;
	ret = verdict->class == TS_ACCEPTED ? 0 : refuse(cli, options, verdict, v->trust->sha256);
	ts_verdict_free(verdict);
	return ret;
}

static void render(const struct cli *cli, void *ctx, struct ts_buf *out)
{
	const struct ts_audit *audit = ctx;
	const struct ts_text_style style = cli_text_style(cli, "");

	switch (cli->form) {
	case CLI_JSON:
		ts_show_audit_json(audit, out);
		break;
	case CLI_JUNIT:
		ts_show_audit_junit(audit, out);
		break;
	case CLI_CSV:
		ts_show_audit_csv(audit, out);
		break;
	case CLI_SUMMARY:
		ts_show_audit_summary(audit, out);
		break;
	case CLI_PROM:
		ts_show_audit_prom(audit, out);
		break;
	case CLI_HTML:
		ts_show_audit_html(audit, out);
		break;
	default:
		ts_show_audit_text(audit, &style, out);
	}
}

static int output_audit(const struct cli *cli, struct ts_audit *audit)
{
	if (audit->bundles == 0 && audit->others > 0)
		cli_warn(cli,
		    "no bundle in the stores is of the stage %s: is it the stage that you mean "
		    "(--stage)?",
		    audit->stage);
	return cli_write_forms(cli, render, audit) != 0 ? TS_UNDECIDED : (int)audit->class;
}

/* Report ERR in the form that was asked for, so that no result is ever empty. */
static int output_error(
    const struct cli *cli, const struct audit_options *options, const struct ts_err *err)
{
	struct ts_verdict *verdict =
	    ts_verdict_new(options->lines.parts_n > 0    ? options->lines.parts[0]
			   : options->verify.paths.n > 0 ? options->verify.paths.list[0]
							 : options->verify.files_from);
	int ret;

	if (verdict == NULL)
		return cli_fail_nomem(cli);
	ts_verdict_fail_err(verdict, err);
	ts_verdict_finish(verdict, NULL, 0);
	if (cli->extras_n == 0 && (cli->form == CLI_TEXT || !can_refuse(cli->form))) {
		cli_warn_stale(cli);
		ret = cli_fail(cli, err);
	} else
		ret = refuse(cli, options, verdict, NULL);
	ts_verdict_free(verdict);
	return ret;
}

/* Fill the store from lines. Returns 0, or the exit code after printing the findings. */
static int join(const struct cli *cli, const struct audit_options *options, struct auditor *a)
{
	struct cli_verifier *v = &a->verifier;
	struct ts_verdict *verdict = ts_verdict_new(options->lines.parts[0]);
	struct ts_err err;
	int ret;

	if (verdict == NULL)
		return cli_fail_nomem(cli);
	if (cli_lines_read(&options->lines, v, a->params.profile, &a->store, &v->params.now,
		verdict, &err) != 0)
		ts_verdict_fail_err(verdict, &err);
	v->params.latest = ts_time_add(&v->params.now, TS_CLOCK_SKEW);
	ts_verdict_finish(verdict, NULL, 0);
	ret = verdict->class == TS_ACCEPTED ? 0 : refuse(cli, options, verdict, v->trust->sha256);
	ts_verdict_free(verdict);
	return ret;
}

static void describe_store(const struct audit_options *options, const struct auditor *a,
    const struct ts_profile *before, struct ts_store_params *store)
{
	*store = (struct ts_store_params){.paths = options->verify.paths.list,
	    .n = options->verify.paths.n,
	    .list = options->verify.files_from,
	    .verify = &a->verifier.params,
	    .stage = a->params.profile,
	    .before = before};
}

static int audit(const struct cli *cli, const struct audit_options *options, struct auditor *a)
{
	struct cli_verifier *v = &a->verifier;
	const struct ts_profile *before;
	struct ts_store_params store;
	struct ts_err err;
	int ret = 0;

	if (ts_audit_profiles(
		v->profiles, options->stage, v->trust, &a->params.profile, &before, &err) != 0)
		return output_error(cli, options, &err);
	describe_store(options, a, before, &store);
	ts_progress_begin(v->params.progress, "auditing", 0);
	if (cli->form == CLI_LINES) {
		ret = cli_lines_write(cli, &options->lines, v, &store);
		cli_progress_bar_clear(&v->bar);
		return ret;
	}
	if (options->lines.parts_n > 0)
		ret = join(cli, options, a);
	if (ret == 0)
		ret = read_register(cli, options, a);
	if (ret != 0)
		return ret;
	a->params.due_after = options->due_after;
	a->params.at = v->params.now;
	a->params.trust = v->trust;
	if (options->lines.parts_n == 0)
		ret = ts_store_read(&store, &a->store, &err);
	cli_progress_bar_clear(&v->bar);
	if (ret == 0)
		ret = ts_audit(&a->params, &a->store, &a->audit, &err);
	a->audit.only_failing = options->verify.only_failing;
	return ret == 0 ? output_audit(cli, &a->audit) : output_error(cli, options, &err);
}

int cli_audit(const struct cli *cli, const struct cli_args *args)
{
	struct audit_options options = {.stage = NULL};
	struct auditor a = {0};
	struct ts_err err;
	int ret = read_options(cli, args, &options);

	if (ret == 0)
		ret = cli_check_results(cli);
	if (ret == 0) /* which of the stores' files are inputs is known only later */
		ret = cli_refuse_bundles(cli);
	if (ret != 0)
		goto done;
	cli_sandbox_enter(cli);
	if (cli_verifier_load(cli, &options.verify, &a.verifier, &err) != 0) {
		ret = output_error(cli, &options, &err);
	} else if (a.verifier.trust == NULL) {
		ret = cli_no_trust(cli);
	} else {
		cli_warn_examples(cli, a.verifier.trust);
		ret = audit(cli, &options, &a);
	}
	ts_audit_free(&a.audit);
	ts_store_free(&a.store);
	ts_registered_free(&a.reg);
	cli_verifier_free(&a.verifier);
done:
	cli_lines_options_free(&options.lines);
	return ret;
}
