/* The verb keygen. */
#define _POSIX_C_SOURCE 200809L /* strdup, strndup */

#include <stdlib.h>
#include <string.h>

#include "cli/key_pair.h"
#include "cli/output.h"
#include "cli/sandbox.h"
#include "cli/signals.h"
#include "cli/verbs/verbs.h"
#include "crypto/secret_memory.h"

struct keygen_options {
	char *name; /* owned: of the key pair, NAME.key and NAME.pub */
	bool encrypt;
};

/* The name of the key pair: people also give that of one of its files. NULL without memory. */
static char *stem_of(const char *name)
{
	static const char *const endings[] = {".key", ".pub"};
	size_t len = strlen(name);

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t n = strlen(endings[i]);

		if (len > n && strcmp(name + len - n, endings[i]) == 0)
			return strndup(name, len - n);
	}
	return strdup(name);
}

static int read_options(
    const struct cli *cli, const struct cli_args *args, struct keygen_options *options)
{
	*options =
	    (struct keygen_options){.name = cli->output == NULL ? NULL : stem_of(cli->output),
		.encrypt = !cli_has(args, OPT_NO_PASSPHRASE)};
	if (cli->output != NULL && options->name == NULL)
		return cli_fail_nomem(cli);
	if (options->name == NULL || !cli_is_key_pair_name(options->name))
		return cli_usage(
		    cli, "name the key pair with -o NAME: it becomes NAME.key and NAME.pub");
	if (!options->encrypt && cli->passphrase_fd >= 0)
		return cli_usage(cli, "--no-passphrase and --passphrase-fd exclude each other");
	return 0;
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
	struct ts_public_key public;
	char *passphrase = NULL;
	struct ts_err err;
	int ret = read_options(cli, args, &options);

	if (ret != 0) {
		free(options.name);
		return ret;
	}
	ret = -1;
	if (options.encrypt) {
		passphrase = cli_new_passphrase(cli, "passphrase for the new key: ", &err);
		if (passphrase == NULL)
			goto done;
	}
	cli_sandbox_memory();
	cli_signals_hold();
	ret = cli_key_pair_make(options.name, passphrase, &public, &err);
done:
	ts_secret_memory_free(passphrase);
	if (ret != 0)
		ret = cli_fail(cli, &err);
	else
		report_pair(cli, &options, public.id);
	cli_signals_release(ret);
	free(options.name);
	return ret;
}
