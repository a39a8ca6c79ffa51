#include "cli/verbs/audit_lines.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/output.h"
#include "cli/signers.h"
#include "cli/stream.h"
#include "cli/suggest.h"
#include "format/value.h"
#include "lines/seal.h"
#include "lines/sign.h"
#include "lines/write.h"

#define RUN_MAX 64 /* bytes */

/* Read "I/N". */
static bool read_shard(const char *text, uint64_t *shard, uint64_t *shards)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	*shard = strtoull(text, &end, 10);
	if (*end != '/' || end[1] < '0' || end[1] > '9')
		return false;
	*shards = strtoull(end + 1, &end, 10);
	return *end == '\0' && *shard >= 1 && *shard <= *shards && *shards <= TS_SHARDS_MAX;
}

/* Without a result of its own, nothing else says what was written. */
static int check_writing(
    const struct cli *cli, const struct cli_args *args, const struct cli_lines_options *options)
{
	static const struct cli_need needs[] = {{OPT_AT, "--at"}, {OPT_RUN, "--run"}};
	static const struct cli_need joining[] = {
	    {OPT_REGISTER, "--register"}, {OPT_DUE, "--due"}, {OPT_ONLY, "--only"}};

	if (options->parts_n > 0)
		return cli_usage(cli, "--lines joins lines, and --format lines writes them");
	if (cli->extras_n > 0)
		return cli_usage(cli, "lines are written alone: give no other --format");
	for (size_t i = 0; i < sizeof(joining) / sizeof(joining[0]); i++)
		if (cli_has(args, joining[i].id))
			return cli_usage(cli,
			    "%s belongs to the audit that joins the lines (--lines)",
			    joining[i].shown);
	if (options->keys.n > 1)
		return cli_usage(cli, "one verifier signs the lines: give one --key");
	if (options->keys.n > 0 && (cli->output == NULL || strcmp(cli->output, "-") == 0))
		return cli_usage(cli, "--key needs -o FILE: the statement is written beside it");
	return cli_require(cli, args, needs, 2);
}

static int check_other(
    const struct cli *cli, const struct cli_args *args, const struct cli_lines_options *options)
{
	if (options->run != NULL && options->parts_n == 0)
		return cli_usage(cli, "--run is for --format lines, and for --lines");
	if (cli_has(args, OPT_SHARD) || options->keys.n > 0)
		return cli_usage(cli, "%s is only for --format lines",
		    options->keys.n > 0 ? "--key" : "--shard");
	if (options->parts_n > 0 && cli_has(args, OPT_FILES_FROM))
		return cli_usage(cli, "--lines and --files-from exclude each other");
	return 0;
}

/* --lines part-*.lines: the shell makes arguments of all but the first. */
static bool list_parts(const struct cli_args *args, struct cli_lines_options *options)
{
	const struct cli_values *lists[] = {&args->options[OPT_LINES], &args->operands};

	options->parts = calloc(lists[0]->n + lists[1]->n, sizeof(const char *));
	for (size_t i = 0; options->parts != NULL && i < 2; i++)
		for (size_t k = 0; k < lists[i]->n; k++)
			options->parts[options->parts_n++] = lists[i]->list[k];
	return options->parts != NULL;
}

void cli_lines_options_free(struct cli_lines_options *options)
{
	free(options->parts);
}

int cli_lines_options_read(
    const struct cli *cli, const struct cli_args *args, struct cli_lines_options *options)
{
	*options = (struct cli_lines_options){.run = cli_value(args, OPT_RUN),
	    .shard = 1,
	    .shards = 1,
	    .keys = args->options[OPT_KEY],
	    .has_at = cli_has(args, OPT_AT)};
	if (cli_has(args, OPT_LINES) && !list_parts(args, options))
		return cli_fail_nomem(cli);
	if (cli_has(args, OPT_SHARD) &&
	    !read_shard(cli_value(args, OPT_SHARD), &options->shard, &options->shards))
		return cli_usage(cli,
		    "--shard takes I/N, such as 3/16: I is from 1 to N, which is at most %d "
		    "shards, not "
		    "\"%s\"",
		    TS_SHARDS_MAX, cli_value(args, OPT_SHARD));
	if (options->run != NULL && !ts_value_is_line(options->run, RUN_MAX))
		return cli_usage(cli, "--run takes a label of 1 to %d printable bytes", RUN_MAX);
	for (size_t i = 0; i < cli->extras_n; i++)
		if (cli->extras[i].form == CLI_LINES)
			return cli_usage(cli, "lines are written alone: --format lines -o FILE");
	return cli->form == CLI_LINES ? check_writing(cli, args, options)
				      : check_other(cli, args, options);
}

/* Write the statement about the lines in FILE to PATH. */
static int sign(const struct cli *cli, const char *file, const char *path,
    const unsigned char digest[static TS_DIGEST_BYTES], const struct ts_signer *signer,
    struct ts_err *err)
{
	struct ts_buf out = TS_BUF_INIT;
	char now[TS_TIME_TEXT];
	struct ts_time time;
	int ret = cli_creation_time(cli, &time, err);

	if (ret == 0 && !ts_time_format(&time, now))
		ret = ts_err_set(err, "io", "the time is outside the years 1970 to 9999");
	if (ret == 0)
		ret = ts_lines_sign(file, digest, now, signer, &out, err);
	if (ret == 0)
		ret = ts_file_create(path, 0666, true, out.data, out.len, err);
	ts_buf_free(&out);
	return ret;
}

/* May the statement be written to PATH? */
static int check_statement(const struct cli *cli, const char *path, struct ts_err *err)
{
	if (cli->force || access(path, F_OK) != 0 || ts_lines_seal_is(path))
		return 0;
	ts_err_set(err, "io", "%s already exists, and is no statement about lines", path);
	return ts_err_fix(err, "choose another name for the lines, or replace it with --force");
}

/* Write the lines, and to STATEMENT (NULL: none) what SIGNER says about them. */
static int write_lines(const struct cli *cli, const struct ts_lines_head *head,
    struct ts_store_params *store, const char *statement, const struct ts_signer *signer,
    struct ts_err *err)
{
	unsigned char digest[TS_DIGEST_BYTES];
	struct cli_stream stream;
	int ret;

	cli_stream_begin(cli, &stream);
	ret = ts_lines_write(head, store, &stream.out, digest, err);
	if (ret == 0)
		ret = cli_stream_end(&stream);
	else if (!stream.failed)
		stream.err = *err;
	if (ret != 0)
		*err = stream.err;
	if (ret == 0 && signer != NULL) {
		ret = sign(cli, cli->output, statement, digest, signer, err);
		if (ret != 0)
			ts_out_withdraw(stream.file);
	}
	if (ret == 0 && signer == NULL && statement != NULL && access(statement, F_OK) == 0)
		cli_warn(cli, "%s is about earlier lines: remove it, or sign these", statement);
	cli_stream_free(&stream);
	return ret;
}

/* The name of the statement about the file that -o names; empty for standard output. */
static void add_statement_name(const struct cli *cli, struct ts_buf *name)
{
	if (cli->output != NULL && strcmp(cli->output, "-") != 0)
		ts_buf_printf(name, "%s" TS_LINES_SEAL_END, cli->output);
}

/* Warn of lines that this worker's own policy would not let anybody join. */
static void warn_unwanted(
    const struct cli *cli, const struct ts_trust *trust, const struct ts_signer *signer)
{
	const char *id = signer == NULL ? NULL : ts_signer_public(signer)->id;
	const struct ts_trust_key *key = id == NULL ? NULL : ts_trust_find(trust, id);

	if (signer == NULL && ts_trust_lines_signed(trust))
		cli_warn(cli, "these lines cannot be joined: the trust policy requires signed ones "
			      "(--key)");
	else if (signer != NULL && (key == NULL || !key->roles[TS_VERIFIER]))
		cli_warn(cli,
		    "these lines cannot be joined: the trust policy does not list the key %s with "
		    "the role verifier",
		    id);
}

int cli_lines_write(const struct cli *cli, const struct cli_lines_options *options,
    const struct cli_verifier *v, struct ts_store_params *store)
{
	struct ts_lines_head head = {.run = options->run,
	    .stage = store->stage->id,
	    .shard = options->shard,
	    .shards = options->shards,
	    .stores = store->paths,
	    .stores_n = store->n,
	    .list = store->list};
	struct cli_signers signers = {0};
	struct ts_buf name = TS_BUF_INIT;
	struct ts_err err;
	int ret = ts_lines_head_fill(&head, &v->params, &err);

	add_statement_name(cli, &name);
	if (ret == 0 && ts_buf_cstr(&name) == NULL)
		ret = ts_err_nomem(&err);
	if (ret == 0 && options->keys.n > 0)
		ret = check_statement(cli, ts_buf_cstr(&name), &err);
	if (ret == 0 && options->keys.n > 0)
		ret = cli_load_signers(cli, &options->keys, &signers, &err);
	if (ret == 0)
		warn_unwanted(cli, v->trust, signers.n > 0 ? signers.list[0] : NULL);
	if (ret == 0)
		ret = write_lines(cli, &head, store, name.len > 0 ? ts_buf_cstr(&name) : NULL,
		    signers.n > 0 ? signers.list[0] : NULL, &err);
	cli_signers_free(&signers);
	ts_buf_free(&name);
	if (ret == 0)
		return 0;
	ret = cli_fail(cli, &err);
	cli_warn_stale(cli);
	return ret;
}

int cli_lines_read(const struct cli_lines_options *options, const struct cli_verifier *v,
    const struct ts_profile *stage, struct ts_store *store, struct ts_time *at,
    struct ts_verdict *verdict, struct ts_err *err)
{
	struct ts_lines_head own = {.run = options->run, .stage = stage->id};

	*store = (struct ts_store){.list = NULL};
	if (ts_lines_head_fill(&own, &v->params, err) != 0)
		return -1;
	ts_lines_read(&(struct ts_lines_params){.files = options->parts,
			  .n = options->parts_n,
			  .own = &own,
			  .any_time = !options->has_at,
			  .before = stage->consumes,
			  .trust = v->trust,
			  .now = ts_clock_now(),
			  .allow_example_keys = v->params.allow_example_keys},
	    store, verdict);
	*at = own.at;
	return 0;
}
