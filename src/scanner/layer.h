/*
 * Text inside text: with its backslash escapes decoded, or decoded from base64. Each such layer
 * is searched like the file itself, and maps its bytes to positions in the layer below.
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
	const struct ts_layer
	    *below;    /* the layer that it was decoded from; NULL for TS_LAYER_RAW */
	size_t from;   /* where its encoded form begins there */
	unsigned skip; /* base64 characters to skip there, up to the first complete group of four */
	bool spaced;   /* control sequences of terminals were replaced by spaces, not removed */
	uint64_t serial; /* numbers all layers of a search */
	unsigned escapes,
	    encodings; /* how many layers of each kind there are, including this one */
};

/* The position in the content that byte AT of LAYER comes from. */
size_t ts_layer_origin(const struct ts_layer *layer, size_t at);

/* Are there NUL bytes, control sequences of terminals, or carriage returns before line ends? */
bool ts_has_odd_bytes(const unsigned char *data, size_t len);

/*
 * Find the next region with backslash escapes (with ODD, also with NULs and carriage returns) in
 * the LEN bytes at DATA, beginning at *AT. *FROM and *TO include the text around it; *AT is moved
 * behind it. Returns false when there is none.
 */
bool ts_escaped_next(
    const unsigned char *data, size_t len, bool odd, size_t *at, size_t *from, size_t *to);

/* Append the LEN bytes at DATA to OUT with JSON's escapes (RFC 8259, section 7) decoded. With ODD,
 * NULs are dropped and each line end becomes one byte. */
void ts_unescape(const unsigned char *data, size_t len, bool odd, bool spaced, struct ts_buf *out);

/*
 * Where the run of base64 ends that begins at FROM and extends at least to AT, including wrapped
 * lines; and where the run begins that extends to AT.
 */
size_t ts_base64_end(const unsigned char *data, size_t len, size_t from, size_t at);
size_t ts_base64_start(const unsigned char *data, size_t at);

/* Is it only a hexadecimal number, with letters of one case? */
bool ts_base64_is_hex(const unsigned char *data, size_t len);

/* The number of base64 characters in the LEN bytes at DATA. */
size_t ts_base64_count(const unsigned char *data, size_t len);

/* Decode base64 without its first SKIP characters into at most SIZE bytes at OUT; returns their
 * number. Other characters are skipped. */
size_t ts_base64_decode(
    const unsigned char *data, size_t len, unsigned skip, unsigned char *out, size_t size);

#endif
