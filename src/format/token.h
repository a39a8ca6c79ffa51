/* Time-stamp tokens (RFC 3161), recognised by their form: strict DER (format/der.h). */
#ifndef TS_FORMAT_TOKEN_H
#define TS_FORMAT_TOKEN_H

#include "format/der.h"

/* Is TYPE id-signedData (RFC 5652, section 5.1)? Is it id-ct-TSTInfo (RFC 3161, section 2.4.2)? */
bool ts_token_is_signed_data(const struct ts_der_item *type);
bool ts_token_is_tst_info(const struct ts_der_item *type);

/* Are the LEN bytes at DATA a token, or a response that contains one, and nothing else? */
bool ts_token_is(const void *data, size_t len);

#endif
