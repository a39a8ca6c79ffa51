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
	int variant =
	    padded ? sodium_base64_VARIANT_ORIGINAL : sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
	size_t capacity = sodium_base64_encoded_len(len, variant); /* counts a NUL */
	unsigned char *place = ts_buf_extend(out, capacity);

	if (place == NULL)
		return;
	sodium_bin2base64((char *)place, capacity, data, len, variant);
	out->len--;
}

static bool read_variant(const char *text, size_t len, int variant, struct ts_buf *out)
{
	size_t capacity = len / 4 * 3, n = 0;
	unsigned char *place;
	const char *end = NULL;

	if (len % 4 != 0)
		return false;
	if (len == 0)
		return true;
	place = ts_buf_extend(out, capacity);
	if (place == NULL)
		return false;
	if (sodium_base642bin(place, capacity, text, len, NULL, &n, &end, variant) != 0 ||
	    end != text + len) {
		out->len -= capacity;
		return false;
	}
	out->len -= capacity - n;
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
