/* The verb approve. */
#define _XOPEN_SOURCE 700 /* realpath */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/package.h"
#include "cli/previous_approval.h"
#include "cli/signals.h"
#include "cli/signers.h"
#include "cli/status.h"
#include "cli/suggest.h"
#include "cli/terminal.h"
#include "cli/verbs/verbs.h"
#include "format/value.h"
#include "model/profile_set.h"
#include "pack/approve.h"
#include "pack/tree.h"
#include "scanner/reference.h"
#include "show/escape.h"
#include "show/statement.h"
#include "start/work.h"

struct approve_options {
	const char *package;
	struct ts_approval_draft draft; /* without the package's name and digest */
	const char *add;                /* the approval to add a signature to, or NULL */
	const char *trust;              /* to check the signatures of ADD with; or NULL */
	struct cli_values keys, public_keys, profiles;
	const char *profiles_dir;   /* or NULL */
	struct ts_profile_set *set; /* owned: the profiles of the stages that are known */
	const char *output;
	bool yes;
	char decided[TS_TIME_TEXT]; /* storage of the draft */
	char *package_name;         /* the same; owned */
};

/* Check who signed before, and show what is on disk, and then everything that will be signed:
 * STATEMENT is byte for byte what the signature covers. */
static int show(const struct cli *cli, const struct approve_options *options,
    const struct ts_approval *approval, const struct ts_buf *statement,
    const struct ts_tree_facts *facts, struct ts_err *err)
{
	struct ts_buf out = TS_BUF_INIT;
	struct ts_json *json = NULL;
	int ret = ts_json_parse(statement->data, statement->len, "approval.parse", &json, err);

	if (ret != 0)
		return ret;
	cli_add_fact(&out, "package", options->package);
	ts_buf_printf(&out, "  files     %llu, %llu bytes\n", (unsigned long long)facts->files,
	    (unsigned long long)facts->bytes);
	cli_add_status(&options->draft.package, options->package, facts, &out);
	ts_buf_add_str(&out, "this will be signed:\n");
	ts_show_statement(json, &out);
	if (options->add != NULL)
		ret = cli_previous_signers(
		    approval, options->trust, &options->public_keys, &out, err);
	if (ret == 0 && ts_buf_cstr(&out) == NULL)
		ret = ts_err_nomem(err);
	if (ret == 0 && (!cli->quiet || !options->yes))
		fputs((char *)out.data, stderr);
	ts_buf_free(&out);
	ts_json_free(json);
	return ret;
}

/* The package's base name, that of the directory itself for "." and "..". The caller frees it. */
static char *package_name(const char *path)
{
	char *whole = realpath(path, NULL);
	char *name = ts_tree_base_name(path), *real;

	if (name != NULL && (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)) {
		real = whole == NULL ? NULL : ts_tree_base_name(whole);
		free(name);
		name = real;
	}
	free(whole);
	return name;
}

static int check_ref(
    const struct cli *cli, const char *option, const char *value, const char *example)
{
	if (!ts_value_is_ref(value))
		return cli_usage(cli,
		    "%s \"%s\" is not a reference such as %s (placeholders are refused)", option,
		    value, example);
	if (ts_reference_private(value) != NULL)
		return cli_usage(cli, "%s carries %s: use an opaque reference, such as %s", option,
		    ts_reference_private(value), example);
	return 0;
}

/* What the approval says comes from the options, unless it is taken from the file to add to. */
static int read_draft(
    const struct cli *cli, const struct cli_args *args, struct ts_approval_draft *draft)
{
	draft->approval_ref = cli_value(args, OPT_REF);
	draft->approved_by = cli_value(args, OPT_BY);
	draft->decision = cli_has(args, OPT_DECISION) ? cli_value(args, OPT_DECISION) : "approved";
	draft->decided_at = cli_value(args, OPT_DECIDED_AT);
	draft->expires_at = cli_value(args, OPT_EXPIRES);
	draft->stage = cli_value(args, OPT_STAGE);
	draft->conditions = args->options[OPT_CONDITION].list;
	draft->conditions_n = args->options[OPT_CONDITION].n;
	if (cli_has(args, OPT_TRUST) || cli_has(args, OPT_PUBLIC_KEY))
		return cli_usage(cli, "--trust and --public-key check the signatures of an "
				      "approval that --add names");
	if (check_ref(cli, "--ref", draft->approval_ref, "approval:opaque-771") != 0 ||
	    check_ref(cli, "--by", draft->approved_by, "role:trial-governance") != 0)
		return TS_USAGE;
	return 0;
}

/* With --add only the key is new. */
static int check_add(const struct cli *cli, const struct cli_args *args)
{
	static const enum cli_id taken[] = {
	    OPT_REF, OPT_BY, OPT_DECISION, OPT_DECIDED_AT, OPT_EXPIRES, OPT_STAGE, OPT_CONDITION};

	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		if (cli_has(args, taken[i]))
			return cli_usage(cli, "--add signs what the first approver wrote: use only "
					      "--key, --trust, --public-key, -o and --yes with it");
	return 0;
}

static int read_options(
    const struct cli *cli, const struct cli_args *args, struct approve_options *options)
{
	static const struct cli_need needs[] = {
	    {OPT_KEY, "--key"}, {OPT_OUTPUT, "-o"}, {OPT_REF, "--ref"}, {OPT_BY, "--by"}};

	*options = (struct approve_options){.package = args->operands.list[0],
	    .add = cli_value(args, OPT_ADD),
	    .keys = args->options[OPT_KEY],
	    .public_keys = args->options[OPT_PUBLIC_KEY],
	    .profiles = args->options[OPT_PROFILE],
	    .profiles_dir = cli_profiles_dir(args),
	    .output = cli->output,
	    .yes = cli_has(args, OPT_YES)};
	if (options->public_keys.n == 0)
		options->trust = cli_trust_path(args);
	else if (cli_has(args, OPT_TRUST))
		return cli_usage(cli, "give either --trust or --public-key, not both");
	if (cli_require(cli, args, needs, options->add == NULL ? 4 : 2) != 0)
		return TS_USAGE;
	return options->add != NULL ? check_add(cli, args) : read_draft(cli, args, &options->draft);
}

/* A working set holds more than what is approved: secret keys, and later the approval itself. */
static int refuse_work(const struct cli *cli, const char *package)
{
	struct ts_work work = {0};
	struct ts_err err;

	int ret = ts_work_read(package, &work, &err);

	if (ret == 0)
		cli_usage(cli, "%s is a working set: approve the evidence in it, %s", package,
		    work.evidence);
	ts_work_free(&work);
	return ret == 0 ? TS_USAGE : 0;
}

/* An approval written into the package would change it, and so approve another package. */
static int refuse_inside(const struct cli *cli, const struct approve_options *options)
{
	struct ts_err err;
	int inside = 0;

	if (strcmp(options->output, "-") != 0)
		inside = cli_is_inside(options->output, options->package, &err);
	if (inside > 0)
		return cli_usage(cli, "the output %s would lie inside the package and change it",
		    options->output);
	return inside == 0 ? 0 : cli_fail(cli, &err);
}

/* Set when the decision was made. */
static int decide(const struct cli *cli, struct approve_options *options)
{
	struct ts_approval_draft *draft = &options->draft;
	struct ts_time decided, expires;
	struct ts_err err;

	if (draft->decided_at != NULL) {
		ts_time_parse(draft->decided_at, &decided);
	} else {
		if (cli_creation_time(cli, &decided, &err) != 0)
			return cli_fail(cli, &err);
		ts_time_format(&decided, options->decided);
		draft->decided_at = options->decided;
	}
	if (cli_is_in_future(&decided))
		return cli_usage(cli,
		    "the decision would be dated %s, which is in the future: no decision can have "
		    "been "
		    "made yet (is the clock of this machine right?)",
		    draft->decided_at);
	if (draft->expires_at == NULL || !ts_time_parse(draft->expires_at, &expires) ||
	    ts_time_compare(&decided, &expires) <= 0)
		return 0;
	return cli_usage(cli,
	    "the approval would expire at %s, before the decision at %s: nothing could ever be "
	    "sealed with it",
	    draft->expires_at, draft->decided_at);
}

static void warn_expired(const struct cli *cli, const struct ts_approval *approval)
{
	const struct ts_time now = ts_clock_now();

	if (approval->has_expires && ts_time_compare(&approval->expires_at, &now) < 0)
		cli_warn(cli, "this approval has already expired: only what is dated before its "
			      "end can be sealed with it");
}

/* Refuse what no approval may hold before anything is read or asked. */
static int check_draft(const struct cli *cli, struct approve_options *options)
{
	struct ts_buf scratch = TS_BUF_INIT;
	struct ts_err err;
	int ret = decide(cli, options);

	if (ret != 0)
		return ret;
	options->draft.package_name = options->package_name;
	ret = ts_approval_write(&options->draft, &scratch, &err);
	ts_buf_free(&scratch);
	if (ret == 0)
		return 0;
	ret = cli_fail(cli, &err);
	return strcmp(err.check, "io") == 0 ? ret : TS_USAGE;
}

/* Ask, unless --yes is given: 1 for yes, else -1 or 0 with ERR filled. */
static int ask(const struct cli *cli, bool yes, struct ts_err *err)
{
	int answer = yes ? 1 : cli_confirm(cli, "Sign this? [y/N] ", err);

	if (answer == 0)
		ts_err_set(err, "io", "not signed: the answer was not yes");
	return answer;
}

/* Write the statement of a new approval, and read it as everybody will. */
static int write_statement(const struct ts_approval_draft *draft, struct ts_buf *statement,
    struct ts_approval **approval, struct ts_err *err)
{
	if (ts_approval_write(draft, statement, err) != 0)
		return -1;
	return ts_approval_of_statement(statement->data, statement->len, approval, err);
}

/* ADD is not an approval of exactly the package as it is now. */
static int refuse_other(
    const struct approve_options *options, const struct ts_approval *add, struct ts_err *err)
{
	const char *kind = ts_package_algorithm(options->draft.package.kind);

	if (ts_json_count(add->digests) == 1 && ts_json_get(add->digests, kind) == NULL) {
		ts_err_set(err, "approval.binds", "%s approves %s, and the package is %s",
		    options->add,
		    options->draft.package.kind == TS_PACKAGE_FILE ? "a directory"
								   : "a single file",
		    options->draft.package.kind == TS_PACKAGE_FILE ? "a single file"
								   : "a directory");
		ts_err_fix(err, "name the package that was approved");
	} else if (ts_json_count(add->digests) == 1) {
		ts_err_set(err, "approval.binds", "the package has changed since it was approved");
		ts_err_fix(err, "look at what changed, and have the package approved again");
	} else {
		ts_err_set(err, "approval.binds",
		    "%s identifies the package by more digests than the one that tarseal checks",
		    options->add);
		ts_err_fix(err, "have the package approved with tarseal approve");
	}
	return ts_err_at(err, "%s", options->package);
}

/* Load the profiles of the stages that are not built in. */
static int load_profiles(const struct cli *cli, struct approve_options *options)
{
	struct ts_err err;

	if (ts_profile_set_new(&options->set, &err) != 0 ||
	    ts_profile_set_load(options->set, NULL, &err) != 0 ||
	    cli_load_profiles(options->profiles_dir, options->set, &err) != 0)
		return cli_fail(cli, &err);
	for (size_t i = 0; i < options->profiles.n; i++)
		if (cli_load_profile(options->profiles.list[i], options->set, NULL, &err) != 0)
			return cli_fail(cli, &err);
	return 0;
}

/* A mistyped stage would make an approval that is good for nothing. */
static int check_stage(const struct cli *cli, const struct approve_options *options)
{
	const char *stage = options->draft.stage, *near;

	if (stage == NULL)
		return 0;
	/* What a stage consumes need not have a profile. */
	for (size_t i = 0; i < options->set->n; i++)
		if (strcmp(options->set->list[i]->id, stage) == 0 ||
		    strcmp(options->set->list[i]->consumes, stage) == 0)
			return 0;
	near = cli_nearest_stage(stage);
	if (near != NULL)
		return cli_unknown_stage(cli, "stage", stage);
	return cli_usage(cli,
	    "unknown stage \"%s\": give the profile of a stage of your own with --profile FILE",
	    stage);
}

/* Show, ask, and sign: a new approval, or one more signature on ADD. Returns the exit code. */
static int approve(const struct cli *cli, struct approve_options *options,
    const struct ts_approval *add, struct ts_buf *out)
{
	struct ts_approval_draft *draft = &options->draft;
	struct ts_buf statement = TS_BUF_INIT;
	struct ts_approval *new = NULL;
	struct cli_signers signers = {0};
	struct ts_tree_facts facts = {
	    .keep = cli_status_file(options->set, add == NULL ? draft->stage : add->stage)};
	struct ts_err err;
	int ret = cli_digest_package(cli, options->package, &draft->package, &facts);

	if (ret != 0)
		goto end;
	ret = -1;
	if (add != NULL && !ts_package_matches(&draft->package, add->digests)) {
		refuse_other(options, add, &err);
		goto done;
	}
	if (add == NULL && write_statement(draft, &statement, &new, &err) != 0)
		goto done;
	if (show(cli, options, add == NULL ? new : add,
		add == NULL ? &statement : &add->envelope.payload, &facts, &err) != 0)
		goto done;
	warn_expired(cli, add == NULL ? new : add);
	if (ask(cli, options->yes, &err) != 1 ||
	    cli_load_signers(cli, &options->keys, &signers, &err) != 0)
		goto done;
	ret = add != NULL ? ts_approve_add(add, signers.list[0], out, &err)
			  : ts_approve(statement.data, statement.len, signers.list[0], out, &err);
done:
	if (ret != 0)
		ret = cli_fail(cli, &err);
end:
	cli_signers_free(&signers);
	ts_approval_free(new);
	ts_buf_free(&statement);
	ts_buf_free(&facts.text);
	return ret;
}

/* Find out what will be signed, as far as it does not depend on the package's content. */
static int prepare(const struct cli *cli, struct approve_options *options, struct ts_approval **add)
{
	struct ts_err err;

	int ret;

	options->package_name = package_name(options->package);
	if (options->package_name == NULL)
		return cli_fail_nomem(cli);
	ret = load_profiles(cli, options);
	if (ret == 0)
		ret = check_stage(cli, options);
	if (ret != 0)
		return ret;
	if (options->add == NULL)
		return check_draft(cli, options);
	return cli_previous_approval(options->add, add, &err) == 0 ? 0 : cli_fail(cli, &err);
}

/* Open the output before anybody is asked. *FILE is NULL for standard output. */
static int open_output(
    const struct cli *cli, const struct approve_options *options, struct ts_out **file)
{
	struct ts_err err;

	if (strcmp(options->output, "-") == 0 ||
	    ts_out_open(options->output, 0666, cli->force, file, &err) == 0)
		return 0;
	return cli_fail(cli, &err);
}

static int write_output(const struct cli *cli, const struct approve_options *options,
    const struct ts_buf *out, struct ts_out *file)
{
	struct ts_err err;

	if (file == NULL)
		return cli_write_file(cli, "-", out);
	if (!ts_buf_ok(out))
		return cli_fail_nomem(cli);
	if (ts_out_write(file, out->data, out->len, &err) != 0 || ts_out_commit(file, &err) != 0)
		return cli_fail(cli, &err);
	cli_note(cli, "wrote %s", options->output);
	return 0;
}

int cli_approve(const struct cli *cli, const struct cli_args *args)
{
	struct approve_options options;
	struct ts_approval *add = NULL;
	struct ts_buf out = TS_BUF_INIT;
	struct ts_out *file = NULL;
	int ret = read_options(cli, args, &options);

	if (ret == 0)
		ret = refuse_work(cli, options.package);
	if (ret == 0)
		ret = refuse_inside(cli, &options);
	if (ret == 0)
		ret = prepare(cli, &options, &add);
	if (ret == 0)
		ret = open_output(cli, &options, &file);
	if (ret == 0)
		ret = approve(cli, &options, add, &out);
	if (ret == 0) {
		cli_signals_hold();
		ret = write_output(cli, &options, &out, file);
	}
	ts_buf_free(&out);
	ts_out_free(file);
	ts_approval_free(add);
	free(options.package_name);
	ts_profile_set_free(options.set);
	cli_signals_release(ret);
	return ret;
}
