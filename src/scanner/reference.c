#define _GNU_SOURCE /* strcasestr */

#include "scanner/reference.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#define TEXT_MAX       1024
#define DIGITS_MAX     19
#define SEPARATORS_MAX 3
#define IBAN_MAX       34

static int hex_value(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

/* Replace each "%XX" in TEXT by the byte it stands for; false when there is none. */
static bool decode(char *text)
{
	bool found = false;
	char *out = text;

	for (const char *p = text; *p != '\0'; out++) {
		if (*p == '%' && hex_value(p[1]) >= 0 && hex_value(p[2]) >= 0) {
			*out = (char)(hex_value(p[1]) * 16 + hex_value(p[2]));
			if (*out == '\0')
				*out = ' ';
			p += 3;
			found = true;
		} else {
			*out = *p++;
		}
	}
	*out = '\0';
	return found;
}

static bool is_alnum(char c)
{
	return isalnum((unsigned char)c) != 0;
}

/* Does the text before P end here: is P the beginning of a word? */
static bool begins_word(const char *text, const char *p)
{
	return p == text || !is_alnum(p[-1]);
}

/* A local part, "@" or "(at)", and a domain with a dot. */
static bool has_address(const char *text)
{
	for (const char *p = strpbrk(text, "@([{"); p != NULL; p = strpbrk(p + 1, "@([{")) {
		const char *domain = p + 1;
		size_t label;

		if (*p != '@') {
			if (strncasecmp(domain, "at", 2) != 0 || strchr(")]}", domain[2]) == NULL)
				continue;
			domain += domain[2] == '\0' ? 2 : 3;
		}
		label = strspn(domain, "abcdefghijklmnopqrstuvwxyz"
				       "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
		if (p > text && (is_alnum(p[-1]) || strchr("._+-\"", p[-1]) != NULL) && label > 0 &&
		    domain[label] == '.' && is_alnum(domain[label + 1]))
			return true;
	}
	return false;
}

/* Is the word before the colon at COLON, such as the scheme of a URI, one of the N NAMES? */
static bool is_scheme(const char *text, const char *colon, const char *const *names, size_t n)
{
	const char *word = colon;

	while (word > text && is_alnum(word[-1]))
		word--;
	for (size_t i = 0; i < n; i++)
		if (strlen(names[i]) == (size_t)(colon - word) &&
		    strncasecmp(word, names[i], (size_t)(colon - word)) == 0)
			return true;
	return false;
}

/* Digits, with what separates them: groups of them, as people write numbers. */
struct number {
	char digits[DIGITS_MAX];
	size_t n, groups;
	size_t first, last; /* the sizes of the first and the last group */
	bool is_even;       /* all groups are as large, except that the last may be smaller */
};

/* Add the group of digits at *P to NUMBER, and move *P over it and up to SEPARATORS_MAX separators
 * to the next one. Returns false when there is no room, or the group is part of a word. */
static bool add_group(const char **p, struct number *number)
{
	size_t size = strspn(*p, "0123456789"), gap = 0;

	if (size == 0 || number->n + size > DIGITS_MAX || is_alnum((*p)[size]))
		return false;
	memcpy(number->digits + number->n, *p, size);
	number->n += size;
	number->is_even =
	    number->groups == 0 ||
	    (number->is_even && number->last == number->first && size <= number->first);
	if (number->groups++ == 0)
		number->first = size;
	number->last = size;
	*p += size;
	while (gap < SEPARATORS_MAX && (*p)[gap] != '\0' && !is_alnum((*p)[gap]))
		gap++;
	*p += gap;
	return true;
}

/* Luhn's check digit (ISO/IEC 7812-1, annex B). */
static bool passes_luhn(const char *digits, size_t n)
{
	unsigned sum = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned d = (unsigned)(digits[n - 1 - i] - '0');

		sum += i % 2 == 0 ? d : d < 5 ? 2 * d : 2 * d - 9;
	}
	return sum % 10 == 0;
}

/* Does the number begin and end like a card's (ISO/IEC 7812-1: the issuer's prefix, the length)? */
static bool is_issued(const char *digits, size_t n)
{
	int two = (digits[0] - '0') * 10 + digits[1] - '0';
	int four = two * 100 + (digits[2] - '0') * 10 + digits[3] - '0';

	if (digits[0] == '4')
		return n == 13 || n == 16 || n == 19;
	if (two == 34 || two == 37)
		return n == 15;
	if (two == 36 || two == 38 || two == 39 || (four >= 3000 && four <= 3059))
		return n == 14;
	if (two == 62)
		return n >= 16;
	return n == 16 && ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720) ||
			      two == 35 || two == 65 || four == 6011 || two == 64);
}

/* Are the digits grouped as on a card: equally, or as American Express and Diners Club do? */
static bool is_grouped(const struct number *number)
{
	return number->groups > 1 &&
	       (number->is_even || (number->groups == 3 && number->first == 4 &&
				       (number->n == 15 || number->n == 14)));
}

/* A word that says that a number is a card's. */
static bool speaks_of_cards(const char *text)
{
	static const char *const words[] = {"card", "visa", "mastercard", "amex", "karte", "carte",
	    "tarjeta", "maestro", "diners", "pan", "cc"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		for (const char *p = strcasestr(text, words[i]); p != NULL;
		     p = strcasestr(p + 1, words[i])) {
			bool ends = !is_alnum(p[strlen(words[i])]);

			if (strlen(words[i]) > 3 || (begins_word(text, p) && ends))
				return true;
		}
	return false;
}

static bool has_card(const char *text)
{
	for (const char *start = text; *start != '\0'; start++) {
		struct number number = {0};
		const char *p = start;

		if (!begins_word(text, start))
			continue;
		while (add_group(&p, &number))
			if (number.n >= 13 && is_issued(number.digits, number.n) &&
			    passes_luhn(number.digits, number.n) &&
			    (is_grouped(&number) || speaks_of_cards(text)))
				return true;
	}
	return false;
}

/* The length of an IBAN of the country with the code AT (ISO 13616 registry); 0 when it has none.
 */
static size_t iban_length(const char *at)
{
	static const char lengths[] = "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28"
				      "CZ24DE22DJ27DK18DO28EE20EG29"
				      "ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22"
				      "IL23IQ23IS26IT27JO30KW30KZ20"
				      "LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30"
				      "NI28NL18NO15OM23PK24PL28PS29"
				      "PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28"
				      "TL23TN24TR26UA29VA22VG24XK20"
				      "YE30";

	for (const char *p = lengths; *p != '\0'; p += 4)
		if (toupper((unsigned char)at[0]) == p[0] && toupper((unsigned char)at[1]) == p[1])
			return (size_t)(p[2] - '0') * 10 + (size_t)(p[3] - '0');
	return 0;
}

/* The check digits of an IBAN (ISO/IEC 7064, MOD 97-10). */
static bool passes_mod97(const char *iban, size_t n)
{
	unsigned rest = 0;

	for (size_t i = 0; i < n; i++) {
		char c = (char)toupper((unsigned char)iban[(i + 4) % n]);

		if (isdigit((unsigned char)c))
			rest = (rest * 10 + (unsigned)(c - '0')) % 97;
		else
			rest = (rest * 100 + (unsigned)(c - 'A') + 10) % 97;
	}
	return rest == 1;
}

/* An IBAN from P on, with at most a few separators between its characters. */
static bool is_iban(const char *p)
{
	char iban[IBAN_MAX];
	size_t want = 0, n = 0, gap = 0;

	for (; *p != '\0' && gap <= SEPARATORS_MAX; p++) {
		if (!is_alnum(*p)) {
			gap++;
			continue;
		}
		gap = 0;
		iban[n++] = *p;
		if (n == 2 && (want = iban_length(iban)) == 0)
			return false;
		if ((n == 3 || n == 4) && !isdigit((unsigned char)*p))
			return false;
		if (n >= 4 && n == want)
			return !is_alnum(p[1]) && passes_mod97(iban, n);
	}
	return false;
}

static bool has_iban(const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		if (isalpha((unsigned char)*p) && begins_word(text, p) && is_iban(p))
			return true;
	return false;
}

/* 7 to 15 digits from P on. */
static bool is_telephone(const char *p)
{
	struct number number = {0};

	while (add_group(&p, &number))
		if (number.n >= 7 && number.n <= 15)
			return true;
	return false;
}

/* An international number (E.164): "+" and digits; or a word for a telephone and digits. */
static bool has_telephone(const char *text)
{
	static const char *const words[] = {
	    "phone", "telephone", "mobile", "cell", "msisdn", "whatsapp", "fax"};

	for (const char *p = strchr(text, '+'); p != NULL; p = strchr(p + 1, '+'))
		if (begins_word(text, p) && is_telephone(p + 1))
			return true;
	for (const char *p = strchr(text, ':'); p != NULL; p = strchr(p + 1, ':'))
		if (is_scheme(text, p, words, sizeof(words) / sizeof(words[0])) &&
		    is_telephone(p + 1 + strspn(p + 1, "+(/")))
			return true;
	return false;
}

/* A URI scheme that names people (RFC 6068, 3966, 5724, 3261, 5122, 3860). */
static bool has_personal_scheme(const char *text)
{
	static const char *const schemes[] = {
	    "mailto", "tel", "sms", "smsto", "callto", "sip", "sips", "xmpp", "im"};

	for (const char *p = strchr(text, ':'); p != NULL; p = strchr(p + 1, ':'))
		if (is_scheme(text, p, schemes, sizeof(schemes) / sizeof(schemes[0])))
			return true;
	return false;
}

static size_t count_digits(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += *text >= '0' && *text <= '9';
	return n;
}

static const char *find(const char *text)
{
	if (has_address(text))
		return "an e-mail address";
	if (has_personal_scheme(text))
		return "the address or number of a person";
	if (count_digits(text) < 7) /* no number that is searched for has fewer */
		return NULL;
	if (has_telephone(text))
		return "a telephone number";
	if (has_iban(text))
		return "the number of an account (IBAN)";
	return has_card(text) ? "a payment card number" : NULL;
}

const char *ts_reference_private(const char *text)
{
	char decoded[TEXT_MAX];
	const char *found = find(text);
	int rounds = 0;

	if (found != NULL || strlen(text) >= sizeof(decoded))
		return found;
	memcpy(decoded, text, strlen(text) + 1);
	/* Each round at least shortens the text by two bytes. */
	while (found == NULL && decode(decoded) && rounds++ < TEXT_MAX)
		found = find(decoded);
	return found;
}
