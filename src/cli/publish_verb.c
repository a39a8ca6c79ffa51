/* The verbs publish and verify-summary. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/verify_options.h"
#include "cli/keys.h"
#include "crypto/sha256.h"
#include "model/summary.h"
#include "publish/publish.h"
#include "publish/summary.h"

#define SUMMARY_MAX ((size_t)1 << 20)

/* Write one part into the directory, under the statement's digest. */
static int create(const char *directory, const char *digest, const char *suffix,
    const struct ts_buf *text, struct ts_out **out, struct ts_err *err)
{
	char path[4096];
	int len = snprintf(path, sizeof(path), "%s/%s.%s", directory, digest, suffix);

	if (len < 0 || (size_t)len >= sizeof(path))
		return ts_err_set(err, "io", "the directory's name is too long");
	if (ts_out_open(path, 0666, false, out, err) != 0)
		return -1;
	return ts_file_write(ts_out_fd(*out), text->data, text->len, err);
}

/* Both parts appear, or neither. */
static int write_both(
    const char *directory, const struct ts_publication *publication, struct ts_err *err)
{
	struct ts_out *summary = NULL, *page = NULL;
	bool made = mkdir(directory, 0777) == 0;
	int ret = -1;

	if (!made && errno != EEXIST)
		return ts_err_errno(err, errno, "io", "cannot make the directory %s", directory);
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

static int check_publish(const struct cli *cli)
{
	const char *id = cli_value(&cli->args, OPT_VERIFIER_ID);

	if (!cli_has(&cli->args, OPT_KEY))
		return cli_usage(
		    cli, "--key must be given: one of the role verifier signs the summary");
	if (!cli_has(&cli->args, OPT_OUTPUT))
		return cli_usage(cli, "name the directory to publish into with -o");
	if (cli_has(&cli->args, OPT_AT))
		return cli_usage(cli, "what was judged as of another time (--at) is not published");
	if (id != NULL && !ts_summary_is_uri(id))
		return cli_usage(cli, "--verifier-id takes a URI, such as https://verify.example/");
	return 0;
}

/* Verify and derive; the exit code. */
static int publish(struct cli *cli, struct cli_judging *w, struct ts_verdict *verdict,
    struct ts_publication *publication, struct ts_err *err)
{
	const char *key = cli_value(&cli->args, OPT_KEY);
	struct cli_signers signers = {0};
	struct ts_source source;
	int fd, ret = -1;

	if (cli_load_signers(cli, &key, 1, &signers, err) != 0)
		goto done;
	if (cli_judging_open(cli->args.operands[0], &fd, &source, err) != 0)
		goto done;
	ts_progress_begin(
	    w->params.progress, cli->args.operands[0], source.size > 0 ? (uint64_t)source.size : 0);
	ts_publish(&source,
	    &(struct ts_publish_params){.verify = w->params,
		.signer = signers.list[0],
		.verifier_id = cli_value(&cli->args, OPT_VERIFIER_ID)},
	    verdict, publication);
	cli_bar_clear(&w->bar);
	cli_judging_close(fd);
	ret = 0;
	if (verdict->class == TS_ACCEPTED)
		ret = write_both(cli_value(&cli->args, OPT_OUTPUT), publication, err);
done:
	cli_signers_free(&signers);
	return ret;
}

int cli_publish(struct cli *cli)
{
	struct cli_judging w = {0};
	struct ts_publication publication = {0};
	struct ts_verdict *verdict = NULL;
	struct ts_err err;
	int ret;

	if (check_publish(cli) != 0 || cli_judging_words(cli, &w) != 0)
		return TS_USAGE;
	w.params.want_sha256 = true;
	verdict = ts_verdict_new(cli->args.operands[0]);
	if (verdict == NULL) {
		ts_err_nomem(&err);
		ret = cli_fail(cli, &err);
		goto done;
	}
	if (cli_judging_load(cli, &w, &err) != 0) {
		ret = cli_output_error(cli, verdict, &err);
		goto done;
	}
	if (w.trust == NULL) {
		ret = cli_usage(cli, "no trust policy: give the verifier's own with --trust FILE");
		goto done;
	}
	if (publish(cli, &w, verdict, &publication, &err) != 0) {
		ret = cli_output_error(cli, verdict, &err);
		goto done;
	}
	ret = cli_output_verdict(cli, verdict, "accepted, and published", w.trust->sha256, false);
	if (verdict->class == TS_ACCEPTED)
		cli_note(cli, "wrote %s.vsa.dsse.json and %s.public.md in %s",
		    publication.statement, publication.statement,
		    cli_value(&cli->args, OPT_OUTPUT));
done:
	ts_publication_free(&publication);
	ts_verdict_free(verdict);
	cli_judging_free(&w);
	cli_signals_end();
	return ret;
}

/* The SHA-256 of the file at PATH, in hex; nothing where PATH is NULL. */
static int digest_file(const char *path, char hex[static TS_DIGEST_HEX], struct ts_err *err)
{
	struct ts_sha256 *hash = NULL;
	unsigned char digest[TS_DIGEST_BYTES], bytes[65536];
	struct ts_source source;
	ssize_t n = -1;
	int fd, ret = -1;

	if (cli_judging_open(path, &fd, &source, err) != 0)
		return -1;
	hash = ts_sha256_new(err);
	if (hash == NULL)
		goto done;
	while ((n = source.read(source.ctx, bytes, sizeof(bytes), err)) > 0)
		ts_sha256_add(hash, bytes, (size_t)n);
	if (n < 0 || ts_sha256_end(hash, digest, err) != 0)
		goto done;
	ts_hex_digest(digest, hex);
	ret = 0;
done:
	ts_sha256_free(hash);
	cli_judging_close(fd);
	return ret;
}

/* What verify-summary was asked to compare with. */
struct expecting {
	char bundle[TS_DIGEST_HEX], policy[TS_DIGEST_HEX];
	struct ts_summary_params params;
	struct ts_trust *trust; /* owned */
};

static int read_expectations(const struct cli *cli, struct expecting *e, struct ts_err *err)
{
	const char *bundle = cli_value(&cli->args, OPT_BUNDLE);
	const char *policy = cli_value(&cli->args, OPT_POLICY);

	if (cli_load_trust(cli, NULL, &e->trust, err) != 0)
		return -1;
	if (bundle != NULL && digest_file(bundle, e->bundle, err) != 0)
		return -1;
	if (policy != NULL && digest_file(policy, e->policy, err) != 0)
		return -1;
	e->params.trust = e->trust;
	e->params.bundle_sha256 = bundle == NULL ? NULL : e->bundle;
	e->params.policy_sha256 = policy == NULL ? NULL : e->policy;
	return 0;
}

int cli_verify_summary(struct cli *cli)
{
	const char *at = cli_value(&cli->args, OPT_AT), *age = cli_value(&cli->args, OPT_MAX_AGE);
	struct expecting e = {
	    .params = {.now = ts_clock_now(),
		.max_age = -1,
		.expect_stage = cli_value(&cli->args, OPT_STAGE),
		.allow_example_keys = cli_has(&cli->args, OPT_ALLOW_EXAMPLE_KEYS)}};
	const char *words = cli_has(&cli->args, OPT_BUNDLE)
				? "this bundle was verified, and accepted"
				: "claim only: some bundle was verified, and accepted";
	struct ts_verdict *verdict = ts_verdict_new(cli->args.operands[0]);
	struct ts_buf text = TS_BUF_INIT;
	struct ts_err err;
	int ret;

	if ((at != NULL && !ts_time_parse(at, &e.params.now)) ||
	    (age != NULL && !ts_duration_parse(age, &e.params.max_age))) {
		ret = cli_usage(cli, "--at takes a time such as 2026-11-22T12:00:00Z, --max-age a "
				     "duration such as P90D");
		goto done;
	}
	cli_sandbox_enter(cli);
	e.params.latest = ts_time_add(&e.params.now, 300);
	if (verdict == NULL) {
		ts_err_nomem(&err);
		ret = cli_fail(cli, &err);
		goto done;
	}
	if (read_expectations(cli, &e, &err) != 0 ||
	    ts_file_slurp(cli->args.operands[0], SUMMARY_MAX, &text, &err) != 0) {
		ret = cli_output_error(cli, verdict, &err);
		goto done;
	}
	if (e.trust == NULL) {
		ret = cli_usage(cli, "no trust policy: give the verifier's own with --trust FILE");
		goto done;
	}
	ts_summary_verify(text.data, text.len, &e.params, verdict);
	ret = cli_output_verdict(cli, verdict, words, e.trust->sha256, true);
done:
	ts_buf_free(&text);
	ts_verdict_free(verdict);
	ts_trust_free(e.trust);
	return ret;
}
