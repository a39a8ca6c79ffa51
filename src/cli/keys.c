#include "cli/keys.h"

#include <stdint.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/dsse.h"

static int ask(void *ctx, const char *file, char *buf, size_t size, struct ts_err *err)
{
	char prompt[TS_ERR_TEXT];

	snprintf(prompt, sizeof(prompt), "passphrase for %s: ", file);
	return cli_passphrase(ctx, prompt, false, buf, size, err);
}

int cli_load_signers(const struct cli *cli, const char *const *paths, size_t n,
    struct cli_signers *signers, struct ts_err *err)
{
	const struct ts_passphrase passphrase = {.ask = ask, .ctx = (void *)(uintptr_t)cli};

	cli_close_memory();
	*signers = (struct cli_signers){.list = calloc(n, sizeof(struct ts_signer *))};
	if (signers->list == NULL)
		return ts_err_nomem(err);
	if (n > TS_DSSE_SIGNATURES_MAX)
		return ts_err_set(err, "io", "more than %d keys", TS_DSSE_SIGNATURES_MAX);
	for (size_t i = 0; i < n; i++) {
		const struct ts_public_key *key;

		if (ts_signer_load(paths[i], &passphrase, getenv("SSH_AUTH_SOCK"),
			&signers->list[i], err) != 0)
			return -1;
		signers->n++;
		key = ts_signer_public(signers->list[i]);
		if (ts_key_is_example(key))
			cli_warn(cli, "%s is a published example key: anybody can sign with it",
			    paths[i]);
		for (size_t j = 0; j < i; j++)
			if (strcmp(ts_signer_public(signers->list[j])->id, key->id) == 0)
				return ts_err_set(
				    err, "io", "%s and %s are the same key", paths[j], paths[i]);
	}
	return 0;
}

void cli_signers_free(struct cli_signers *signers)
{
	for (size_t i = 0; i < signers->n; i++)
		ts_signer_free(signers->list[i]);
	free(signers->list);
	*signers = (struct cli_signers){0};
}
