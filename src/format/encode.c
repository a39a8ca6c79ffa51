#include "format/encode.h"

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

/* The value of a hex digit, plus one; 0 of any other byte. */
static const unsigned char nibbles[256] = {['0'] = 1,
    ['1'] = 2,
    ['2'] = 3,
    ['3'] = 4,
    ['4'] = 5,
    ['5'] = 6,
    ['6'] = 7,
    ['7'] = 8,
    ['8'] = 9,
    ['9'] = 10,
    ['a'] = 11,
    ['b'] = 12,
    ['c'] = 13,
    ['d'] = 14,
    ['e'] = 15,
    ['f'] = 16};

bool ts_hex_read_digest(const char *hex, size_t len, unsigned char digest[static TS_DIGEST_BYTES])
{
	if (len != TS_DIGEST_HEX - 1)
		return false;
	for (size_t i = 0; i < TS_DIGEST_BYTES; i++) {
		unsigned high = nibbles[(unsigned char)hex[2 * i]];
		unsigned low = nibbles[(unsigned char)hex[2 * i + 1]];

		if (high == 0 || low == 0)
			return false;
		digest[i] = (unsigned char)((high - 1) << 4 | (low - 1));
	}
	return true;
}

void ts_base64_add(struct ts_buf *out, const void *data, size_t len, bool padded)
{
	int variant =
	    padded ? sodium_base64_VARIANT_ORIGINAL : sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
	size_t room = sodium_base64_encoded_len(len, variant); /* counts a NUL */
	unsigned char *place = ts_buf_extend(out, room);

	if (place == NULL)
		return;
	sodium_bin2base64((char *)place, room, data, len, variant);
	out->len--;
}

static bool read_variant(const char *text, size_t len, int variant, struct ts_buf *out)
{
	size_t room = len / 4 * 3, n = 0;
	unsigned char *place;
	const char *end = NULL;

	if (len % 4 != 0)
		return false;
	if (len == 0)
		return true;
	place = ts_buf_extend(out, room);
	if (place == NULL)
		return false;
	if (sodium_base642bin(place, room, text, len, NULL, &n, &end, variant) != 0 ||
	    end != text + len) {
		out->len -= room;
		return false;
	}
	out->len -= room - n;
	return true;
}

bool ts_base64_read(const char *text, size_t len, struct ts_buf *out)
{
	return read_variant(text, len, sodium_base64_VARIANT_ORIGINAL, out);
}

bool ts_base64url_read(const char *text, size_t len, struct ts_buf *out)
{
	return read_variant(text, len, sodium_base64_VARIANT_URLSAFE, out);
}
