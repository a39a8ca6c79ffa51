/* The verb extract. */
#include "verify/extract.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/signals.h"
#include "cli/verbs/verbs.h"
#include "cli/verifier.h"

struct extract_options {
	struct cli_verify_options verify;
	const char *directory;
};

static int read_options(
    const struct cli *cli, const struct cli_args *args, struct extract_options *options)
{
	options->directory = cli_has(args, OPT_DIRECTORY) ? cli_value(args, OPT_DIRECTORY) : ".";
	return cli_verify_options_read(cli, args, &options->verify);
}

static int extract(const struct cli *cli, const struct extract_options *options,
    struct cli_verifier *verifier, struct ts_verdict *verdict)
{
	const char *directory = options->directory;
	struct cli_report report = {.cli = cli,
	    .accepted = "verified and unpacked",
	    .trust_sha256 = verifier->trust->sha256};
	const struct ts_verdict_ready ready = {cli_report_prepare, &report};
	struct ts_buf unpacked = TS_BUF_INIT;
	const char *path = options->verify.paths.list[0];
	struct ts_verify_params params = verifier->params;
	struct cli_bundle bundle;
	struct ts_err err;
	bool tidy;
	int ret;

	cli_warn_examples(cli, verifier->trust);
	if (cli_bundle_open(path, verifier->params.progress, &bundle, &err) != 0)
		return cli_output_error(cli, verdict, &err);
	params.stamps = &bundle.stamps;
	if (cli_bundle_stamps(verifier, path, &bundle, &err) != 0) {
		cli_bundle_close(&bundle);
		return cli_output_error(cli, verdict, &err);
	}
	cli_signals_hold();
	tidy = ts_extract(&bundle.source, &params, directory, &ready, verdict);
	cli_progress_bar_clear(&verifier->bar);
	cli_bundle_close(&bundle);
	ts_buf_printf(&unpacked, "%s/%s", directory, verdict->name == NULL ? "" : verdict->name);
	ret = cli_report_write(
	    &report, verdict, ts_buf_cstr(&unpacked) == NULL ? "it" : (char *)unpacked.data);
	ts_buf_free(&unpacked);
	if (ret == 0)
		cli_note(cli, "unpacked: %s/%s", directory, verdict->name);
	if (!tidy)
		cli_warn(cli,
		    "cannot remove a hidden directory, .tarseal-extract-….tmp, from %s; the next "
		    "extract "
		    "there will try again",
		    directory);
	return ret;
}

int cli_extract(const struct cli *cli, const struct cli_args *args)
{
	struct extract_options options;
	struct cli_verifier verifier = {0};
	struct ts_verdict *verdict = NULL;
	struct ts_err err;
	int ret = read_options(cli, args, &options);

	if (ret != 0)
		return ret;
	verdict = ts_verdict_new(options.verify.paths.list[0]);
	if (verdict == NULL)
		ret = cli_fail_nomem(cli);
	else if (cli_verifier_load(cli, &options.verify, &verifier, &err) != 0)
		ret = cli_output_error(cli, verdict, &err);
	else if (verifier.trust == NULL)
		ret = cli_no_trust(cli);
	else
		ret = extract(cli, &options, &verifier, verdict);
	ts_verdict_free(verdict);
	cli_verifier_free(&verifier);
	cli_signals_release(ret);
	return ret;
}
