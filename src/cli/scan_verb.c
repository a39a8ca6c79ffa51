/* The verb scan. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "scan/scan.h"

/* The rules, as a list for people. */
static int list_rules(const struct cli *cli, const struct ts_rules *rules)
{
	struct ts_buf out = TS_BUF_INIT;
	struct ts_rule rule;
	int ret;

	for (size_t i = 0; i < rules->n; i++) {
		ts_rules_get(rules, i, &rule);
		ts_buf_printf(&out, "%-36s  %-22s  %s\n", rule.id, rule.category, rule.title);
	}
	ts_buf_printf(&out, "%zu rules, sha256:%s\n", rules->n, rules->sha256);
	ret = cli_result(cli, &out);
	ts_buf_free(&out);
	return ret;
}

/* A year from now, to the second: until when a baseline holds. */
static void a_year_on(char text[static TS_TIME_TEXT])
{
	struct ts_time now = ts_clock_now();

	now.nsec = 0;
	now = ts_time_add(&now, (int64_t)365 * 86400);
	if (!ts_time_format(&now, text))
		text[0] = '\0';
}

struct scan_verb {
	struct ts_rules *rules;      /* owned */
	struct cli_waivers baseline; /* owned */
	struct cli_waiver_draft draft;
	struct ts_scan_params params;
	struct cli_bar bar;
	char until[TS_TIME_TEXT];
};

static int prepare(const struct cli *cli, struct scan_verb *v, struct ts_err *err)
{
	struct ts_boundary_params *terms = &v->params.terms;
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (cli_load_rules(cli, &v->rules, err) != 0 ||
	    (cli_has(&cli->args, OPT_BASELINE) &&
		cli_load_waivers(cli_value(&cli->args, OPT_BASELINE), &v->baseline, err) != 0))
		return -1;
	/* In a repository source code and policies are what belongs there. */
	if (!cli_has(&cli->args, OPT_KINDS) &&
	    (ts_rules_drop(v->rules, "source-code", err) != 0 ||
		ts_rules_drop(v->rules, "policy-packs", err) != 0))
		return -1;
	if (!v->baseline.waivers.has_salt) {
		ts_salt_new(v->baseline.waivers.salt);
		v->baseline.waivers.has_salt = true;
	}
	cli_bar_init(&v->bar, cli);
	v->params = (struct ts_scan_params){.rules = v->rules,
	    .threads = processors > 1 ? (unsigned)processors : 1,
	    .progress = &v->bar.progress};
	terms->kinds = cli_has(&cli->args, OPT_KINDS);
	terms->waivers = &v->baseline.waivers;
	terms->any_waiver = true;
	terms->as_of = ts_clock_now();
	memcpy(terms->salt, v->baseline.waivers.salt, TS_SALT_BYTES);
	if (cli_has(&cli->args, OPT_WRITE_BASELINE)) {
		a_year_on(v->until);
		cli_waiver_draft_begin(&v->draft, &v->baseline, v->until);
		terms->found = cli_waiver_draft_add;
		terms->ctx = &v->draft;
		v->params.threads = 1; /* drafts are written as they come */
	}
	return 0;
}

static int scan(struct cli *cli, struct scan_verb *v, struct ts_verdict *verdict)
{
	const char *baseline = cli_value(&cli->args, OPT_WRITE_BASELINE);
	struct ts_scan_count count;
	char words[192], binary[64] = "";
	struct ts_err err;

	ts_scan(&v->params, cli->args.operands, cli->args.operands_n, verdict, &count);
	cli_bar_clear(&v->bar);
	if (count.binary > 0)
		snprintf(binary, sizeof(binary), " (%llu no text, and not searched)",
		    (unsigned long long)count.binary);
	snprintf(words, sizeof(words), "%llu files%s, %llu bytes searched with %zu rules",
	    (unsigned long long)count.files, binary, (unsigned long long)count.bytes,
	    ts_rules_count(v->rules));
	if (baseline == NULL || verdict->class == TS_UNDECIDED)
		return cli_output_verdict(cli, verdict, words, NULL, true);
	if (cli_waiver_draft_write(&v->draft, baseline, &err) != 0)
		return cli_fail(cli, &err);
	cli_note(cli, "%zu finding%s in the baseline %s: look at each before you keep it",
	    v->draft.n, v->draft.n == 1 ? "" : "s", baseline);
	return 0;
}

/* What the verdict is about, for people. */
static struct ts_verdict *new_verdict(const struct cli *cli)
{
	char words[48];

	if (cli->args.operands_n == 1)
		return ts_verdict_new(cli->args.operands[0]);
	snprintf(words, sizeof(words), "%zu paths", cli->args.operands_n);
	return ts_verdict_new(words);
}

int cli_scan(struct cli *cli)
{
	struct scan_verb v = {0};
	struct ts_verdict *verdict = NULL;
	struct ts_err err;
	int ret;

	if (cli->args.operands_n == 0 && !cli_has(&cli->args, OPT_LIST_RULES))
		return cli_usage(cli, "name the files and directories to search (. for all here)");
	cli_close_memory();
	verdict = new_verdict(cli);
	if (verdict == NULL) {
		ts_err_nomem(&err);
		ret = cli_fail(cli, &err);
	} else if (prepare(cli, &v, &err) != 0) {
		ret = cli_output_error(cli, verdict, &err);
	} else if (cli_has(&cli->args, OPT_LIST_RULES)) {
		ret = list_rules(cli, v.rules);
	} else {
		ret = scan(cli, &v, verdict);
	}
	ts_verdict_free(verdict);
	ts_buf_free(&v.draft.out);
	cli_waivers_free(&v.baseline);
	ts_rules_free(v.rules);
	return ret;
}
