/* A request for a stamp (RFC 3161, section 2.4.1, TimeStampReq). */
#ifndef TS_STAMP_REQUEST_H
#define TS_STAMP_REQUEST_H

#include "stamp/stamp.h"

#define TS_REQUEST_BYTES 69

/* Write a request for a stamp of DIGEST, with a random nonce. It asks for the certificate of the
 * authority, because some leave it out otherwise. */
void ts_request_write(const unsigned char digest[static TS_DIGEST_BYTES],
    unsigned char bytes[static TS_REQUEST_BYTES]);

/* Check that STAMP answers the request of LEN bytes at DATA, which any program may have written:
 * that it is of the same digest, and has the same nonce if there is one. Errors: "stamp.form". */
int ts_request_check(
    const void *data, size_t len, const struct ts_stamp *stamp, struct ts_err *err);

#endif
