#include "cli/signers.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/output.h"
#include "cli/sandbox.h"
#include "cli/signals.h"
#include "cli/terminal.h"
#include "format/dsse.h"

static int ask(void *ctx, const char *file, char *buf, size_t size, struct ts_err *err)
{
	char prompt[TS_ERR_TEXT];

	snprintf(prompt, sizeof(prompt), "passphrase for %s: ", file);
	return cli_passphrase(ctx, prompt, false, buf, size, err);
}

/* Load the key at PATH, which must be another than those in SIGNERS. */
static int load(const struct cli *cli, const struct cli_values *paths, struct cli_signers *signers,
    struct ts_err *err)
{
	const struct ts_passphrase passphrase = {.ask = ask, .ctx = (void *)(uintptr_t)cli};
	const struct ts_agent agent = {.socket = getenv("SSH_AUTH_SOCK"),
	    .timeout = cli->agent_timeout,
	    .stop = cli_signal_came};
	const char *path = paths->list[signers->n];
	const struct ts_public_key *key;

	if (ts_signer_load(path, &passphrase, &agent, &signers->list[signers->n], err) != 0)
		return -1;
	key = ts_signer_public(signers->list[signers->n]);
	if (ts_signer_is_foreign(signers->list[signers->n]))
		cli_note(cli,
		    "the secret key %s belongs to somebody else, and its group can read it", path);
	if (ts_key_is_example(key))
		cli_warn(cli, "%s is a published example key: anybody can sign with it", path);
	for (size_t i = 0; i < signers->n; i++)
		if (strcmp(ts_signer_public(signers->list[i])->id, key->id) == 0) {
			ts_signer_free(signers->list[signers->n]);
			return ts_err_set(
			    err, "io", "%s and %s are the same key", paths->list[i], path);
		}
	signers->n++;
	return 0;
}

int cli_load_signers(const struct cli *cli, const struct cli_values *paths,
    struct cli_signers *signers, struct ts_err *err)
{
	cli_sandbox_memory();
	*signers = (struct cli_signers){.list = calloc(paths->n, sizeof(struct ts_signer *))};
	if (signers->list == NULL)
		return ts_err_nomem(err);
	if (paths->n > TS_DSSE_SIGNATURES_MAX)
		return ts_err_set(err, "io", "more than %d keys", TS_DSSE_SIGNATURES_MAX);
	while (signers->n < paths->n)
		if (load(cli, paths, signers, err) != 0)
			return -1;
	return 0;
}

void cli_signers_free(struct cli_signers *signers)
{
	for (size_t i = 0; i < signers->n; i++)
		ts_signer_free(signers->list[i]);
	free(signers->list);
	*signers = (struct cli_signers){0};
}
