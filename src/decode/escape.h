/*
 * Text inside text, written with escapes: backslashes as in JSON, C and shells, percent-encoding
 * (RFC 3986), quoted-printable (RFC 2045), character references of HTML and XML, doubled quotes of
 * CSV (RFC 4180), the indentation of block scalars in YAML, control sequences of terminals
 * (ECMA-48), UTF-16, line ends of two bytes, and spaces that only look like spaces.
 */
#ifndef TS_DECODE_ESCAPE_H
#define TS_DECODE_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* A part of a text with escapes, with the text around it that may belong to the same thing. */
struct ts_escaped {
	size_t from, to;
	bool quoted_printable; /* "=3D" is an escape in it */
	bool indented;         /* there are block scalars of YAML in it */
	bool terminal;         /* there are control sequences of terminals in it */
};

/* Find the next part with escapes in the LEN bytes at DATA, beginning at *AT, which is moved behind
 * it. Returns false when there is none. */
bool ts_escape_next(const unsigned char *data, size_t len, size_t *at, struct ts_escaped *part);

/* How to decode a part. */
struct ts_unescaping {
	bool quoted_printable, indented;
	bool spaced; /* control sequences of terminals become spaces, and do not vanish */
};

/* Append the LEN bytes at DATA to OUT with their escapes decoded, once. */
void ts_unescape(
    const unsigned char *data, size_t len, struct ts_unescaping how, struct ts_buf *out);

/* The position in the LEN bytes at DATA that the byte AT of the decoded text comes from. */
size_t ts_unescape_origin(
    const unsigned char *data, size_t len, struct ts_unescaping how, size_t at);

#endif
