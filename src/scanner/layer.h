/*
 * What is written inside text: text with its backslash escapes undone, and what base64 encodes.
 * Each such layer is searched like the file itself, and tells where in the layer below it a byte of
 * it comes from.
 */
#ifndef TS_SCANNER_LAYER_H
#define TS_SCANNER_LAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum ts_layer_kind { TS_LAYER_RAW, TS_LAYER_UNESCAPED, TS_LAYER_BASE64 };

struct ts_layer {
	const unsigned char *data; /* borrowed */
	size_t len;
	enum ts_layer_kind kind;
	const struct ts_layer *below; /* what it was taken out of; NULL for TS_LAYER_RAW */
	size_t from;                  /* where in that it begins */
	unsigned skip; /* base64 characters to pass over there, for the first whole group of four */
	uint64_t serial;             /* which of all layers it is */
	unsigned escapes, encodings; /* how many layers of each kind lie below, this one counted */
};

/* The place in the undermost layer that byte AT of LAYER comes from. */
size_t ts_layer_origin(const struct ts_layer *layer, size_t at);

/* Are there NUL bytes, or carriage returns before line ends? */
bool ts_has_odd_bytes(const unsigned char *data, size_t len);

/*
 * The next region with backslash escapes (where ODD is set, with such bytes too) in the LEN
 * bytes at DATA, from *AT on: *FROM and *TO take in what stands around them, and *AT is moved
 * behind it. False when there is none.
 */
bool ts_escaped_next(
    const unsigned char *data, size_t len, bool odd, size_t *at, size_t *from, size_t *to);

/* Append the LEN bytes at DATA to OUT, JSON's escapes (RFC 8259, section 7) undone, and where CRLF
 * is set each line's end one byte. */
void ts_unescape(const unsigned char *data, size_t len, bool odd, struct ts_buf *out);

/*
 * Where a run of base64 ends that begins at FROM and has come to AT: lines of it may be wrapped;
 * and where one begins that has come to AT.
 */
size_t ts_base64_end(const unsigned char *data, size_t len, size_t from, size_t at);
size_t ts_base64_start(const unsigned char *data, size_t at);

/* Is it no more than a number in hexadecimal, in letters of one case? */
bool ts_base64_is_hex(const unsigned char *data, size_t len);

/* How many of the LEN bytes at DATA are base64 characters. */
size_t ts_base64_count(const unsigned char *data, size_t len);

/* Decode base64, SKIP characters passed over, into at most SIZE bytes at OUT; how many there are.
 * What is no base64 character is passed over too. */
size_t ts_base64_decode(
    const unsigned char *data, size_t len, unsigned skip, unsigned char *out, size_t size);

#endif
