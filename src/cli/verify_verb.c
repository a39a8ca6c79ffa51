/* The verbs that judge bundles for their own sake: verify, extract. */
#include <stdlib.h>

#include "base/pool.h"
#include "cli/verify_options.h"
#include "verify/extract.h"
#include "show/text.h"

/* Verdicts given so far: as text one by one, else all together at the end. */
struct giving {
	struct ts_verdict **kept; /* owned; not of text */
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
	if (cli->form != CLI_TEXT) {
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
	if (cli->form != CLI_TEXT)
		cli_show(cli, g->kept, g->n, g->worst, trust_sha256, &g->out);
	else if (g->n > 1)
		ts_buf_printf(&g->out, "%s%s  %zu of %zu bundles accepted\n",
		    cli->quiet ? "" : "\n",
		    g->worst == TS_ACCEPTED    ? "ACCEPTED"
		    : g->worst == TS_UNDECIDED ? "UNDECIDED"
					       : "REJECTED",
		    g->accepted, g->n);
	return cli_result(cli, &g->out);
}

#define SLOTS 64 /* bundles that are judged, or wait to be told, at once */

/* Many bundles at once, told in their order. */
struct verifying {
	const struct cli *cli;
	struct cli_judging *w;
	const struct ts_err *failed;           /* what could not be loaded, or NULL */
	unsigned threads;                      /* for each bundle */
	struct ts_boundary *boundaries[TS_THREADS_MAX]; /* owned: one for each worker but the first */
	struct ts_verdict *verdicts[SLOTS];
	size_t operand[SLOTS];
};

/* What only one bundle at a time may use. */
static struct ts_boundary *boundary_of(struct verifying *v, unsigned worker, struct ts_err *err)
{
	if (worker == 0)
		return v->w->boundary;
	if (v->boundaries[worker] == NULL)
		ts_boundary_new(v->w->rules, &v->boundaries[worker], err);
	return v->boundaries[worker];
}

static int verify_path(struct verifying *v, unsigned worker, const char *path,
    struct ts_verdict *verdict, struct ts_err *err)
{
	struct ts_verify_params params = v->w->params;
	struct ts_source source;
	int fd;

	params.threads = v->threads;
	params.progress = worker == 0 ? v->w->params.progress : NULL;
	params.boundary = boundary_of(v, worker, err);
	if (params.boundary == NULL || cli_judging_open(path, &fd, &source, err) != 0)
		return -1;
	ts_progress_begin(params.progress, path, source.size > 0 ? (uint64_t)source.size : 0);
	ts_verify(&source, &params, verdict, NULL);
	cli_judging_close(fd);
	return 0;
}

static void verify_slot(void *ctx, unsigned worker, size_t slot)
{
	struct verifying *v = ctx;
	const char *path = v->cli->args.operands[v->operand[slot]];
	struct ts_verdict *verdict = ts_verdict_new(path);
	struct ts_err err;

	v->verdicts[slot] = verdict;
	if (verdict == NULL)
		return;
	if (v->failed != NULL)
		err = *v->failed;
	else if (verify_path(v, worker, path, verdict, &err) == 0)
		return;
	ts_verdict_fail_err(verdict, &err);
	ts_verdict_finish(verdict, NULL, 0);
}

/* Tell of the oldest bundle; 1 when there is none. */
static int give_next(
    struct verifying *v, struct ts_pool *pool, struct giving *g, struct ts_err *err)
{
	struct ts_verdict *verdict;
	size_t slot;

	if (!ts_pool_take(pool, &slot))
		return 1;
	verdict = v->verdicts[slot];
	v->verdicts[slot] = NULL;
	ts_pool_release(pool);
	cli_bar_clear(&v->w->bar);
	if (verdict == NULL)
		return ts_err_nomem(err);
	return give(v->cli, g, verdict, err);
}

static int verify_each(struct verifying *v, struct giving *g, struct ts_err *err)
{
	const size_t n = v->cli->args.operands_n;
	const unsigned most = v->w->params.threads, workers = n < most ? (unsigned)n : most;
	struct ts_pool *pool;
	int ret = 0;

	v->threads = most / workers;
	if (ts_pool_new(workers, SLOTS, verify_slot, v, &pool, err) != 0)
		return -1;
	for (size_t i = 0; ret == 0 && i < n; i++) {
		if (!ts_pool_has_room(pool))
			ret = give_next(v, pool, g, err);
		v->operand[ts_pool_next(pool)] = i;
		if (ret == 0)
			ts_pool_post(pool);
	}
	while (ret == 0)
		ret = give_next(v, pool, g, err);
	ts_pool_free(pool);
	for (size_t i = 0; i < SLOTS; i++) /* there are some only after an error */
		ts_verdict_free(v->verdicts[i]);
	return ret < 0 ? -1 : 0;
}

static int verify_all(const struct cli *cli, struct cli_judging *w, const struct ts_err *failed)
{
	struct giving g = {.worst = TS_ACCEPTED};
	struct verifying v = {.cli = cli, .w = w, .failed = failed};
	struct ts_err err;
	int ret;

	g.kept = calloc(cli->args.operands_n, sizeof(struct ts_verdict *));
	ret = g.kept == NULL ? ts_err_nomem(&err) : verify_each(&v, &g, &err);
	if (ret != 0)
		ret = cli_fail(cli, &err);
	else
		ret = give_rest(cli, &g, w->trust ? w->trust->sha256 : NULL);
	for (size_t i = 0; cli->form != CLI_TEXT && i < g.n; i++)
		ts_verdict_free(g.kept[i]);
	for (size_t i = 0; i < TS_THREADS_MAX; i++)
		ts_boundary_free(v.boundaries[i]);
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
	cli_sandbox_enter(cli);
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
	bool tidy;

	if (cli_judging_open(path, &fd, &source, &err) != 0)
		return cli_output_error(cli, verdict, &err);
	if (directory == NULL)
		directory = ".";
	cli_warn_examples(cli, w->trust);
	cli_signals_hold();
	ts_progress_begin(w->params.progress, path, source.size > 0 ? (uint64_t)source.size : 0);
	tidy = ts_extract(&source, &w->params, directory, verdict);
	cli_bar_clear(&w->bar);
	cli_judging_close(fd);
	ret = cli_output_verdict(cli, verdict, "verified, and unpacked", w->trust->sha256, true);
	if (ret != 0 && verdict->class == TS_ACCEPTED)
		cli_note(cli, "the bundle itself is unpacked, and whole: %s/%s", directory,
		    verdict->name);
	else if (verdict->class == TS_ACCEPTED)
		cli_note(cli, "unpacked: %s/%s", directory, verdict->name);
	if (!tidy)
		cli_warn(cli,
		    "a hidden directory, .tarseal-….tmp, could not be removed from %s; the next "
		    "extract there will try again",
		    directory);
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
		ret = cli_output_error(cli, verdict, &err);
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
