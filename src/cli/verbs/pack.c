/* The verb pack. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "cli/output.h"
#include "cli/pack_options.h"
#include "cli/package.h"
#include "cli/signals.h"
#include "cli/signers.h"
#include "cli/suggest.h"
#include "cli/verbs/verbs.h"
#include "model/approval.h"
#include "pack/pack.h"

struct pack_options {
	struct cli_pack_options inputs;
	struct cli_values keys;
	const char *output;
	bool force;
	char name[TS_ERR_TEXT]; /* storage of the name that is derived from the output */
};

/* The output's base name without ".tar". */
static void derive_name(const char *output, char name[static TS_ERR_TEXT])
{
	const char *slash = strrchr(output, '/');
	size_t len;

	snprintf(name, TS_ERR_TEXT, "%s", slash == NULL ? output : slash + 1);
	len = strlen(name);
	if (len > 4 && strcmp(name + len - 4, ".tar") == 0)
		name[len - 4] = '\0';
}

static int read_options(
    const struct cli *cli, const struct cli_args *args, struct pack_options *options)
{
	static const struct cli_need needs[] = {{OPT_PROFILE, "--profile"},
	    {OPT_EVIDENCE, "--evidence"}, {OPT_APPROVAL, "--approval"}, {OPT_RECORD, "--record"},
	    {OPT_KEY, "--key"}, {OPT_OUTPUT, "-o"}};
	/* A working set has the first four. */
	const size_t known = args->operands.n > 0 ? 4 : 0;
	int ret;

	if (cli_require(cli, args, needs + known, sizeof(needs) / sizeof(needs[0]) - known) != 0)
		return TS_USAGE;
	options->keys = args->options[OPT_KEY];
	options->output = cli->output;
	options->force = cli_has(args, OPT_FORCE);
	if (strcmp(options->output, "-") == 0)
		return cli_usage(cli, "a bundle cannot be written to a pipe, because its first "
				      "files are written last: name a file with -o");
	ret = cli_pack_options_read(cli, args, &options->inputs);
	if (ret != 0 || options->inputs.name != NULL)
		return ret;
	derive_name(options->output, options->name);
	options->inputs.name = options->name;
	return cli_pack_name_check(cli, options->name);
}

/* Look up the file PATH. 1; 0 when there is none; -1 with ERR filled when that is unknown. */
static int find_file(const char *path, struct stat *st, struct ts_err *err)
{
	if (stat(path, st) == 0)
		return 1;
	if (errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG)
		return 0;
	return ts_err_errno(err, errno, "io", "cannot access %s", path);
}

/* Is the file ST that at PATH (NULL: none)? */
static int is_same(const struct stat *st, const char *path, struct ts_err *err)
{
	struct stat other;
	int found = path == NULL ? 0 : find_file(path, &other, err);

	return found <= 0 ? found : other.st_dev == st->st_dev && other.st_ino == st->st_ino;
}

/* Does the output exist as a file that another option names? */
static int output_is_input(const struct pack_options *o, struct ts_err *err)
{
	const char *const files[] = {
	    o->inputs.trust, o->inputs.evidence, o->inputs.approval, o->inputs.record};
	const struct cli_values *const lists[] = {
	    &o->keys, &o->inputs.profiles, &o->inputs.not_before};
	struct stat output;
	int found = find_file(o->output, &output, err), same = 0;

	if (found <= 0)
		return found;
	for (size_t i = 0; same == 0 && i < sizeof(files) / sizeof(files[0]); i++)
		same = is_same(&output, files[i], err);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (size_t j = 0; same == 0 && j < lists[i]->n; j++)
			same = is_same(&output, lists[i]->list[j], err);
	return same;
}

/* An output must not change its own inputs. Returns 0, or the exit code after printing why. */
static int refuse_output(const struct cli *cli, const struct pack_options *o)
{
	const char *const directories[] = {o->inputs.evidence, o->inputs.record};
	struct ts_err err;
	int found = output_is_input(o, &err);

	if (found > 0)
		return cli_usage(cli, "the output %s is also an input", o->output);
	for (size_t i = 0; found == 0 && i < sizeof(directories) / sizeof(directories[0]); i++)
		found = cli_is_inside(o->output, directories[i], &err);
	if (found > 0)
		return cli_usage(
		    cli, "the output %s would lie inside an input and change it", o->output);
	return found == 0 ? 0 : cli_fail(cli, &err);
}

/* Warn if a key that will seal the bundle has also signed the approval: without a trust policy
 * nobody else says so, and hardly any verifier accepts it. */
static void warn_separate(
    const struct cli *cli, const struct pack_options *options, const struct cli_signers *signers)
{
	struct ts_approval *approval = NULL;
	struct ts_buf text = TS_BUF_INIT;
	struct ts_err ignored;

	if (ts_file_slurp(options->inputs.approval, TS_JSON_DOCUMENT_MAX, &text, &ignored) == 0 &&
	    ts_approval_open(text.data, text.len, &approval, &ignored) == 0)
		for (size_t i = 0; i < signers->n; i++)
			for (size_t j = 0; j < approval->envelope.n; j++)
				if (strcmp(approval->envelope.signatures[j].keyid,
					ts_signer_public(signers->list[i])->id) == 0)
					cli_warn(cli,
					    "%s both approved and seals: verifiers refuse "
					    "that, unless their policy says that nobody else "
					    "has to approve",
					    ts_signer_public(signers->list[i])->id);
	ts_approval_free(approval);
	ts_buf_free(&text);
}

static int pack(const struct cli *cli, const struct pack_options *options,
    struct cli_checker *checker, struct cli_report *report, struct ts_verdict *verdict,
    struct ts_err *err)
{
	struct cli_signers signers;
	int ret = -1;

	if (cli_checker_load(cli, &options->inputs, checker, err) != 0)
		return -1;
	report->trust_sha256 = checker->trust == NULL ? NULL : checker->trust->sha256;
	if (cli_load_signers(cli, &options->keys, &signers, err) == 0) {
		if (checker->trust == NULL)
			warn_separate(cli, options, &signers);
		cli_signals_hold();
		ts_pack(&(struct ts_pack_params){.check = checker->params,
			    .signers = (const struct ts_signer *const *)signers.list,
			    .signers_n = signers.n,
			    .output = options->output,
			    .force = options->force,
			    .want_sha256 = cli->form != CLI_TEXT || cli->extras_n > 0,
			    .ready = {cli_report_prepare, report}},
		    verdict);
		ret = 0;
	}
	cli_signers_free(&signers);
	return ret;
}

static int pack_and_report(const struct cli *cli, const struct pack_options *options)
{
	struct cli_checker checker = {0};
	struct cli_report report = {.cli = cli, .accepted = "sealed, and verified as written"};
	struct ts_verdict *verdict = ts_verdict_new(options->output);
	struct ts_err err;
	int ret;

	if (verdict == NULL)
		return cli_fail_nomem(cli);
	if (pack(cli, options, &checker, &report, verdict, &err) != 0) {
		ts_verdict_fail_err(verdict, &err);
		ts_verdict_finish(verdict, NULL, 0);
	}
	cli_progress_bar_clear(&checker.bar);
	ret = cli_report_write(&report, verdict, options->output);
	if (ret == 0 && checker.trust != NULL &&
	    ts_trust_rules(checker.trust, checker.params.profile->id).stamped)
		cli_note(cli, "its verifiers require a time stamp: tarseal stamp request %s",
		    options->output);
	ts_verdict_free(verdict);
	cli_checker_free(&checker);
	return ret;
}

int cli_pack(const struct cli *cli, const struct cli_args *args)
{
	struct pack_options options = {0};
	int ret = read_options(cli, args, &options);

	if (ret == 0)
		ret = refuse_output(cli, &options);
	if (ret == 0)
		ret = pack_and_report(cli, &options);
	cli_pack_options_free(&options.inputs);
	cli_signals_release(ret);
	return ret;
}
