/*
 * A stamp: what a time-stamping authority answers (RFC 3161, TimeStampResp), or the token in it.
 * It is read by a strict walk of our own, and nobody else sees the bytes before that; whether
 * anybody is to be trusted with it is another question (stamp/authority.h).
 */
#ifndef TS_STAMP_STAMP_H
#define TS_STAMP_STAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "crypto/encode.h"
#include "format/der.h"

#define TS_STAMP_MIN      64 /* bytes of a stamp */
#define TS_STAMP_MAX      32768
#define TS_STAMP_ACCURACY 3600 /* the most seconds */
#define TS_STAMP_TIME     48   /* a time with its fraction, and a NUL */
#define TS_DIGEST_LONGEST 64   /* bytes, of SHA-512 */

/* What is stamped: a digest (MessageImprint). */
struct ts_imprint {
	const char *algorithm; /* "sha256", "sha384" or "sha512" */
	unsigned char digest[TS_DIGEST_LONGEST];
	size_t len;
};

struct ts_stamp {
	const unsigned char *token; /* borrowed, like all items: the ContentInfo */
	size_t token_len;
	struct ts_imprint imprint;
	/* genTime: as it is written, and cut to a second. */
	char at_text[TS_STAMP_TIME];
	struct ts_time at;
	bool has_fraction;
	bool has_accuracy;
	int64_t accuracy;                 /* seconds, rounded up; 0 when there is none */
	char policy[TS_OID_TEXT];         /* under which the authority made it */
	struct ts_der_item serial, nonce; /* nonce.len is 0 when there is none */
	struct ts_der_item certificates;  /* those in the token; its len is 0 when there are none */
};

/* Read the LEN bytes at DATA. Errors: "stamp.form". */
int ts_stamp_read(const void *data, size_t len, struct ts_stamp *stamp, struct ts_err *err);

/* Check that STAMP is one of DIGEST, the SHA-256 of WHAT ("the seal of this bundle"). Errors:
 * "stamp.form". */
int ts_stamp_check(const struct ts_stamp *stamp, const unsigned char digest[static TS_DIGEST_BYTES],
    const char *what, struct ts_err *err);

/* The moment before which, and that after which, it was made: genTime and the accuracy, rounded
 * outwards to a second. */
struct ts_time ts_stamp_before(const struct ts_stamp *stamp);
struct ts_time ts_stamp_after(const struct ts_stamp *stamp);

#endif
