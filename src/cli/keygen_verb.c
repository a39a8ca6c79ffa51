/* The verb keygen. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/cli.h"
#include "cli/keys.h"
#include "format/value.h"

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

static void report_pair(const struct cli *cli, const char *name, const char *id)
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
			ts_err_fix(&err, "type one, or say --no-passphrase");
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
		report_pair(cli, name, ts_signer_public(signer)->id);
	ts_signer_free(signer);
	cli_signals_end();
	return ret;
}
