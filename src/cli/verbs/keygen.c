/* The verb keygen. */
#include <string.h>

#include "base/file.h"
#include "cli/output.h"
#include "cli/sandbox.h"
#include "cli/signals.h"
#include "cli/terminal.h"
#include "cli/verbs/verbs.h"
#include "crypto/secret_memory.h"
#include "format/signer.h"
#include "format/value.h"

struct keygen_options {
	const char *name; /* of the key pair: NAME.key and NAME.pub */
	bool encrypt;
};

/* Write the two files of the key pair: both or neither. */
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
	    ts_out_write(secret_out, secret.data, secret.len, err) != 0 ||
	    ts_out_write(public_out, public.data, public.len, err) != 0 ||
	    ts_out_commit(secret_out, err) != 0)
		goto done;
	ret = ts_out_commit(public_out, err);
	if (ret != 0)
		ts_out_withdraw(secret_out);
done:
	if (secret.data != NULL)
		ts_secret_wipe(secret.data, secret.cap);
	ts_out_free(secret_out);
	ts_out_free(public_out);
	ts_buf_free(&secret_path);
	ts_buf_free(&public_path);
	ts_buf_free(&secret);
	ts_buf_free(&public);
	return ret;
}

/* Can NAME be the name of a key pair? Its last component becomes the comment of the public key. */
static bool is_pair_name(const char *name)
{
	const char *slash = strrchr(name, '/'), *base = slash == NULL ? name : slash + 1;

	return ts_value_is_line(base, 128) && strcmp(base, "-") != 0 && strcmp(base, ".") != 0 &&
	       strcmp(base, "..") != 0;
}

static int read_options(
    const struct cli *cli, const struct cli_args *args, struct keygen_options *options)
{
	*options = (struct keygen_options){
	    .name = cli->output, .encrypt = !cli_has(args, OPT_NO_PASSPHRASE)};
	if (options->name == NULL || !is_pair_name(options->name))
		return cli_usage(
		    cli, "name the key pair with -o NAME: it becomes NAME.key and NAME.pub");
	if (!options->encrypt && cli->passphrase_fd >= 0)
		return cli_usage(cli, "--no-passphrase and --passphrase-fd exclude each other");
	return 0;
}

/* Ask for the passphrase of the new key; NULL with ERR filled. Free it as secret memory. */
static char *ask_passphrase(const struct cli *cli, struct ts_err *err)
{
	char *passphrase = ts_secret_memory_new(TS_PASSPHRASE_MAX);
	int len;

	if (passphrase == NULL) {
		ts_err_nomem(err);
		return NULL;
	}
	len = cli_passphrase(
	    cli, "passphrase for the new key: ", true, passphrase, TS_PASSPHRASE_MAX, err);
	if (len > 0)
		return passphrase;
	if (len == 0) {
		ts_err_set(err, "io", "the passphrase is empty");
		ts_err_fix(err, "type one, or give --no-passphrase");
	}
	ts_secret_memory_free(passphrase);
	return NULL;
}

static void report_pair(
    const struct cli *cli, const struct keygen_options *options, const char *fingerprint)
{
	cli_note(cli, "wrote %s.key (secret%s) and %s.pub", options->name,
	    options->encrypt ? "" : ", without a passphrase", options->name);
	cli_note(cli, "fingerprint %s", fingerprint);
	cli_note(
	    cli, "Send %s.pub to your verifiers over a channel that they trust.", options->name);
}

int cli_keygen(const struct cli *cli, const struct cli_args *args)
{
	struct keygen_options options;
	struct ts_signer *signer = NULL;
	char *passphrase = NULL;
	struct ts_err err;
	int ret = read_options(cli, args, &options);

	if (ret != 0)
		return ret;
	ret = -1;
	if (options.encrypt) {
		passphrase = ask_passphrase(cli, &err);
		if (passphrase == NULL)
			goto done;
	}
	cli_sandbox_memory();
	cli_signals_hold();
	if (ts_signer_generate(&signer, &err) == 0)
		ret = write_pair(options.name, signer, passphrase, &err);
done:
	ts_secret_memory_free(passphrase);
	if (ret != 0)
		ret = cli_fail(cli, &err);
	else
		report_pair(cli, &options, ts_signer_public(signer)->id);
	ts_signer_free(signer);
	cli_signals_release(ret);
	return ret;
}
