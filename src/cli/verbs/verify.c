/* The verb verify. */
#include <stdlib.h>

#include "base/pool.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/sandbox.h"
#include "cli/verbs/verbs.h"
#include "cli/verifier.h"

#define SLOTS 64 /* bundles that are verified, or wait for their turn to be shown */

/* The results so far: text is printed bundle by bundle, any other form once at the end. */
struct results {
	struct ts_verdict **kept; /* owned; for the other forms */
	size_t n, accepted;
	struct ts_buf out;
	enum ts_class worst;
};

/* Many bundles at once, shown in their order. */
struct job {
	const struct cli *cli;
	const struct cli_values *paths;
	struct cli_verifier *verifier;
	const struct ts_err *failed;                    /* why nothing could be loaded, or NULL */
	unsigned threads;                               /* for each bundle */
	struct ts_boundary *boundaries[TS_THREADS_MAX]; /* owned: one a worker, except the first */
	struct ts_verdict *verdicts[SLOTS];
	size_t bundle[SLOTS]; /* which of the paths */
};

/* Print VERDICT, or keep it for the end. It is owned from here on. */
static int add_result(
    const struct cli *cli, struct results *r, struct ts_verdict *verdict, struct ts_err *err)
{
	const struct ts_text_style style = cli_text_style(cli, "");
	int ret = 0;

	r->worst = ts_class_worse(r->worst, verdict->class);
	r->accepted += verdict->class == TS_ACCEPTED;
	if (cli->form != CLI_TEXT) {
		r->kept[r->n++] = verdict;
		return 0;
	}
	if (r->n++ > 0 && !cli->quiet)
		ts_buf_add_str(&r->out, "\n");
	ts_show_text(verdict, &style, &r->out);
	ts_verdict_free(verdict);
	if (cli->output == NULL) {
		ret = cli_write_stdout(&r->out, err);
		r->out.len = 0;
	}
	return ret;
}

/* Write what is left: the other forms, or the last line of several bundles' text. */
static int finish_results(const struct cli *cli, struct results *r, const char *trust_sha256)
{
	if (cli->form != CLI_TEXT)
		cli_append_verdicts(cli, r->kept, r->n, r->worst, trust_sha256, &r->out);
	else if (r->n > 1)
		ts_buf_printf(&r->out, "%s%s  %zu of %zu bundles accepted\n",
		    cli->quiet ? "" : "\n",
		    r->worst == TS_ACCEPTED    ? "ACCEPTED"
		    : r->worst == TS_UNDECIDED ? "UNDECIDED"
					       : "REJECTED",
		    r->accepted, r->n);
	return cli_write_result(cli, &r->out);
}

/* The boundary that this worker alone uses; NULL with ERR filled. */
static struct ts_boundary *boundary_of(struct job *job, unsigned worker, struct ts_err *err)
{
	if (worker == 0)
		return job->verifier->boundary;
	if (job->boundaries[worker] == NULL)
		ts_boundary_new(job->verifier->rules, &job->boundaries[worker], err);
	return job->boundaries[worker];
}

static int verify_path(struct job *job, unsigned worker, const char *path,
    struct ts_verdict *verdict, struct ts_err *err)
{
	struct ts_verify_params params = job->verifier->params;
	struct cli_bundle bundle;

	params.threads = job->threads;
	if (worker != 0)
		params.progress = NULL;
	params.boundary = boundary_of(job, worker, err);
	if (params.boundary == NULL || cli_bundle_open(path, params.progress, &bundle, err) != 0)
		return -1;
	ts_verify(&bundle.source, &params, verdict, NULL);
	cli_bundle_close(&bundle);
	return 0;
}

static void verify_slot(void *ctx, unsigned worker, size_t slot)
{
	struct job *job = ctx;
	const char *path = job->paths->list[job->bundle[slot]];
	struct ts_verdict *verdict = ts_verdict_new(path);
	struct ts_err err;

	job->verdicts[slot] = verdict;
	if (verdict == NULL)
		return;
	if (job->failed != NULL)
		err = *job->failed;
	else if (verify_path(job, worker, path, verdict, &err) == 0)
		return;
	ts_verdict_fail_err(verdict, &err);
	ts_verdict_finish(verdict, NULL, 0);
}

/* Show the oldest bundle; 1 when there is none. */
static int show_next(struct job *job, struct ts_pool *pool, struct results *r, struct ts_err *err)
{
	struct ts_verdict *verdict;
	size_t slot;

	if (!ts_pool_take(pool, &slot))
		return 1;
	verdict = job->verdicts[slot];
	job->verdicts[slot] = NULL;
	ts_pool_release(pool);
	cli_progress_bar_clear(&job->verifier->bar);
	if (verdict == NULL)
		return ts_err_nomem(err);
	return add_result(job->cli, r, verdict, err);
}

static int verify_each(struct job *job, unsigned threads, struct results *r, struct ts_err *err)
{
	const size_t n = job->paths->n;
	const unsigned workers = n < threads ? (unsigned)n : threads;
	struct ts_pool *pool;
	int ret = 0;

	job->threads = threads / workers;
	if (ts_pool_new(workers, SLOTS, verify_slot, job, &pool, err) != 0)
		return -1;
	for (size_t i = 0; ret == 0 && i < n; i++) {
		if (!ts_pool_has_room(pool))
			ret = show_next(job, pool, r, err);
		job->bundle[ts_pool_next(pool)] = i;
		if (ret == 0)
			ts_pool_post(pool);
	}
	while (ret == 0)
		ret = show_next(job, pool, r, err);
	ts_pool_free(pool);
	for (size_t i = 0; i < SLOTS; i++) /* some are left only after an error */
		ts_verdict_free(job->verdicts[i]);
	return ret < 0 ? -1 : 0;
}

/* Verify all bundles; where FAILED says why nothing could be loaded, every bundle's verdict is
 * that. */
static int verify_all(const struct cli *cli, const struct cli_verify_options *options,
    struct cli_verifier *verifier, const struct ts_err *failed)
{
	struct results r = {.worst = TS_ACCEPTED};
	struct job job = {
	    .cli = cli, .paths = &options->paths, .verifier = verifier, .failed = failed};
	struct ts_err err;
	int ret;

	r.kept = calloc(options->paths.n, sizeof(struct ts_verdict *));
	ret = r.kept == NULL ? ts_err_nomem(&err) : verify_each(&job, options->threads, &r, &err);
	if (ret != 0)
		ret = cli_fail(cli, &err);
	else
		ret = finish_results(cli, &r, verifier->trust ? verifier->trust->sha256 : NULL);
	for (size_t i = 0; cli->form != CLI_TEXT && i < r.n; i++)
		ts_verdict_free(r.kept[i]);
	for (size_t i = 0; i < TS_THREADS_MAX; i++)
		ts_boundary_free(job.boundaries[i]);
	free(r.kept);
	ts_buf_free(&r.out);
	return ret != 0 ? TS_UNDECIDED : (int)r.worst;
}

int cli_verify(const struct cli *cli, const struct cli_args *args)
{
	struct cli_verify_options options;
	struct cli_verifier verifier = {0};
	struct ts_err err;
	int ret = cli_verify_options_read(cli, args, &options);

	if (ret != 0)
		return ret;
	cli_sandbox_enter(cli);
	if (cli_verifier_load(cli, &options, &verifier, &err) != 0) {
		ret = verify_all(cli, &options, &verifier, &err);
	} else if (verifier.trust == NULL) {
		ret = cli_no_trust(cli);
	} else {
		cli_warn_examples(cli, verifier.trust);
		ret = verify_all(cli, &options, &verifier, NULL);
	}
	cli_verifier_free(&verifier);
	return ret;
}
