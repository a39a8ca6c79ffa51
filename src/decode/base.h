/*
 * Text inside text, encoded in base64 or base32 (RFC 4648) or hexadecimal digits. Nothing is strict
 * here: what is searched for is not known to be encoded at all.
 */
#ifndef TS_DECODE_BASE_H
#define TS_DECODE_BASE_H

#include <stdbool.h>
#include <stddef.h>

enum ts_base { TS_BASE64, TS_BASE32, TS_BASE16 };

/* How many characters stand for a whole number of bytes: 4, 8 or 2. */
unsigned ts_base_group(enum ts_base base);

/* The number of characters of the base among the LEN bytes at DATA; others are line ends and
 * indentation. Base64 in either alphabet; base32 and hexadecimal digits in either case. */
size_t ts_base_count(enum ts_base base, const unsigned char *data, size_t len);

/* The position of the character of that number, counted from 0. */
size_t ts_base_find(enum ts_base base, const unsigned char *data, size_t len, size_t number);

/* Decode without the first SKIP characters into at most SIZE bytes at OUT; returns their number. */
size_t ts_base_decode(enum ts_base base, const unsigned char *data, size_t len, unsigned skip,
    unsigned char *out, size_t size);

/*
 * Where the run of base64 ends that begins at FROM and extends at least to AT, including wrapped
 * lines; and where the run begins that extends to AT.
 */
size_t ts_base64_end(const unsigned char *data, size_t len, size_t from, size_t at);
size_t ts_base64_start(const unsigned char *data, size_t at);

/* Find the next run of at least TS_BASE_LEAST hexadecimal digits in the LEN bytes at DATA, from
 * *FROM on; *TO is its end. False when there is none. */
#define TS_BASE_LEAST 32
bool ts_base16_next(const unsigned char *data, size_t len, size_t *from, size_t *to);

/* Is it only a hexadecimal number, with letters of one case? And is it only base32, with letters of
 * one case? */
bool ts_base_is_hex(const unsigned char *data, size_t len);
bool ts_base_is_base32(const unsigned char *data, size_t len);

/* Find the next part of the LEN bytes at DATA that has text in it, at least 24 bytes on end, which
 * random bytes nearly never have. It begins at *FROM or later, and includes what is near; *TO is
 * its end. False when there is none. */
bool ts_base_next_text(const unsigned char *data, size_t len, size_t *from, size_t *to);

/* Do the LEN bytes at DATA begin like compressed data or an archive? */
bool ts_base_is_archive(const unsigned char *data, size_t len);

#endif
