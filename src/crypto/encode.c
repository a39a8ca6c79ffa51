#include "crypto/encode.h"

#include <sodium.h>
#include <string.h>

void ts_hex_digest(
    const unsigned char digest[static TS_DIGEST_BYTES], char hex[static TS_DIGEST_HEX])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < TS_DIGEST_BYTES; i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
	hex[TS_DIGEST_HEX - 1] = '\0';
}

/* There are no branches and the steps are separate loops, so that the compiler can vectorise them.
 */
bool ts_hex_read_digest(const char *hex, size_t len, unsigned char digest[static TS_DIGEST_BYTES])
{
	unsigned char values[2 * TS_DIGEST_BYTES], wrong = 0;

	if (len != TS_DIGEST_HEX - 1)
		return false;
	for (size_t i = 0; i < sizeof(values); i++) {
		unsigned char digit = (unsigned char)(hex[i] - '0');
		unsigned char letter = (unsigned char)(hex[i] - 'a');

		wrong |= (unsigned char)((digit > 9) & (letter > 5));
		values[i] = digit <= 9 ? digit : (unsigned char)(letter + 10);
	}
	for (size_t i = 0; i < TS_DIGEST_BYTES; i++)
		digest[i] = (unsigned char)(values[2 * i] << 4 | values[2 * i + 1]);
	return wrong == 0;
}

void ts_base64_add(struct ts_buf *out, const void *data, size_t len, bool padded)
{
	static const char alphabet[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *in = data;
	unsigned char *place = ts_buf_extend(out, (len + 2) / 3 * 4);
	size_t pad = (3 - len % 3) % 3;

	if (place == NULL)
		return;
	for (size_t i = 0; i < len; i += 3, place += 4) {
		unsigned group = (unsigned)in[i] << 16 |
				 (i + 1 < len ? (unsigned)in[i + 1] << 8 : 0) |
				 (i + 2 < len ? in[i + 2] : 0);

		for (size_t j = 0; j < 4; j++)
			place[j] = (unsigned char)alphabet[group >> (18 - 6 * j) & 63];
	}
	if (padded)
		memset(place - pad, '=', pad);
	else
		out->len -= pad;
}

/* libsodium's base64 takes the same time whatever the secret. What is decoded here is public, and
 * there is much of it: a table needs a tenth of the instructions.
 *
 * The value of a digit, plus one; 0 for every other byte. Both alphabets are in it. */
/* clang-format off */
static const unsigned char values[256] = {
    ['A'] =
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
    14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
    ['a'] =
    27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39,
    40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52,
    ['0'] =
    53, 54, 55, 56, 57, 58, 59, 60, 61, 62,
    ['+'] = 63, ['-'] = 63, ['/'] = 64, ['_'] = 64,
};
/* clang-format on */

/* Decode N digits at TEXT, which stand for N * 6 / 8 bytes. Returns false when one is none, or bits
 * are left over. */
static bool read_digits(const char *text, size_t n, unsigned char *out)
{
	unsigned group = 0, wrong = 0;
	size_t bytes = n * 6 / 8, rest = n * 6 % 8;

	for (size_t i = 0; i < n; i++) {
		unsigned value = values[(unsigned char)text[i]];

		wrong |= value - 1;
		group = group << 6 | ((value - 1) & 63);
	}
	for (size_t i = 0; i < bytes; i++)
		out[i] = (unsigned char)(group >> rest >> 8 * (bytes - 1 - i));
	return wrong <= 63 && (group & ((1u << rest) - 1)) == 0;
}

/* FOREIGN: the two digits of the other alphabet. */
static bool read_base64(const char *text, size_t len, const char *foreign, struct ts_buf *out)
{
	size_t pad, before = out->len;
	unsigned char *place;
	bool right;

	if (len == 0)
		return true;
	if (len % 4 != 0 || memchr(text, foreign[0], len) != NULL ||
	    memchr(text, foreign[1], len) != NULL)
		return false;
	pad = text[len - 1] != '=' ? 0 : text[len - 2] != '=' ? 1 : 2;
	place = ts_buf_extend(out, len / 4 * 3 - pad);
	if (place == NULL)
		return false;
	right = read_digits(text + len - 4, 4 - pad, place + (len / 4 - 1) * 3);
	for (size_t i = 0; right && i < len / 4 - 1; i++)
		right = read_digits(text + 4 * i, 4, place + 3 * i);
	if (!right)
		out->len = before;
	return right;
}

bool ts_base64_read(const char *text, size_t len, struct ts_buf *out)
{
	return read_base64(text, len, "-_", out);
}

bool ts_base64url_read(const char *text, size_t len, struct ts_buf *out)
{
	return read_base64(text, len, "+/", out);
}

bool ts_base64_is_digest(const char *text, size_t len)
{
	unsigned char bytes[3];
	bool right = len == (TS_DIGEST_BYTES * 8 + 5) / 6 && memchr(text, '-', len) == NULL &&
		     memchr(text, '_', len) == NULL;

	for (size_t i = 0; right && i < len; i += 4)
		right = read_digits(text + i, len - i < 4 ? len - i : 4, bytes);
	return right;
}

bool ts_base64_read_secret(const char *text, size_t len, const char *ignored, unsigned char *bytes,
    size_t capacity, size_t *n, const char **end)
{
	unsigned char seen = 0;

	if (sodium_base642bin(
		bytes, capacity, text, len, ignored, n, end, sodium_base64_VARIANT_ORIGINAL) != 0)
		return false;
	/* libsodium 1.0.18 takes bytes that are not ASCII for the last digit. */
	for (const char *p = text; p < *end; p++)
		seen |= (unsigned char)*p;
	return seen < 0x80;
}
