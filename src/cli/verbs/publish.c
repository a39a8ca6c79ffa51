/* The verb publish. */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/signals.h"
#include "cli/signers.h"
#include "cli/suggest.h"
#include "cli/verbs/verbs.h"
#include "cli/verifier.h"
#include "model/summary.h"
#include "publish/publish.h"
#include "scanner/reference.h"

struct publish_options {
	struct cli_verify_options verify;
	struct cli_values keys;
	const char *directory;
	const char *verifier_id; /* or NULL */
};

static int read_options(
    const struct cli *cli, const struct cli_args *args, struct publish_options *options)
{
	static const struct cli_need needs[] = {{OPT_KEY, "--key"}, {OPT_OUTPUT, "-o"}};

	options->keys = args->options[OPT_KEY];
	options->directory = cli->output;
	options->verifier_id = cli_value(args, OPT_VERIFIER_ID);
	if (cli_require(cli, args, needs, sizeof(needs) / sizeof(needs[0])) != 0)
		return TS_USAGE;
	if (cli_has(args, OPT_AT))
		return cli_usage(
		    cli, "--at cannot be used here: only what is valid now may be published");
	if (options->verifier_id != NULL && !ts_summary_is_uri(options->verifier_id))
		return cli_usage(cli,
		    "--verifier-id takes a URI such as https://verify.example/, not \"%s\"",
		    options->verifier_id);
	if (options->verifier_id != NULL && ts_reference_private(options->verifier_id) != NULL)
		return cli_usage(cli, "--verifier-id carries %s, and a summary is public",
		    ts_reference_private(options->verifier_id));
	return cli_verify_options_read(cli, args, &options->verify);
}

/* Write one of the two files into the directory; its name begins with the statement's digest. */
static int create(const char *directory, const char *digest, const char *suffix,
    const struct ts_buf *text, struct ts_out **out, struct ts_err *err)
{
	char path[4096];
	int len = snprintf(path, sizeof(path), "%s/%s.%s", directory, digest, suffix);

	if (len < 0 || (size_t)len >= sizeof(path))
		return ts_err_set(err, "io", "the name of the directory is too long");
	if (ts_out_open(path, 0666, false, out, err) != 0)
		return -1;
	return ts_out_write(*out, text->data, text->len, err);
}

/* Either both files appear, or neither. */
static int write_both(
    const char *directory, const struct ts_publication *publication, struct ts_err *err)
{
	struct ts_out *summary = NULL, *page = NULL;
	bool made = mkdir(directory, 0777) == 0;
	int ret = -1;

	if (!made && errno != EEXIST)
		return ts_err_errno(err, errno, "io", "cannot create the directory %s", directory);
	cli_signals_hold();
	if (create(directory, publication->statement, "vsa.dsse.json", &publication->summary,
		&summary, err) == 0 &&
	    create(directory, publication->statement, "public.md", &publication->page, &page,
		err) == 0 &&
	    ts_out_commit(summary, err) == 0) {
		ret = ts_out_commit(page, err);
		if (ret != 0)
			ts_out_withdraw(summary);
	}
	ts_out_free(summary);
	ts_out_free(page);
	if (ret != 0 && made)
		rmdir(directory);
	return ret;
}

/* Verify the bundle, and write what may be public. */
static int publish(const struct cli *cli, const struct publish_options *options,
    struct cli_verifier *v, struct cli_report *report, struct ts_verdict *verdict,
    struct ts_publication *publication, struct ts_err *err)
{
	const char *path = options->verify.paths.list[0];
	struct cli_signers signers = {0};
	struct cli_bundle bundle = {.fd = -1};
	struct ts_verify_params params = v->params;
	int ret = -1;

	if (cli_load_signers(cli, &options->keys, &signers, err) != 0 ||
	    cli_bundle_open(path, v->params.progress, &bundle, err) != 0 ||
	    cli_bundle_stamps(v, path, &bundle, err) != 0)
		goto done;
	params.stamps = &bundle.stamps;
	params.want_sha256 = true;
	ts_publish(&bundle.source,
	    &(struct ts_publish_params){
		.verify = params, .signer = signers.list[0], .verifier_id = options->verifier_id},
	    verdict, publication);
	cli_progress_bar_clear(&v->bar);
	ret = 0;
	if (verdict->class == TS_ACCEPTED)
		ret = cli_report_prepare(report, verdict, err) == 0
			  ? write_both(options->directory, publication, err)
			  : -1;
done:
	cli_bundle_close(&bundle);
	cli_signers_free(&signers);
	return ret;
}

static int run(const struct cli *cli, const struct publish_options *options, struct cli_verifier *v,
    struct ts_verdict *verdict)
{
	struct ts_publication publication = {0};
	struct cli_report report = {.cli = cli, .accepted = "verified and published"};
	struct ts_err err;
	int ret;

	if (cli_verifier_load(cli, &options->verify, v, &err) != 0)
		return cli_output_error(cli, verdict, &err);
	if (v->trust == NULL)
		return cli_no_trust(cli);
	report.trust_sha256 = v->trust->sha256;
	if (publish(cli, options, v, &report, verdict, &publication, &err) != 0) {
		ts_buf_free(&report.text);
		ret = cli_output_error(cli, verdict, &err);
	} else {
		ret = cli_report_write(&report, verdict, "the publication");
		if (verdict->class == TS_ACCEPTED)
			cli_note(cli, "wrote %s.vsa.dsse.json and %s.public.md to %s",
			    publication.statement, publication.statement, options->directory);
	}
	ts_publication_free(&publication);
	return ret;
}

int cli_publish(const struct cli *cli, const struct cli_args *args)
{
	struct publish_options options;
	struct cli_verifier verifier = {0};
	struct ts_verdict *verdict;
	int ret = read_options(cli, args, &options);

	if (ret != 0)
		return ret;
	verdict = ts_verdict_new(options.verify.paths.list[0]);
	ret = verdict == NULL ? cli_fail_nomem(cli) : run(cli, &options, &verifier, verdict);
	ts_verdict_free(verdict);
	cli_verifier_free(&verifier);
	cli_signals_release(ret);
	return ret;
}
