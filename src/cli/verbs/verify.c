/* The verbs verify and report: the same work, shown as a verdict or as a page. */
#include <stdlib.h>

#include "base/pool.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/paths.h"
#include "cli/sandbox.h"
#include "cli/stream.h"
#include "cli/verbs/verbs.h"
#include "cli/verifier.h"
#include "show/html/html.h"
#include "show/json.h"
#include "show/text.h"

#define SLOTS 64 /* bundles that are verified, or wait for their turn to be shown */

/* A form that is written bundle by bundle. */
struct written {
	struct cli as; /* its settings */
	struct cli_stream stream;
	struct ts_json_writer json;
	size_t shown; /* how many bundles are in the text */
	bool done;    /* it is where it belongs */
};

/* The results so far. The other forms, such as a page, are made at the end, from what is kept. */
struct results {
	struct written forms[1 + CLI_EXTRAS_MAX];
	size_t forms_n;
	struct ts_report **kept;      /* owned; NULL if every form is written bundle by bundle */
	struct ts_verdict **verdicts; /* owned; those of KEPT, borrowed */
	size_t n, accepted;
	bool many;         /* there is more than one bundle */
	bool only_failing; /* leave out what is accepted in text and pages */
	enum ts_class worst;
	struct ts_time at;
	const char *trust_sha256; /* or NULL */
	bool tried;               /* the other forms are written, or named where they are not */
};

/* Many bundles at once, shown in their order. */
struct job {
	const struct cli *cli;
	const struct cli_paths *paths;
	struct cli_verifier *verifier;
	const struct ts_err *failed;                    /* why nothing could be loaded, or NULL */
	bool pages;                                     /* a page is wanted */
	unsigned threads;                               /* for each bundle */
	struct ts_boundary *boundaries[TS_THREADS_MAX]; /* owned: one a worker, except the first */
	struct ts_report *reports[SLOTS];
	size_t bundle[SLOTS]; /* which of the paths */
};

static bool is_written(enum cli_form form)
{
	return form == CLI_TEXT || form == CLI_JSON || form == CLI_JSONL;
}

/* Is any form made only at the end? */
static bool keeps(const struct cli *cli)
{
	bool kept = !is_written(cli->form);

	for (size_t i = 0; i < cli->extras_n; i++)
		kept = kept || !is_written(cli->extras[i].form);
	return kept;
}

static bool wants_page(const struct cli *cli)
{
	bool page = cli->form == CLI_HTML;

	for (size_t i = 0; i < cli->extras_n; i++)
		page = page || cli->extras[i].form == CLI_HTML;
	return page;
}

/* Of several bundles, is one with this verdict left out of the text? */
static bool leaves_out(
    const struct cli *cli, const struct results *r, const struct ts_verdict *verdict)
{
	return verdict->class == TS_ACCEPTED && r->many && (r->only_failing || cli->quiet);
}

/* Append the text of a bundle. */
static void add_text(struct written *w, const struct results *r, const struct ts_verdict *verdict)
{
	const struct ts_text_style style = cli_text_style(&w->as, "");

	if (leaves_out(&w->as, r, verdict))
		return;
	if (w->shown > 0 && !w->as.quiet)
		ts_buf_add_str(&w->stream.out, "\n");
	ts_show_text(verdict, &style, &w->stream.out);
	w->shown++;
}

/* Begin a form, if it is written bundle by bundle. */
static void begin_form(struct results *r, const struct cli *as)
{
	struct written *w = &r->forms[r->forms_n];

	if (!is_written(as->form))
		return;
	r->forms_n++;
	w->as = *as;
	cli_stream_begin(as, &w->stream);
	w->json = (struct ts_json_writer){.out = &w->stream.out};
	if (w->as.form == CLI_JSON)
		ts_show_json_begin(&w->json, r->trust_sha256);
}

static void begin_forms(const struct cli *cli, struct results *r)
{
	begin_form(r, cli);
	for (size_t i = 0; i < cli->extras_n; i++) {
		struct cli as = cli_extra(cli, i);

		begin_form(r, &as);
	}
}

/* Write REPORT, or keep it for the end. It is owned from here on. */
static int add_result(struct results *r, struct ts_report *report, struct ts_err *err)
{
	const struct ts_verdict *verdict = report->verdict;
	int ret = 0;

	r->worst = ts_class_worse(r->worst, verdict->class);
	r->accepted += verdict->class == TS_ACCEPTED;
	for (size_t i = 0; ret == 0 && i < r->forms_n; i++) {
		struct written *w = &r->forms[i];

		if (w->as.form == CLI_TEXT)
			add_text(w, r, verdict);
		else if (w->as.form == CLI_JSONL)
			ts_show_json_line(verdict, &w->stream.out);
		else
			ts_show_json_bundle(&w->json, verdict);
		/* Half a document says nothing, so there is no hurry. */
		ret = cli_stream_push(&w->stream, w->as.form != CLI_JSON);
		if (ret != 0)
			*err = w->stream.err;
	}
	if (r->kept != NULL) {
		r->verdicts[r->n] = report->verdict;
		r->kept[r->n] = report;
	} else {
		ts_report_free(report);
	}
	r->n++;
	return ret;
}

/* Append the last line of several bundles' text. */
static void add_total(struct written *w, const struct results *r)
{
	const char *space = w->as.quiet || w->shown == 0 ? "" : "\n";

	if (!r->many)
		return;
	if (r->accepted == r->n)
		ts_buf_printf(&w->stream.out, "%sACCEPTED  all %zu bundles\n", space, r->n);
	else
		ts_buf_printf(&w->stream.out, "%s%s  %zu of %zu bundles not accepted\n", space,
		    r->worst == TS_UNDECIDED ? "UNDECIDED" : "REJECTED", r->n - r->accepted, r->n);
}

/* Append a form that is made at the end, from what is kept. */
static void render(const struct cli *cli, void *ctx, struct ts_buf *out)
{
	const struct results *r = ctx;

	if (cli->form == CLI_HTML)
		ts_show_report(r->kept, r->n, &r->at, r->trust_sha256, r->only_failing, out);
	else
		cli_append_verdicts(cli, r->verdicts, r->n, r->worst, r->trust_sha256, out);
}

static int finish_results(const struct cli *cli, struct results *r)
{
	struct cli rest = *cli;
	int ret = 0;

	rest.extras_n = 0;
	for (size_t i = 0; i < cli->extras_n; i++)
		if (!is_written(cli->extras[i].form))
			rest.extras[rest.extras_n++] = cli->extras[i];
	/* The files first: the exit code says when one of them is missing. */
	ret = cli_write_extras(&rest, render, r);
	r->tried = true;
	for (size_t i = r->forms_n; i-- > 0;) {
		struct written *w = &r->forms[i];

		if (w->as.form == CLI_TEXT)
			add_total(w, r);
		else if (w->as.form == CLI_JSON)
			ts_show_json_end(&w->json, r->worst);
		w->done = cli_stream_end(&w->stream) == 0;
		if (!w->done)
			ret = cli_fail(cli, &w->stream.err);
	}
	rest.extras_n = 0;
	if (!is_written(cli->form) && cli_write_forms(&rest, render, r) != 0) {
		cli_warn_stale(cli);
		ret = TS_UNDECIDED;
	}
	return ret;
}

/* Name the results of earlier runs that this one did not replace. */
static void warn_stale(const struct cli *cli, const struct results *r)
{
	for (size_t i = 0; i < r->forms_n; i++)
		if (!r->forms[i].done)
			cli_warn_stale(&r->forms[i].as);
	if (r->tried)
		return;
	for (size_t i = 0; i < cli->extras_n; i++) {
		const struct cli as = cli_extra(cli, i);

		if (!is_written(as.form))
			cli_warn_stale(&as);
	}
	if (!is_written(cli->form))
		cli_warn_stale(cli);
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

static int verify_path(struct job *job, unsigned worker, const char *path, struct ts_report *report,
    struct ts_err *err)
{
	struct ts_verify_params params = job->verifier->params;
	struct cli_bundle bundle;
	int ret;

	params.threads = job->threads;
	params.report = job->pages ? report : NULL;
	if (worker != 0)
		params.progress = NULL;
	params.boundary = boundary_of(job, worker, err);
	if (params.boundary == NULL || cli_bundle_open(path, params.progress, &bundle, err) != 0)
		return -1;
	params.stamps = &bundle.stamps;
	ret = cli_bundle_stamps(job->verifier, path, &bundle, err);
	if (ret == 0)
		ts_verify(&bundle.source, &params, report->verdict, NULL);
	cli_bundle_close(&bundle);
	return ret;
}

static void verify_slot(void *ctx, unsigned worker, size_t slot)
{
	struct job *job = ctx;
	const char *path = job->paths->list[job->bundle[slot]];
	struct ts_report *report = ts_report_new(path);
	struct ts_err err;

	job->reports[slot] = report;
	if (report == NULL)
		return;
	if (job->failed != NULL)
		err = *job->failed;
	else if (verify_path(job, worker, path, report, &err) == 0)
		return;
	ts_verdict_fail_err(report->verdict, &err);
	ts_verdict_finish(report->verdict, NULL, 0);
}

/* Show the oldest bundle; 1 when there is none. */
static int show_next(struct job *job, struct ts_pool *pool, struct results *r, struct ts_err *err)
{
	struct ts_report *report;
	size_t slot;

	if (!ts_pool_take(pool, &slot))
		return 1;
	report = job->reports[slot];
	job->reports[slot] = NULL;
	ts_pool_release(pool);
	cli_progress_bar_clear(&job->verifier->bar);
	if (report == NULL)
		return ts_err_nomem(err);
	return add_result(r, report, err);
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
		ts_report_free(job->reports[i]);
	return ret < 0 ? -1 : 0;
}

/* Verify all bundles; where FAILED says why nothing could be loaded, every bundle's verdict is
 * that. */
static int verify_all(const struct cli *cli, const struct cli_verify_options *options,
    const struct cli_paths *paths, struct cli_verifier *verifier, const struct ts_err *failed)
{
	struct results r = {.worst = TS_ACCEPTED,
	    .many = paths->n > 1,
	    .only_failing = options->only_failing,
	    .at = options->at,
	    .trust_sha256 = verifier->trust ? verifier->trust->sha256 : NULL};
	struct job job = {.cli = cli,
	    .paths = paths,
	    .verifier = verifier,
	    .failed = failed,
	    .pages = wants_page(cli)};
	struct ts_err err;
	int ret;

	if (keeps(cli)) {
		r.kept = calloc(paths->n, sizeof(struct ts_report *));
		r.verdicts = calloc(paths->n, sizeof(struct ts_verdict *));
	}
	begin_forms(cli, &r);
	if (keeps(cli) && (r.kept == NULL || r.verdicts == NULL))
		ret = ts_err_nomem(&err);
	else
		ret = verify_each(&job, options->threads, &r, &err);
	ret = ret != 0 ? cli_fail(cli, &err) : finish_results(cli, &r);
	for (size_t i = 0; r.kept != NULL && i < paths->n; i++)
		ts_report_free(r.kept[i]);
	for (size_t i = 0; i < TS_THREADS_MAX; i++)
		ts_boundary_free(job.boundaries[i]);
	free(r.kept);
	free(r.verdicts);
	if (ret != 0)
		warn_stale(cli, &r);
	for (size_t i = 0; i < r.forms_n; i++)
		cli_stream_free(&r.forms[i].stream);
	return ret != 0 ? TS_UNDECIDED : (int)r.worst;
}

/* FAILED says why the paths are not known, or is NULL. */
static int verify(const struct cli *cli, const struct cli_verify_options *options,
    const struct cli_paths *paths, const struct ts_err *failed)
{
	struct cli_verifier verifier = {0};
	struct ts_err err;
	int ret;

	if (failed != NULL)
		ret = verify_all(cli, options, paths, &verifier, failed);
	else if (cli_verifier_load(cli, options, &verifier, &err) != 0)
		/* People want to read it once, programs with each bundle. */
		ret = paths->n > 1 && cli->form == CLI_TEXT && cli->extras_n == 0
			  ? cli_fail(cli, &err)
			  : verify_all(cli, options, paths, &verifier, &err);
	else if (verifier.trust == NULL)
		ret = cli_no_trust(cli);
	else {
		cli_warn_examples(cli, verifier.trust);
		cli_note_unjudged(cli, &verifier, paths);
		/* The instructions for checking by hand begin with it. */
		if (wants_page(cli))
			verifier.params.want_sha256 = true;
		ret = verify_all(cli, options, paths, &verifier, NULL);
	}
	cli_verifier_free(&verifier);
	return ret;
}

/* No bundle is known because of ERR. An earlier report must not look as if it were of this run, so
 * every form says so. */
static int report_unknown(
    const struct cli *cli, const struct cli_verify_options *options, const struct ts_err *err)
{
	const char *what =
	    options->files_from != NULL ? options->files_from : options->paths.list[0];
	struct cli_paths one = {.list = (char *[]){(char *)what}, .n = 1};

	return verify(cli, options, &one, err);
}

int cli_verify(const struct cli *cli, const struct cli_args *args)
{
	struct cli_verify_options options;
	struct cli_paths paths = {0};
	struct ts_err err;
	int ret = cli_verify_options_read(cli, args, &options);

	if (ret != 0)
		return ret;
	if (options.paths.n == 0 && options.files_from == NULL)
		return cli_usage(cli, "name the bundles, or a directory with them");
	ret = cli_check_results(cli);
	if (ret != 0)
		return ret;
	cli_sandbox_enter(cli);
	ret = cli_paths_expand(&options.paths, options.files_from, &paths, &err);
	if (paths.passed > 0)
		cli_warn(cli, "%s%s: below a directory, links to directories are not followed",
		    paths.passed_over,
		    paths.passed > 1 ? " and others are passed over" : " is passed over");
	if (ret == 0)
		ret = cli_refuse_inputs(cli, (const char *const *)paths.list, paths.n) != 0 ||
			      cli_check_proofs(cli, &options, paths.n) != 0
			  ? TS_USAGE
			  : verify(cli, &options, &paths, NULL);
	else if (cli->form == CLI_TEXT && cli->extras_n == 0)
		ret = cli_fail(cli, &err);
	else
		ret = report_unknown(cli, &options, &err);
	cli_paths_free(&paths);
	return ret;
}
