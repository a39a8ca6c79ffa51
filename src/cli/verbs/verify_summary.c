/* The verb verify-summary. */
#include "base/file.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/sandbox.h"
#include "cli/verbs/verbs.h"
#include "cli/verifier.h"
#include "crypto/sha256.h"
#include "publish/summary.h"

#define SUMMARY_MAX ((size_t)1 << 20)

struct summary_options {
	const char *path;
	const char *trust, *bundle, *policy, *stage; /* or NULL */
	struct ts_time at;
	int64_t max_age; /* seconds; -1: any */
	bool allow_example_keys;
};

/* What the summary is compared with. */
struct expected {
	struct ts_trust *trust; /* owned */
	char bundle[TS_DIGEST_HEX], policy[TS_DIGEST_HEX];
};

static void read_options(const struct cli_args *args, struct summary_options *options)
{
	const char *age = cli_value(args, OPT_MAX_AGE);

	*options = (struct summary_options){.path = args->operands.list[0],
	    .trust = cli_trust_path(args),
	    .bundle = cli_value(args, OPT_BUNDLE),
	    .policy = cli_value(args, OPT_POLICY),
	    .stage = cli_value(args, OPT_STAGE),
	    .at = cli_at(args),
	    .max_age = -1,
	    .allow_example_keys = cli_has(args, OPT_ALLOW_EXAMPLE_KEYS)};
	if (age != NULL)
		ts_duration_parse(age, &options->max_age);
}

/* Compute the SHA-256 of the file at PATH, in hex; nothing when PATH is NULL. */
static int digest_file(const char *path, char hex[static TS_DIGEST_HEX], struct ts_err *err)
{
	struct ts_sha256 *hash = NULL;
	unsigned char digest[TS_DIGEST_BYTES], bytes[65536];
	struct cli_bundle bundle;
	ssize_t n = -1;
	int ret = -1;

	if (path == NULL)
		return 0;
	if (cli_bundle_open(path, NULL, &bundle, err) != 0)
		return -1;
	hash = ts_sha256_new(err);
	if (hash == NULL)
		goto done;
	while ((n = bundle.source.read(bundle.source.ctx, bytes, sizeof(bytes), err)) > 0)
		ts_sha256_add(hash, bytes, (size_t)n);
	if (n < 0 || ts_sha256_end(hash, digest, err) != 0)
		goto done;
	ts_hex_digest(digest, hex);
	ret = 0;
done:
	ts_sha256_free(hash);
	cli_bundle_close(&bundle);
	return ret;
}

static int load(const struct summary_options *options, struct expected *e, struct ts_buf *text,
    struct ts_err *err)
{
	if (cli_load_trust(options->trust, &e->trust, err) != 0 ||
	    digest_file(options->bundle, e->bundle, err) != 0 ||
	    digest_file(options->policy, e->policy, err) != 0)
		return -1;
	return ts_file_slurp(options->path, SUMMARY_MAX, text, err);
}

static int verify(const struct cli *cli, const struct summary_options *options, struct expected *e,
    struct ts_buf *text, struct ts_verdict *verdict)
{
	struct ts_err err;

	if (load(options, e, text, &err) != 0)
		return cli_output_error(cli, verdict, &err);
	if (e->trust == NULL)
		return cli_no_trust(cli);
	ts_summary_verify(text->data, text->len,
	    &(struct ts_summary_params){.trust = e->trust,
		.now = options->at,
		.latest = ts_time_add(&options->at, TS_CLOCK_SKEW),
		.max_age = options->max_age,
		.bundle_sha256 = options->bundle == NULL ? NULL : e->bundle,
		.policy_sha256 = options->policy == NULL ? NULL : e->policy,
		.expect_stage = options->stage,
		.allow_example_keys = options->allow_example_keys},
	    verdict);
	return cli_output_verdict(cli, verdict,
	    options->bundle != NULL ? "this bundle was verified and accepted"
				    : "a claim that some bundle was verified and accepted",
	    e->trust->sha256);
}

int cli_verify_summary(const struct cli *cli, const struct cli_args *args)
{
	struct summary_options options;
	struct expected expected = {0};
	struct ts_buf text = TS_BUF_INIT;
	struct ts_verdict *verdict;
	int ret;

	read_options(args, &options);
	cli_sandbox_enter(cli);
	verdict = ts_verdict_new(options.path);
	ret = verdict == NULL ? cli_fail_nomem(cli)
			      : verify(cli, &options, &expected, &text, verdict);
	ts_buf_free(&text);
	ts_verdict_free(verdict);
	ts_trust_free(expected.trust);
	return ret;
}
