/*
 * A stamp: what a time-stamping authority answers (RFC 3161, TimeStampResp), or the token in it.
 * It is read by a strict walk of our own, and nobody else sees the bytes before that; whether
 * anybody is to be trusted with it is another question (stamp/authority.h).
 */
#ifndef TS_STAMP_STAMP_H
#define TS_STAMP_STAMP_H

#include "crypto/encode.h"
#include "stamp/tstinfo.h"

#define TS_STAMP_MIN 64 /* bytes of a stamp */
#define TS_STAMP_MAX 32768

struct ts_stamp {
	const unsigned char *token; /* borrowed, like all items: the ContentInfo */
	size_t token_len;
	struct ts_tstinfo info;
	struct ts_der_item certificates; /* those in the token; its len is 0 when there are none */
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
