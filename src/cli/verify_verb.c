/* The verbs that judge bundles for their own sake: verify, extract. */
#include <stdlib.h>

#include "cli/judging.h"
#include "ops/extract.h"
#include "show/json.h"
#include "show/text.h"

/* Judge the bundle that PATH names. */
static void verify_path(const struct cli_judging *w, const char *path, struct ts_verdict *verdict)
{
	struct ts_source source;
	struct ts_err err;
	int fd;

	if (cli_judging_open(path, &fd, &source, &err) != 0) {
		ts_verdict_fail_err(verdict, &err);
		ts_verdict_finish(verdict, NULL, 0);
		return;
	}
	ts_progress_begin(w->params.progress, path, source.size > 0 ? (uint64_t)source.size : 0);
	ts_verify(&source, &w->params, verdict, NULL);
	cli_judging_close(fd);
}

/* Verdicts given so far: as text one by one, as JSON all together at the end. */
struct giving {
	struct ts_verdict **kept; /* owned; JSON only */
	size_t n, accepted;
	struct ts_buf out;
	enum ts_class worst;
};

/* Give or keep one verdict, which is taken over. */
static int give(
    const struct cli *cli, struct giving *g, struct ts_verdict *verdict, struct ts_err *err)
{
	const struct ts_text_style style = cli_text_style(cli, "this bundle may be accepted");
	bool to_file = cli_has(&cli->args, OPT_OUTPUT);
	int ret = 0;

	g->worst = ts_class_worse(g->worst, verdict->class);
	g->accepted += verdict->class == TS_ACCEPTED;
	if (cli->json) {
		g->kept[g->n++] = verdict;
		return 0;
	}
	if (g->n++ > 0 && !cli->quiet)
		ts_buf_add_str(&g->out, "\n");
	ts_show_text(verdict, &style, &g->out);
	ts_verdict_free(verdict);
	if (!to_file) {
		ret = cli_write_out(&g->out, err);
		g->out.len = 0;
	}
	return ret;
}

static int give_rest(const struct cli *cli, struct giving *g, const char *trust_sha256)
{
	if (cli->json)
		ts_show_json(g->kept, g->n, g->worst, trust_sha256, &g->out);
	else if (g->n > 1)
		ts_buf_printf(&g->out, "%s%s  %zu of %zu bundles accepted\n",
		    cli->quiet ? "" : "\n",
		    g->worst == TS_ACCEPTED    ? "ACCEPTED"
		    : g->worst == TS_UNDECIDED ? "UNDECIDED"
					       : "REJECTED",
		    g->accepted, g->n);
	return cli_result(cli, &g->out);
}

static int verify_all(const struct cli *cli, struct cli_judging *w, const struct ts_err *failed)
{
	struct giving g = {.worst = TS_ACCEPTED};
	struct ts_err err;
	int ret = 0;

	g.kept = calloc(cli->args.operands_n, sizeof(struct ts_verdict *));
	for (size_t i = 0; ret == 0 && i < cli->args.operands_n; i++) {
		struct ts_verdict *verdict = ts_verdict_new(cli->args.operands[i]);

		if (verdict == NULL || g.kept == NULL) {
			ts_verdict_free(verdict);
			ret = ts_err_nomem(&err);
			break;
		}
		if (failed != NULL) {
			ts_verdict_fail_err(verdict, failed);
			ts_verdict_finish(verdict, NULL, 0);
		} else {
			verify_path(w, cli->args.operands[i], verdict);
		}
		cli_bar_clear(&w->bar);
		ret = give(cli, &g, verdict, &err);
	}
	if (ret != 0)
		ret = cli_fail(cli, &err);
	else
		ret = give_rest(cli, &g, w->trust ? w->trust->sha256 : NULL);
	for (size_t i = 0; cli->json && i < g.n; i++)
		ts_verdict_free(g.kept[i]);
	free(g.kept);
	ts_buf_free(&g.out);
	return ret != 0 ? TS_UNDECIDED : (int)g.worst;
}

static const char no_policy[] = "no trust policy: give the verifier's own with --trust FILE or "
				"TARSEAL_TRUST. Without one there is "
				"nobody to trust, and nothing can be accepted";

int cli_verify(struct cli *cli)
{
	struct cli_judging w = {0};
	struct ts_err err;
	int ret;

	if (cli_judging_words(cli, &w) != 0)
		return TS_USAGE;
	cli_walls(cli);
	if (cli_judging_load(cli, &w, &err) != 0) {
		ret = verify_all(cli, &w, &err);
	} else if (w.trust == NULL) {
		ret = cli_usage(cli, "%s", no_policy);
	} else {
		cli_warn_examples(cli, w.trust);
		ret = verify_all(cli, &w, NULL);
	}
	cli_judging_free(&w);
	return ret;
}

static int extract(struct cli *cli, struct cli_judging *w, struct ts_verdict *verdict)
{
	const char *path = cli->args.operands[0], *directory = cli_value(&cli->args, OPT_DIRECTORY);
	struct ts_source source;
	struct ts_err err;
	int fd, ret;

	if (cli_judging_open(path, &fd, &source, &err) != 0)
		return cli_give_error(cli, verdict, &err);
	if (directory == NULL)
		directory = ".";
	cli_warn_examples(cli, w->trust);
	cli_signals_hold();
	ts_progress_begin(w->params.progress, path, source.size > 0 ? (uint64_t)source.size : 0);
	ts_extract(&source, &w->params, directory, verdict);
	cli_bar_clear(&w->bar);
	cli_judging_close(fd);
	ret = cli_give(cli, verdict, "verified, and unpacked", w->trust->sha256, true);
	if (verdict->class == TS_ACCEPTED)
		cli_note(cli, "unpacked: %s/%s", directory, verdict->name);
	return ret;
}

int cli_extract(struct cli *cli)
{
	struct cli_judging w = {0};
	struct ts_verdict *verdict = NULL;
	struct ts_err err;
	int ret;

	if (cli_judging_words(cli, &w) != 0)
		return TS_USAGE;
	verdict = ts_verdict_new(cli->args.operands[0]);
	if (verdict == NULL) {
		ts_err_nomem(&err);
		ret = cli_fail(cli, &err);
	} else if (cli_judging_load(cli, &w, &err) != 0) {
		ret = cli_give_error(cli, verdict, &err);
	} else if (w.trust == NULL) {
		ret = cli_usage(cli, "%s", no_policy);
	} else {
		ret = extract(cli, &w, verdict);
	}
	ts_verdict_free(verdict);
	cli_judging_free(&w);
	cli_signals_end();
	return ret;
}
