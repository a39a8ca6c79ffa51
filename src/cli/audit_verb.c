/* The verb audit. */
#include <stdlib.h>
#include <string.h>

#include "cli/verify_options.h"
#include "audit/audit.h"
#include "show/audit.h"
#include "show/html/html.h"

#define STAGE "trial-expired-followup"
#define DUE   "P14D"

static const char no_policy[] =
    "no trust policy: give the auditor's own with --trust FILE or TARSEAL_TRUST";

struct audit_verb {
	struct cli_judging w;
	struct ts_audit_params params;
	struct ts_registered reg;
	bool has_reg;
	struct ts_store store;
	struct ts_audit audit;
};

static int read_words(const struct cli *cli, struct audit_verb *v)
{
	const char *due = cli_value(&cli->args, OPT_DUE), *stage = v->w.params.expect_stage;

	if (!ts_duration_parse(due == NULL ? DUE : due, &v->params.due_after)) {
		cli_usage(cli, "--due takes a duration such as P14D");
		return -1;
	}
	if (v->w.params.expect_subject != NULL) {
		cli_usage(cli, "an audit is of all trials: --subject is for verify");
		return -1;
	}
	for (size_t i = 0; i < cli->args.operands_n; i++)
		if (strcmp(cli->args.operands[i], "-") == 0) {
			cli_usage(
			    cli, "a store is read more than once: it cannot be standard input");
			return -1;
		}
	v->params.stage = stage == NULL ? STAGE : stage;
	v->params.at = v->w.params.now;
	/* Every bundle is judged, whatever its stage: others lead to these. */
	v->w.params.expect_stage = NULL;
	return 0;
}

/* A form that has no place for a verdict. */
static bool is_table(const struct cli *cli)
{
	return cli->form == CLI_CSV || cli->form == CLI_HTML;
}

/* Read the register. Returns 0; or the exit code with what is wrong told. */
static int read_register(const struct cli *cli, struct audit_verb *v)
{
	const char *path = cli_value(&cli->args, OPT_REGISTER);
	const struct ts_register_rules rules = ts_trust_register(v->w.trust);
	struct ts_verdict *verdict;
	int ret;

	if (path == NULL && !rules.is_signed)
		return 0;
	if (path == NULL)
		return cli_usage(
		    cli, "the trust policy asks for a signed register: give it with --register");
	verdict = ts_verdict_new(path);
	if (verdict == NULL)
		return TS_UNDECIDED;
	ts_register_read(path,
	    &(struct ts_register_params){.trust = v->w.trust,
		.now = v->w.params.now,
		.latest = v->w.params.latest,
		.allow_example_keys = v->w.params.allow_example_keys},
	    &v->reg, verdict);
	v->has_reg = true;
	v->params.reg = &v->reg;
	if (verdict->class == TS_ACCEPTED)
		ret = 0;
	else if (is_table(cli))
		ret = cli_output_findings(cli, verdict);
	else
		ret = cli_output_verdict(cli, verdict, "", v->w.trust->sha256, true);
	ts_verdict_free(verdict);
	return ret;
}

static int give(const struct cli *cli, const struct ts_audit *audit)
{
	const struct ts_text_style style = cli_text_style(cli, "");
	struct ts_buf out = TS_BUF_INIT, json = TS_BUF_INIT;
	int ret;

	switch (cli->form) {
	case CLI_JSON:
		ts_show_audit_json(audit, &out);
		break;
	case CLI_JUNIT:
		ts_show_audit_junit(audit, &out);
		break;
	case CLI_CSV:
		ts_show_audit_csv(audit, &out);
		break;
	case CLI_HTML:
		ts_show_audit_json(audit, &json);
		ts_show_audit_html(audit, &json, &out);
		break;
	default:
		ts_show_audit_text(audit, &style, &out);
	}
	ret = cli_result(cli, &out);
	ts_buf_free(&json);
	ts_buf_free(&out);
	return ret != 0 ? TS_UNDECIDED : (int)audit->class;
}

/* Tell ERR in the form asked for: never an empty result. */
static int give_error(const struct cli *cli, const struct ts_err *err)
{
	struct ts_verdict *verdict = ts_verdict_new(cli->args.operands[0]);
	int ret = verdict == NULL || is_table(cli) ? cli_fail(cli, err)
						   : cli_output_error(cli, verdict, err);

	ts_verdict_free(verdict);
	return ret;
}

static int audit(const struct cli *cli, struct audit_verb *v)
{
	struct cli_judging *w = &v->w;
	struct ts_err err;
	int ret = read_register(cli, v);

	if (ret != 0)
		return ret;
	v->params.profiles = w->set;
	v->params.trust = w->trust;
	ts_progress_begin(w->params.progress, "auditing", 0);
	ret = ts_store_read(cli->args.operands, cli->args.operands_n, &w->params, &v->store, &err);
	cli_bar_clear(&w->bar);
	if (ret == 0)
		ret = ts_audit(&v->params, &v->store, &v->audit, &err);
	return ret == 0 ? give(cli, &v->audit) : give_error(cli, &err);
}

int cli_audit(struct cli *cli)
{
	struct audit_verb v = {.has_reg = false};
	struct ts_err err;
	int ret;

	if (cli_judging_words(cli, &v.w) != 0 || read_words(cli, &v) != 0)
		return TS_USAGE;
	cli_sandbox_enter(cli);
	if (cli_judging_load(cli, &v.w, &err) != 0) {
		ret = give_error(cli, &err);
	} else if (v.w.trust == NULL) {
		ret = cli_usage(cli, "%s", no_policy);
	} else {
		cli_warn_examples(cli, v.w.trust);
		ret = audit(cli, &v);
	}
	ts_audit_free(&v.audit);
	ts_store_free(&v.store);
	ts_registered_free(&v.reg);
	cli_judging_free(&v.w);
	return ret;
}
