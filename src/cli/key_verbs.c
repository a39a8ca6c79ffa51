/* The verbs of keys: keygen, approve. */
#define _XOPEN_SOURCE 700 /* realpath */

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/cli.h"
#include "cli/keys.h"
#include "model/value.h"
#include "ops/approve.h"
#include "ops/tree.h"
#include "show/escape.h"

/* The key pair's two files, written together or not at all. */
static int write_pair(
    const char *name, const struct ts_signer *signer, const char *passphrase, struct ts_err *err)
{
	struct ts_buf secret_path = TS_BUF_INIT, public_path = TS_BUF_INIT;
	struct ts_buf secret = TS_BUF_INIT, public = TS_BUF_INIT;
	struct ts_out *secret_out = NULL, *public_out = NULL;
	const char *slash = strrchr(name, '/');
	int ret = -1;

	ts_buf_printf(&secret_path, "%s.key", name);
	ts_buf_printf(&public_path, "%s.pub", name);
	ts_public_key_line(ts_signer_public(signer), slash == NULL ? name : slash + 1, &public);
	ts_buf_add_str(&public, "\n");
	if (ts_buf_cstr(&secret_path) == NULL || ts_buf_cstr(&public_path) == NULL ||
	    !ts_buf_ok(&public)) {
		ts_err_nomem(err);
		goto done;
	}
	if (ts_signer_write_pem(signer, passphrase, &secret, err) != 0 ||
	    ts_out_open((char *)secret_path.data, 0600, false, &secret_out, err) != 0 ||
	    ts_out_open((char *)public_path.data, 0644, false, &public_out, err) != 0 ||
	    ts_file_write(ts_out_fd(secret_out), secret.data, secret.len, err) != 0 ||
	    ts_file_write(ts_out_fd(public_out), public.data, public.len, err) != 0 ||
	    ts_out_commit(secret_out, err) != 0)
		goto done;
	ret = ts_out_commit(public_out, err);
	if (ret != 0)
		ts_out_withdraw(secret_out);
done:
	if (secret.data != NULL)
		sodium_memzero(secret.data, secret.cap);
	ts_out_free(secret_out);
	ts_out_free(public_out);
	ts_buf_free(&secret_path);
	ts_buf_free(&public_path);
	ts_buf_free(&secret);
	ts_buf_free(&public);
	return ret;
}

/* Can NAME be the name of a key pair? Its last component becomes the public key's comment. */
static bool is_pair_name(const char *name)
{
	const char *slash = strrchr(name, '/'), *base = slash == NULL ? name : slash + 1;

	return ts_value_is_line(base, 128) && strcmp(base, "-") != 0 && strcmp(base, ".") != 0 &&
	       strcmp(base, "..") != 0;
}

static void tell_pair(const struct cli *cli, const char *name, const char *id)
{
	cli_note(cli, "wrote %s.key (secret%s) and %s.pub", name,
	    cli_has(&cli->args, OPT_NO_PASSPHRASE) ? ", without a passphrase" : "", name);
	cli_note(cli, "fingerprint %s", id);
	cli_note(cli, "Give %s.pub to those who shall trust it, by a way that they trust.", name);
}

int cli_keygen(struct cli *cli)
{
	const char *name = cli_value(&cli->args, OPT_OUTPUT);
	char *passphrase = NULL;
	struct ts_signer *signer = NULL;
	struct ts_err err;
	int ret = -1;

	if (name == NULL || !is_pair_name(name))
		return cli_usage(
		    cli, "name the key pair with -o NAME; it becomes NAME.key and NAME.pub");
	if (cli_has(&cli->args, OPT_NO_PASSPHRASE) && cli_has(&cli->args, OPT_PASSPHRASE_FD))
		return cli_usage(cli, "--no-passphrase and --passphrase-fd exclude each other");
	if (!cli_has(&cli->args, OPT_NO_PASSPHRASE)) {
		int len;

		passphrase = sodium_malloc(TS_PASSPHRASE_MAX);
		if (passphrase == NULL) {
			ts_err_nomem(&err);
			goto done;
		}
		len = cli_passphrase(
		    cli, "passphrase for the new key: ", true, passphrase, TS_PASSPHRASE_MAX, &err);
		if (len < 0)
			goto done;
		if (len == 0) {
			ts_err_set(&err, "io", "an empty passphrase protects nothing");
			ts_err_mend(&err, "type one, or say --no-passphrase");
			goto done;
		}
	}
	cli_close_memory();
	cli_signals_hold();
	if (ts_signer_generate(&signer, &err) == 0)
		ret = write_pair(name, signer, passphrase, &err);
done:
	sodium_free(passphrase);
	if (ret != 0)
		ret = cli_fail(cli, &err);
	else
		tell_pair(cli, name, ts_signer_public(signer)->id);
	ts_signer_free(signer);
	cli_signals_end();
	return ret;
}

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

/* Show, ask, sign; returns the exit code. */
static int approve(struct cli *cli, struct ts_approval_draft *draft, struct ts_buf *out)
{
	const struct cli_values *keys = &cli->args.options[OPT_KEY];
	const char *package = cli->args.operands[0];
	struct cli_signers signers = {0};
	uint64_t files, bytes;
	struct ts_err err;
	int ret = cli_digest_package(cli, package, &draft->package, &files, &bytes), answer = 1;

	if (ret != 0)
		return ret;
	if (!cli->quiet || !cli_has(&cli->args, OPT_YES))
		show_draft(package, draft, files, bytes);
	if (!cli_has(&cli->args, OPT_YES))
		answer = cli_confirm(cli, "Sign this? [y/N] ", &err);
	ret = -1;
	if (answer == 0)
		ts_err_set(&err, "io", "not signed: the answer was not yes");
	if (answer == 1 && cli_load_signers(cli, keys->list, keys->n, &signers, &err) == 0)
		ret = ts_approve(draft, signers.list[0], out, &err);
	cli_signers_free(&signers);
	return ret == 0 ? 0 : cli_fail(cli, &err);
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

	if (strcmp(output, "-") == 0 || !cli_is_inside(output, cli->args.operands[0]))
		return 0;
	cli_usage(cli, "the output %s would lie inside the package, and change it", output);
	return -1;
}

static void warn_expired(
    const struct cli *cli, const struct ts_approval_draft *draft, const struct ts_time *now)
{
	struct ts_time expires;

	if (draft->expires_at != NULL && ts_time_parse(draft->expires_at, &expires) &&
	    ts_time_compare(&expires, now) < 0)
		cli_warn(cli, "the approval has expired already: nothing can be sealed with it");
}

int cli_approve(struct cli *cli)
{
	struct ts_approval_draft draft = {0};
	char *base = package_name(cli->args.operands[0]);
	char decided[TS_TIME_TEXT];
	struct ts_buf out = TS_BUF_INIT;
	struct ts_time now;
	struct ts_err err;
	int ret = -1;

	draft.package_name = base == NULL ? "" : base;
	draft.decided_at = decided;
	if (cli_creation_time(&now, &err) != 0 || !ts_time_format(&now, decided)) {
		free(base);
		return cli_fail(cli, &err);
	}
	if (read_draft(cli, &draft) != 0 || check_draft(cli, &draft) != 0 ||
	    refuse_inside(cli) != 0) {
		free(base);
		return TS_USAGE;
	}
	warn_expired(cli, &draft, &now);
	ret = approve(cli, &draft, &out);
	if (ret == 0) {
		cli_signals_hold();
		ret = cli_result(cli, &out);
	}
	if (ret == 0 && strcmp(cli_value(&cli->args, OPT_OUTPUT), "-") != 0)
		cli_note(cli, "wrote %s", cli_value(&cli->args, OPT_OUTPUT));
	ts_buf_free(&out);
	free(base);
	cli_signals_end();
	return ret;
}
