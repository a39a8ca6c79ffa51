/* The verb approve. */
#define _XOPEN_SOURCE 700 /* realpath */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/output.h"
#include "cli/package.h"
#include "cli/signals.h"
#include "cli/signers.h"
#include "cli/terminal.h"
#include "cli/verbs/verbs.h"
#include "format/value.h"
#include "model/profile_set.h"
#include "pack/approve.h"
#include "pack/tree.h"
#include "show/escape.h"

struct approve_options {
	const char *package;
	struct ts_approval_draft draft; /* without the package's digest */
	const char *add;                /* the approval to add a signature to, or NULL */
	struct cli_values keys;
	const char *output;
	bool yes;
	char decided[TS_TIME_TEXT]; /* storage of the draft */
	char *package_name;         /* the same; owned */
};

/* Show the status in the package's own record, when the stage has a built-in profile. */
static void show_status(const char *package, const char *stage, bool directory)
{
	struct ts_profile_set *set = NULL;
	struct ts_buf path = TS_BUF_INIT, text = TS_BUF_INIT, words = TS_BUF_INIT;
	const struct ts_profile *profile;
	struct ts_json *record = NULL;

	if (stage == NULL || ts_profile_set_new(&set, NULL) != 0)
		return;
	profile = ts_profile_set_builtin(set, stage);
	if (profile == NULL)
		goto done;
	ts_buf_add_str(&path, package);
	if (directory)
		ts_buf_printf(&path, "/%s", profile->record);
	if (ts_buf_cstr(&path) == NULL)
		goto done;
	if (ts_file_slurp((char *)path.data, TS_JSON_DOCUMENT_MAX, &text, NULL) != 0 ||
	    ts_json_parse(text.data, text.len, "document.parse", &record, NULL) != 0)
		ts_buf_add_str(
		    &words, "cannot be read (if it is a sealed bundle, verify it first)");
	else
		ts_value_describe(ts_json_get(record, "status"), &words);
	if (ts_buf_cstr(&words) != NULL)
		fprintf(stderr, "  status    %s, in %s\n", (char *)words.data, profile->record);
done:
	ts_buf_free(&path);
	ts_buf_free(&text);
	ts_buf_free(&words);
	ts_json_free(record);
	ts_profile_set_free(set);
}

/* Show what the approval says about the package. All of it was checked for printable text. */
static void show_terms(const struct ts_approval_draft *draft)
{
	if (draft->stage != NULL)
		fprintf(stderr, "  stage     %s\n", draft->stage);
	fprintf(stderr, "  decision  %s, by %s, as %s\n", draft->decision, draft->approved_by,
	    draft->approval_ref);
	if (draft->decided_at != NULL)
		fprintf(stderr, "  decided   %s\n", draft->decided_at);
	if (draft->expires_at != NULL)
		fprintf(stderr, "  expires   %s\n", draft->expires_at);
	for (size_t i = 0; i < draft->conditions_n; i++)
		fprintf(stderr, "  condition %s\n", draft->conditions[i]);
}

/* Show the conditions of an approval that gets one more signature. */
static void show_conditions(const struct ts_approval *add)
{
	const struct ts_json *list = ts_json_get(add->document, "conditions");

	for (const struct ts_json *c = ts_json_first(list); c != NULL; c = ts_json_next(c))
		fprintf(stderr, "  condition %s\n", ts_json_string(c));
}

/* Show what would be signed: the package as it is now, and what is said about it. */
static void show_draft(
    const char *package, const struct ts_approval_draft *draft, uint64_t files, uint64_t bytes)
{
	struct ts_buf words = TS_BUF_INIT;

	ts_buf_add_str(&words, "  package   ");
	ts_show_escape(&words, package);
	ts_buf_add_str(&words, "\n  digest    ");
	ts_package_describe(&draft->package, &words);
	ts_buf_printf(&words, "\n  files     %llu, %llu bytes\n", (unsigned long long)files,
	    (unsigned long long)bytes);
	if (ts_buf_cstr(&words) != NULL)
		fputs((char *)words.data, stderr);
	ts_buf_free(&words);
	show_status(package, draft->stage, draft->package.kind == TS_PACKAGE_DIRECTORY);
	show_terms(draft);
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
	if (value == NULL)
		return cli_usage(cli, "the option %s is required, such as %s", option, example);
	if (!ts_value_is_ref(value))
		return cli_usage(cli,
		    "%s \"%s\" is not a reference such as %s (placeholders are refused)", option,
		    value, example);
	return 0;
}

/* What the approval says comes from the options, unless it is taken from the file to add to. */
static int read_draft(
    const struct cli *cli, const struct cli_args *args, struct ts_approval_draft *draft)
{
	struct ts_time expires;

	draft->approval_ref = cli_value(args, OPT_REF);
	draft->approved_by = cli_value(args, OPT_BY);
	draft->decision = cli_has(args, OPT_DECISION) ? cli_value(args, OPT_DECISION) : "approved";
	draft->expires_at = cli_value(args, OPT_EXPIRES);
	draft->stage = cli_value(args, OPT_STAGE);
	draft->conditions = args->options[OPT_CONDITION].list;
	draft->conditions_n = args->options[OPT_CONDITION].n;
	if (check_ref(cli, "--ref", draft->approval_ref, "approval:opaque-771") != 0 ||
	    check_ref(cli, "--by", draft->approved_by, "role:trial-governance") != 0)
		return TS_USAGE;
	if (draft->expires_at != NULL && !ts_time_parse(draft->expires_at, &expires))
		return cli_usage(cli,
		    "--expires takes a time such as 2026-12-31T00:00:00Z, not \"%s\"",
		    draft->expires_at);
	return 0;
}

/* With --add only the key is new. */
static int check_add(const struct cli *cli, const struct cli_args *args)
{
	static const enum cli_id taken[] = {
	    OPT_REF, OPT_BY, OPT_DECISION, OPT_EXPIRES, OPT_STAGE, OPT_CONDITION};

	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		if (cli_has(args, taken[i]))
			return cli_usage(cli, "--add signs what the first approver wrote: use only "
					      "--key, -o and --yes with it");
	return 0;
}

static int read_options(
    const struct cli *cli, const struct cli_args *args, struct approve_options *options)
{
	*options = (struct approve_options){.package = args->operands.list[0],
	    .add = cli_value(args, OPT_ADD),
	    .keys = args->options[OPT_KEY],
	    .output = cli->output,
	    .yes = cli_has(args, OPT_YES)};
	if (options->keys.n == 0 || options->output == NULL)
		return cli_usage(
		    cli, "the option %s is required", options->keys.n == 0 ? "--key" : "-o");
	return options->add != NULL ? check_add(cli, args) : read_draft(cli, args, &options->draft);
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

/* Load the approval that --add names; the draft becomes what it says. */
static int load_add(const struct cli *cli, const char *path, struct ts_approval **add,
    struct ts_approval_draft *draft)
{
	struct ts_buf text = TS_BUF_INIT;
	struct ts_err err;
	int ret = ts_file_slurp(path, TS_JSON_DOCUMENT_MAX, &text, &err);

	if (ret == 0)
		ret = ts_approval_parse(text.data, text.len, add, &err);
	ts_buf_free(&text);
	if (ret == 0 && !(*add)->is_signed) {
		ret = ts_err_set(&err, "approval.parse",
		    "%s is not signed, so no signature can be added to it", path);
		ts_err_fix(&err, "have the package approved without --add");
	}
	if (ret != 0)
		return cli_fail(cli, &err);
	draft->approval_ref = (*add)->approval_ref;
	draft->decision = (*add)->decision;
	draft->approved_by = ts_json_string(ts_json_get((*add)->document, "approved_by"));
	draft->stage = (*add)->stage;
	draft->decided_at = ts_json_string(ts_json_get((*add)->document, "decided_at"));
	draft->expires_at = ts_json_string(ts_json_get((*add)->document, "expires_at"));
	return 0;
}

static void warn_expired(
    const struct cli *cli, const struct ts_approval_draft *draft, const struct ts_time *now)
{
	struct ts_time expires;

	if (draft->expires_at != NULL && ts_time_parse(draft->expires_at, &expires) &&
	    ts_time_compare(&expires, now) < 0)
		cli_warn(cli, "this approval has already expired: nothing can be sealed with it");
}

/* Complete a new draft, and refuse what no approval may hold before anything is read or asked. */
static int complete_draft(const struct cli *cli, struct approve_options *options)
{
	struct ts_approval_draft *draft = &options->draft;
	struct ts_buf scratch = TS_BUF_INIT;
	struct ts_time now;
	struct ts_err err;
	int ret;

	if (cli_creation_time(&now, &err) != 0)
		return cli_fail(cli, &err);
	ts_time_format(&now, options->decided);
	draft->decided_at = options->decided;
	options->package_name = package_name(options->package);
	if (options->package_name == NULL)
		return cli_fail_nomem(cli);
	draft->package_name = options->package_name;
	ret = ts_approval_write(draft, &scratch, &err);
	ts_buf_free(&scratch);
	if (ret != 0) {
		ret = cli_fail(cli, &err);
		return strcmp(err.check, "io") == 0 ? ret : TS_USAGE;
	}
	warn_expired(cli, draft, &now);
	return 0;
}

/* Ask, unless --yes is given: 1 for yes, else -1 or 0 with ERR filled. */
static int ask(const struct cli *cli, bool yes, struct ts_err *err)
{
	int answer = yes ? 1 : cli_confirm(cli, "Sign this? [y/N] ", err);

	if (answer == 0)
		ts_err_set(err, "io", "not signed: the answer was not yes");
	return answer;
}

/* Show, ask, and sign: a new approval, or one more signature on ADD. Returns the exit code. */
static int approve(const struct cli *cli, struct approve_options *options,
    const struct ts_approval *add, struct ts_buf *out)
{
	struct ts_approval_draft *draft = &options->draft;
	struct cli_signers signers = {0};
	uint64_t files, bytes;
	struct ts_err err;
	int ret = cli_digest_package(cli, options->package, &draft->package, &files, &bytes);

	if (ret != 0)
		return ret;
	if (!cli->quiet || !options->yes) {
		show_draft(options->package, draft, files, bytes);
		if (add != NULL)
			show_conditions(add);
	}
	ret = -1;
	if (add != NULL && !ts_package_matches(&draft->package, add->digests)) {
		ts_err_set(&err, "approval.binds", "the package has changed since it was approved");
		ts_err_at(&err, "%s", options->package);
		ts_err_fix(&err, "look at what changed, and have the package approved again");
	} else if (ask(cli, options->yes, &err) == 1 &&
		   cli_load_signers(cli, &options->keys, &signers, &err) == 0) {
		ret = add != NULL ? ts_approve_add(add, signers.list[0], out, &err)
				  : ts_approve(draft, signers.list[0], out, &err);
	}
	cli_signers_free(&signers);
	return ret == 0 ? 0 : cli_fail(cli, &err);
}

int cli_approve(const struct cli *cli, const struct cli_args *args)
{
	struct approve_options options;
	struct ts_approval *add = NULL;
	struct ts_buf out = TS_BUF_INIT;
	int ret = read_options(cli, args, &options);

	if (ret == 0)
		ret = refuse_inside(cli, &options);
	if (ret == 0)
		ret = options.add != NULL ? load_add(cli, options.add, &add, &options.draft)
					  : complete_draft(cli, &options);
	if (ret == 0)
		ret = approve(cli, &options, add, &out);
	if (ret == 0) {
		cli_signals_hold();
		ret = cli_write_file(cli, options.output, &out);
		if (ret == 0 && strcmp(options.output, "-") != 0)
			cli_note(cli, "wrote %s", options.output);
	}
	ts_buf_free(&out);
	ts_approval_free(add);
	free(options.package_name);
	cli_signals_release();
	return ret;
}
