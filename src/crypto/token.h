/* Time-stamp tokens (RFC 3161), recognised with OpenSSL. */
#ifndef TS_CRYPTO_TOKEN_H
#define TS_CRYPTO_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* Are the LEN bytes at DATA a token, or a response that contains one, and nothing else? Errors:
 * "io" when OpenSSL cannot be loaded. */
int ts_token_is(const void *data, size_t len, bool *is, struct ts_err *err);

#endif
