#define _GNU_SOURCE /* memmem */

#include "scanner/secret.h"

#include <string.h>

#include "base/ascii.h"
#include "decode/base.h"
#include "scanner/plausible.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool luhn(const char *text, size_t len)
{
	unsigned sum = 0, digits = 0;

	for (size_t i = len; i > 0; i--) {
		unsigned d = (unsigned)(text[i - 1] - '0');

		if (!is_digit(text[i - 1]))
			continue;
		if (digits++ % 2 == 1)
			d = d > 4 ? 2 * d - 9 : 2 * d;
		sum += d;
	}
	return digits >= 12 && sum % 10 == 0;
}

static bool iban(const char *text, size_t len)
{
	char packed[34];
	size_t n = 0;
	unsigned rest = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == ' ' || text[i] == '-' || text[i] == '.')
			continue;
		if (n == sizeof(packed))
			return false;
		packed[n++] = text[i];
		if (ts_is_lower(text[i]))
			packed[n - 1] = (char)(text[i] - 'a' + 'A');
	}
	if (n < 15)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = packed[(i + 4) % n]; /* the country code and check digits go to the end */

		if (is_digit(c))
			rest = (rest * 10 + (unsigned)(c - '0')) % 97;
		else if (c >= 'A' && c <= 'Z')
			rest = (rest * 100 + (unsigned)(c - 'A' + 10)) % 97;
		else
			return false;
	}
	return rest == 1;
}

/* Do the base64url characters from TEXT to END decode to a JSON object that begins like this? */
static bool part_has(const char *text, const char *end, const char *word)
{
	unsigned char decoded[512];
	size_t len = (size_t)(end - text), n;

	n = ts_base_decode(TS_BASE64, (const unsigned char *)text, len > 680 ? 680 : len, 0,
	    decoded, sizeof(decoded));
	if (n < 2 || decoded[0] != '{')
		return false;
	return word == NULL || memmem(decoded, n, word, strlen(word)) != NULL;
}

static bool jwt(const char *text, size_t len)
{
	const char *end = text + len;
	const char *first = memchr(text, '.', len);
	const char *second =
	    first == NULL ? NULL : memchr(first + 1, '.', (size_t)(end - first) - 1);

	return second != NULL && part_has(text, first, "\"alg\"") &&
	       part_has(first + 1, second, NULL);
}

/* Is the BEGIN line followed by base64 of DER (a SEQUENCE) or of OpenSSH's format, or by encryption
 * headers? */
static bool pem_private(const char *text, size_t len)
{
	const char *end = text + len, *p = memmem(text, len, "KEY-----", 8);
	unsigned char head[3];

	if (p == NULL)
		return false;
	if (memmem(p, (size_t)(end - p), "Proc-Type:", 10) != NULL)
		return true;
	for (p += 8; p < end && strchr(" \t\r\n\\\"", *p) != NULL; p++)
		if (*p == '\\' && p + 1 < end)
			p++; /* a line end that is written as an escape */
	if (end - p < 4 || ts_base_decode(TS_BASE64, (const unsigned char *)p, 4, 0, head, 3) != 3)
		return false;
	return head[0] == 0x30 || memcmp(head, "ope", 3) == 0;
}

/* Is it an address that is not below one of our own domains, and may be a customer's? */
static bool mailbox(const struct ts_place *place, const struct ts_secret *secret)
{
	const struct ts_texts *own = place->own_domains;
	const struct ts_mailbox m = {
	    secret->around, secret->end, secret->at, secret->len, place->origin};
	const char *domain = own->first;

	if (memchr(m.text + m.at, '@', m.len) == NULL)
		return false;
	for (size_t i = 0; i < own->n; i++, domain = ts_texts_next(domain))
		if (ts_mailbox_is_in(&m, domain))
			return false;
	return ts_mailbox_is_personal(&m);
}

bool ts_secret_valid(
    const struct ts_rule *rule, const struct ts_place *place, const struct ts_secret *secret)
{
	const char *text = secret->around + secret->at;
	const size_t len = secret->len;

	switch (rule->validator) {
	case TS_VALID_ANY:
		return true;
	case TS_VALID_LUHN:
		return luhn(text, len);
	case TS_VALID_IBAN:
		return iban(text, len);
	case TS_VALID_JWT:
		return jwt(text, len);
	case TS_VALID_PEM:
		return pem_private(text, len);
	case TS_VALID_PASSWORD:
		return ts_is_password(text, len, secret->data);
	case TS_VALID_TOKEN:
		return ts_is_token(text, len, secret->data);
	case TS_VALID_PLAIN:
		return !ts_is_placeholder(text, len);
	case TS_VALID_MAILBOX:
		return mailbox(place, secret);
	case TS_VALID_SCHEME:
		return ts_check_digits(rule->scheme, text, len);
	}
	return false;
}
