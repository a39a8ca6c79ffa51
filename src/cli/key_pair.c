#include "cli/key_pair.h"

#include <string.h>

#include "base/file.h"
#include "cli/terminal.h"
#include "crypto/secret_memory.h"
#include "format/signer.h"
#include "format/value.h"

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

bool cli_is_key_pair_name(const char *name)
{
	const char *slash = strrchr(name, '/'), *base = slash == NULL ? name : slash + 1;

	return ts_value_is_line(base, 128) && strcmp(base, "-") != 0 && strcmp(base, ".") != 0 &&
	       strcmp(base, "..") != 0;
}

char *cli_new_passphrase(const struct cli *cli, const char *prompt, struct ts_err *err)
{
	char *passphrase = ts_secret_memory_new(TS_PASSPHRASE_MAX);
	int len;

	if (passphrase == NULL) {
		ts_err_nomem(err);
		return NULL;
	}
	len = cli_passphrase(cli, prompt, true, passphrase, TS_PASSPHRASE_MAX, err);
	if (len > 0)
		return passphrase;
	if (len == 0) {
		ts_err_set(err, "io", "the passphrase is empty");
		ts_err_fix(err, "type one, or give --no-passphrase");
	}
	ts_secret_memory_free(passphrase);
	return NULL;
}

int cli_key_pair_make(
    const char *name, const char *passphrase, struct ts_public_key *public, struct ts_err *err)
{
	struct ts_signer *signer = NULL;
	int ret = ts_signer_generate(&signer, err);

	if (ret == 0)
		ret = write_pair(name, signer, passphrase, err);
	if (ret == 0)
		*public = *ts_signer_public(signer);
	ts_signer_free(signer);
	return ret;
}
