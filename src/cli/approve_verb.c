/* The verb approve. */
#define _XOPEN_SOURCE 700 /* realpath */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/cli.h"
#include "cli/keys.h"
#include "format/value.h"
#include "pack/approve.h"
#include "pack/tree.h"
#include "show/escape.h"

/* The status that the package's own record gives, where the stage has a profile. */
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
		ts_buf_add_str(&words, "cannot be read (a sealed bundle? then verify it first)");
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

/* Show what would be signed: the package as it lies here, and the words about it. */
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
	fprintf(stderr, "  decision  %s, by %s, as %s\n", draft->decision, draft->approved_by,
	    draft->approval_ref);
}

/* The draft's words, checked; -1 when they are wrong (told already). */
static int read_draft(struct cli *cli, struct ts_approval_draft *draft)
{
	const struct cli_args *args = &cli->args;

	draft->approval_ref = cli_value(args, OPT_REF);
	draft->approved_by = cli_value(args, OPT_BY);
	draft->decision = cli_has(args, OPT_DECISION) ? cli_value(args, OPT_DECISION) : "approved";
	draft->expires_at = cli_value(args, OPT_EXPIRES);
	draft->stage = cli_value(args, OPT_STAGE);
	draft->conditions = args->options[OPT_CONDITION].list;
	draft->conditions_n = args->options[OPT_CONDITION].n;
	if (draft->approval_ref == NULL || draft->approved_by == NULL || !cli_has(args, OPT_KEY) ||
	    !cli_has(args, OPT_OUTPUT)) {
		cli_usage(cli, "--key, --ref, --by and -o must be given");
		return -1;
	}
	if (!ts_value_is_ref(draft->approval_ref) || !ts_value_is_ref(draft->approved_by)) {
		cli_usage(cli, "--ref and --by take references: scheme:opaque-part, such as "
			       "approval:opaque-771 and role:trial-governance");
		return -1;
	}
	return 0;
}

/* Words that no approval may hold are told before anything is read or asked. */
static int check_draft(struct cli *cli, const struct ts_approval_draft *draft)
{
	struct ts_buf scratch = TS_BUF_INIT;
	struct ts_err err;
	int ret = ts_approval_write(draft, &scratch, &err);

	ts_buf_free(&scratch);
	if (ret != 0)
		cli_fail(cli, &err);
	return ret;
}

/* Ask, unless --yes: 1 for yes, else the reason in ERR. */
static int ask(const struct cli *cli, struct ts_err *err)
{
	int answer = 1;

	if (!cli_has(&cli->args, OPT_YES))
		answer = cli_confirm(cli, "Sign this? [y/N] ", err);
	if (answer == 0)
		ts_err_set(err, "io", "not signed: the answer was not yes");
	return answer;
}

/* Show, ask, sign: a new approval of DRAFT, or one more signature on ADD. Returns the exit code. */
static int approve(struct cli *cli, struct ts_approval_draft *draft, const struct ts_approval *add,
    struct ts_buf *out)
{
	const struct cli_values *keys = &cli->args.options[OPT_KEY];
	const char *package = cli->args.operands[0];
	struct cli_signers signers = {0};
	uint64_t files, bytes;
	struct ts_err err;
	int ret = cli_digest_package(cli, package, &draft->package, &files, &bytes);

	if (ret != 0)
		return ret;
	if (!cli->quiet || !cli_has(&cli->args, OPT_YES))
		show_draft(package, draft, files, bytes);
	ret = -1;
	if (add != NULL && !ts_package_matches(&draft->package, add->digests)) {
		ts_err_set(&err, "approval.binds", "the package is no longer what was approved");
		ts_err_at(&err, "%s", package);
		ts_err_fix(&err, "look at what changed, and have it approved anew");
	} else if (ask(cli, &err) == 1 &&
		   cli_load_signers(cli, keys->list, keys->n, &signers, &err) == 0) {
		ret = add != NULL ? ts_approve_add(add, signers.list[0], out, &err)
				  : ts_approve(draft, signers.list[0], out, &err);
	}
	cli_signers_free(&signers);
	return ret == 0 ? 0 : cli_fail(cli, &err);
}

/* Load the approval that --add names, and take the draft's words from it. */
static int load_add(
    const struct cli *cli, struct ts_approval **add, struct ts_approval_draft *draft)
{
	const char *path = cli_value(&cli->args, OPT_ADD);
	struct ts_buf text = TS_BUF_INIT;
	struct ts_err err;
	int ret = ts_file_slurp(path, TS_JSON_DOCUMENT_MAX, &text, &err);

	if (ret == 0)
		ret = ts_approval_parse(text.data, text.len, add, &err);
	ts_buf_free(&text);
	if (ret == 0 && !(*add)->is_signed) {
		ret = ts_err_set(
		    &err, "approval.parse", "%s is not signed: there is nothing to add to", path);
		ts_err_fix(&err, "have the package approved without --add");
	}
	if (ret != 0)
		return cli_fail(cli, &err);
	draft->approval_ref = (*add)->approval_ref;
	draft->decision = (*add)->decision;
	draft->approved_by = ts_json_string(ts_json_get((*add)->document, "approved_by"));
	draft->stage = (*add)->stage;
	return 0;
}

/* With --add everything but the key is said already. */
static int check_add(const struct cli *cli)
{
	static const enum cli_id said[] = {
	    OPT_REF, OPT_BY, OPT_DECISION, OPT_EXPIRES, OPT_STAGE, OPT_CONDITION};

	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
		if (cli_has(&cli->args, said[i])) {
			cli_usage(cli, "--add signs what the first approver said: only --key, -o "
				       "and --yes go with it");
			return -1;
		}
	}
	if (cli_has(&cli->args, OPT_KEY) && cli_has(&cli->args, OPT_OUTPUT))
		return 0;
	cli_usage(cli, "--key and -o must be given");
	return -1;
}

/* The package's base name; "." and ".." have that of the directory they are. */
static char *package_name(const char *path)
{
	char *whole = realpath(path, NULL);
	char *name = ts_tree_base_name(path), *real;

	if (whole != NULL && name != NULL && (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)) {
		real = ts_tree_base_name(whole);
		free(name);
		name = real;
	}
	free(whole);
	return name;
}

/* An approval written into the package would be of another package at once. */
static int refuse_inside(const struct cli *cli)
{
	const char *output = cli_value(&cli->args, OPT_OUTPUT);
	struct ts_err err;
	int inside = 0;

	if (strcmp(output, "-") != 0)
		inside = cli_is_inside(output, cli->args.operands[0], &err);
	if (inside > 0)
		return cli_usage(
		    cli, "the output %s would lie inside the package, and change it", output);
	return inside == 0 ? 0 : cli_fail(cli, &err);
}

static void warn_expired(
    const struct cli *cli, const struct ts_approval_draft *draft, const struct ts_time *now)
{
	struct ts_time expires;

	if (draft->expires_at != NULL && ts_time_parse(draft->expires_at, &expires) &&
	    ts_time_compare(&expires, now) < 0)
		cli_warn(cli, "the approval has expired already: nothing can be sealed with it");
}

/* Fill the draft from the command line, or from the approval to add to; the exit code where it
 * fails. */
static int prepare(struct cli *cli, struct ts_approval_draft *draft, struct ts_approval **add,
    const struct ts_time *now)
{
	const bool adding = cli_has(&cli->args, OPT_ADD);
	int ret;

	if (adding ? check_add(cli) != 0
		   : read_draft(cli, draft) != 0 || check_draft(cli, draft) != 0)
		return TS_USAGE;
	ret = refuse_inside(cli);
	if (ret != 0)
		return ret;
	if (adding)
		return load_add(cli, add, draft);
	warn_expired(cli, draft, now);
	return 0;
}

int cli_approve(struct cli *cli)
{
	struct ts_approval_draft draft = {0};
	struct ts_approval *add = NULL;
	char *base = package_name(cli->args.operands[0]);
	char decided[TS_TIME_TEXT] = "";
	struct ts_buf out = TS_BUF_INIT;
	struct ts_time now;
	struct ts_err err;
	int ret;

	draft.package_name = base == NULL ? "" : base;
	draft.decided_at = decided;
	if (cli_creation_time(&now, &err) != 0) {
		ret = cli_fail(cli, &err);
		goto done;
	}
	ts_time_format(&now, decided);
	ret = prepare(cli, &draft, &add, &now);
	if (ret == 0)
		ret = approve(cli, &draft, add, &out);
	if (ret != 0)
		goto done;
	cli_signals_hold();
	ret = cli_result(cli, &out);
	if (ret == 0 && strcmp(cli_value(&cli->args, OPT_OUTPUT), "-") != 0)
		cli_note(cli, "wrote %s", cli_value(&cli->args, OPT_OUTPUT));
done:
	ts_buf_free(&out);
	ts_approval_free(add);
	free(base);
	cli_signals_end();
	return ret;
}
