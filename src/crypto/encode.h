/*
 * Hexadecimal and base64 (RFC 4648), decoded strictly: every byte sequence has exactly one
 * encoding. No white space, lower-case hexadecimal, the padding of the variant, and no stray
 * bits.
 */
#ifndef TS_CRYPTO_ENCODE_H
#define TS_CRYPTO_ENCODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

#define TS_DIGEST_BYTES 32
#define TS_DIGEST_HEX   65 /* 64 digits and a NUL */

/* Write DIGEST as 64 lower-case hexadecimal digits and a NUL. */
void ts_hex_digest(
    const unsigned char digest[static TS_DIGEST_BYTES], char hex[static TS_DIGEST_HEX]);

/* Decode exactly 64 lower-case hexadecimal digits at HEX, which need no NUL. */
bool ts_hex_read_digest(const char *hex, size_t len, unsigned char digest[static TS_DIGEST_BYTES]);

/* What follows is not for secrets, except the last: its time depends on the data. */

/* Append the standard base64 of DATA to OUT, ending in "=" padding if PADDED. */
void ts_base64_add(struct ts_buf *out, const void *data, size_t len, bool padded);

/* Decode all LEN bytes of padded standard base64 at TEXT and append them to OUT. Returns false when
 * TEXT is malformed. */
bool ts_base64_read(const char *text, size_t len, struct ts_buf *out);

/* The same for the URL-safe alphabet, with padding. */
bool ts_base64url_read(const char *text, size_t len, struct ts_buf *out);

/* Are the LEN bytes at TEXT the standard base64 of TS_DIGEST_BYTES bytes, without padding? */
bool ts_base64_is_digest(const char *text, size_t len);

/* Decode padded standard base64 in time that does not depend on what it says. Characters in IGNORED
 * (may be NULL) are passed over. Up to CAPACITY bytes go to BYTES, and their number to *N; *END is
 * where the base64 ended. Returns false when it is malformed, or longer; BYTES may have been
 * written by then. */
bool ts_base64_read_secret(const char *text, size_t len, const char *ignored, unsigned char *bytes,
    size_t capacity, size_t *n, const char **end);

#endif
