/* The signed content of a token: TSTInfo (RFC 3161, section 2.4.2). */
#ifndef TS_STAMP_TSTINFO_H
#define TS_STAMP_TSTINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "format/der.h"

#define TS_STAMP_ACCURACY 3600 /* the most seconds */
#define TS_STAMP_TIME     48   /* a time with its fraction, and a NUL */
#define TS_DIGEST_LONGEST 64   /* bytes, of SHA-512 */

/* What is stamped: a digest (MessageImprint). */
struct ts_imprint {
	const char *algorithm; /* "sha256", "sha384" or "sha512" */
	unsigned char digest[TS_DIGEST_LONGEST];
	size_t len;
};

struct ts_tstinfo {
	struct ts_imprint imprint;
	/* genTime: as it is written, and cut to a second. */
	char at_text[TS_STAMP_TIME];
	struct ts_time at;
	bool has_fraction;
	bool has_accuracy;
	int64_t accuracy;                 /* seconds, rounded up; 0 when there is none */
	char policy[TS_OID_TEXT];         /* under which the authority made it */
	struct ts_der_item serial, nonce; /* nonce.len is 0 when there is none */
};

/* Is ITEM, an AlgorithmIdentifier, SHA-256, SHA-384 or SHA-512 with no parameters or NULL? *NAME is
 * which, and *LEN how many bytes its digests have. */
bool ts_stamp_algorithm(const struct ts_der_item *item, const char **name, size_t *len);

/* Take a MessageImprint from IN. Errors: "stamp.form". */
int ts_imprint_read(struct ts_der *in, struct ts_imprint *imprint, struct ts_err *err);

/* Read the LEN bytes at DATA into INFO, which is zero and borrows from them. Errors: "stamp.form".
 */
int ts_tstinfo_read(const void *data, size_t len, struct ts_tstinfo *info, struct ts_err *err);

#endif
