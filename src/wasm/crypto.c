/* What is left out of the module: X.509 and secret keys. Whoever asks is told so. */
#include <stddef.h>

#include "cli/signers.h"
#include "crypto/init.h"
#include "crypto/timestamp.h"
#include "lines/sign.h"

void ts_crypto_watch_memory(void)
{
}

bool ts_timestamp_can_verify(void)
{
	return false;
}

/* Nobody gets here without asking first. */
static int cannot_verify(struct ts_err *err)
{
	return ts_err_set(err, "io", "this build does not verify time stamps");
}

int ts_tsa_new(const struct ts_buf *certificates, size_t n, struct ts_tsa **tsa, struct ts_err *err)
{
	(void)certificates, (void)n;
	*tsa = NULL;
	return cannot_verify(err);
}

void ts_tsa_free(struct ts_tsa *tsa)
{
	(void)tsa;
}

int ts_token_open(const void *data, size_t len, struct ts_token **token, struct ts_err *err)
{
	(void)data, (void)len;
	*token = NULL;
	return cannot_verify(err);
}

void ts_token_close(struct ts_token *token)
{
	(void)token;
}

int ts_tsa_verify(const struct ts_tsa *tsa, struct ts_token *token, int64_t at,
    struct ts_tsa_answer *answer, struct ts_err *err)
{
	(void)tsa, (void)token, (void)at;
	*answer = (struct ts_tsa_answer){.holds = false};
	return cannot_verify(err);
}

/* A policy is shown all the same. */
int ts_certificate_read(
    const void *data, size_t len, struct ts_certificate *certificate, struct ts_err *err)
{
	(void)data, (void)len;
	*certificate = (struct ts_certificate){.is_issuer = false};
	return ts_err_set(err, "trust.valid", "not shown: this build does not read certificates");
}

int ts_certificates_find(const void *data, size_t len,
    int (*take)(void *ctx, const void *der, size_t len, struct ts_err *err), void *ctx,
    struct ts_err *err)
{
	(void)data, (void)len, (void)take, (void)ctx;
	return ts_err_set(err, "trust.valid", "this build does not read certificates");
}

static int cannot_sign(struct ts_err *err)
{
	ts_err_set(err, "io", "this build only verifies, and cannot sign");
	return ts_err_fix(err, "sign with the tarseal program for Linux, or leave --key out");
}

int cli_load_signers(const struct cli *cli, const struct cli_values *paths,
    struct cli_signers *signers, struct ts_err *err)
{
	(void)cli;
	*signers = (struct cli_signers){.n = 0};
	return paths->n == 0 ? 0 : cannot_sign(err);
}

void cli_signers_free(struct cli_signers *signers)
{
	(void)signers;
}

const struct ts_public_key *ts_signer_public(const struct ts_signer *signer)
{
	(void)signer;
	return NULL;
}

int ts_lines_sign(const char *file, const unsigned char digest[static TS_DIGEST_BYTES],
    const char *signed_at, const struct ts_signer *signer, struct ts_buf *out, struct ts_err *err)
{
	(void)file, (void)digest, (void)signed_at, (void)signer, (void)out;
	return cannot_sign(err);
}
