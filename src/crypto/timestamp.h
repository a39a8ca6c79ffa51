/*
 * Time-stamp tokens (RFC 3161) and the certificates of those who make them (RFC 5280), verified
 * with OpenSSL. Only what the strict walk of stamp/stamp.h has passed may get here: OpenSSL's code
 * for such tokens has confused types and used freed memory on shapes that the walk refuses.
 */
#ifndef TS_CRYPTO_TIMESTAMP_H
#define TS_CRYPTO_TIMESTAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "crypto/encode.h"

/* Can this build verify them? Without that, no other function of this header works. */
bool ts_timestamp_can_verify(void);

/* The certificates of one authority. It may be used by several threads at once. */
struct ts_tsa;

/* Parse N certificates in DER. The caller frees *TSA. Errors: "trust.valid" for one that OpenSSL
 * cannot read; "io". */
int ts_tsa_new(
    const struct ts_buf *certificates, size_t n, struct ts_tsa **tsa, struct ts_err *err);
void ts_tsa_free(struct ts_tsa *tsa);

#define TS_TSA_WHY 160
/* The reason for a token that is no concern of the authority. */
#define TS_TSA_STRANGER "another authority made it"

/* A token, parsed. Its certificates may be costly to read, so that is done once. */
struct ts_token;

/* Parse the LEN bytes at DATA, a ContentInfo. *TOKEN is NULL if OpenSSL cannot read it. The caller
 * frees it. Errors: "io". */
int ts_token_open(const void *data, size_t len, struct ts_token **token, struct ts_err *err);
void ts_token_close(struct ts_token *token);

struct ts_tsa_answer {
	bool holds;
	unsigned char signer[TS_DIGEST_BYTES]; /* if it does: SHA-256 of its signer's public key */
	char why[TS_TSA_WHY];                  /* otherwise: why not, in English */
};

/*
 * Verify TOKEN: its signature, and the chain from the certificate of its signer to one of TSA, as
 * of AT (seconds since 1970). That certificate must be made for time stamps only, and be of no
 * certification authority. Nobody else may use TOKEN meanwhile. Errors: "io".
 */
int ts_tsa_verify(const struct ts_tsa *tsa, struct ts_token *token, int64_t at,
    struct ts_tsa_answer *answer, struct ts_err *err);

#define TS_CERTIFICATE_NAME 256

/* A certificate, for people. */
struct ts_certificate {
	char subject[TS_CERTIFICATE_NAME]; /* RFC 4514; not safe to print */
	struct ts_time from, until;
	char sha256[TS_DIGEST_HEX]; /* of its DER */
	/* It may issue the certificates of authorities, or is that of one. */
	bool is_issuer, is_authority;
};

/* Read the LEN bytes of DER at DATA. Errors: "trust.valid"; "io". */
int ts_certificate_read(
    const void *data, size_t len, struct ts_certificate *certificate, struct ts_err *err);

/* Call TAKE for the DER of each certificate in the LEN bytes at DATA, which are PEM (RFC 7468) or
 * one certificate in DER; it returns -1 with ERR filled to stop. Errors: "trust.valid" when there
 * is none; "io". */
int ts_certificates_find(const void *data, size_t len,
    int (*take)(void *ctx, const void *der, size_t len, struct ts_err *err), void *ctx,
    struct ts_err *err);

#endif
