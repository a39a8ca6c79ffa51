#define _GNU_SOURCE /* strcasestr */

#include "scanner/number.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#define DIGITS         "0123456789"
#define DIGITS_MAX     19
#define CARD_MIN       13 /* digits of a card, at least */
#define SEPARATORS_MAX 8  /* bytes between two groups */
#define IBAN_MAX       34
#define GROUP_MAX      4  /* digits in a group on a card */
#define DIGEST_MIN     32 /* hexadecimal digits of a digest or identifier, at least */

static bool is_alnum(char c)
{
	return isalnum((unsigned char)c) != 0;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Does a word begin at P? */
static bool begins_word(const char *text, const char *p)
{
	return p == text || !is_alnum(p[-1]);
}

/* Digits, with what separates them: groups of them, as people write numbers. */
struct number {
	char digits[DIGITS_MAX];
	size_t n, groups;
	size_t first, last; /* the sizes of the first and the last group */
	bool is_even;       /* all groups are as large, except that the last may be smaller */
};

/* How many bytes from P on are neither letters nor digits; 0 if they are too many. */
static size_t separators(const char *p)
{
	size_t n = 0;

	while (n <= SEPARATORS_MAX && p[n] != '\0' && !is_alnum(p[n]))
		n++;
	return n <= SEPARATORS_MAX ? n : 0;
}

/* Add the group of digits at *P to NUMBER, and move *P behind it. Returns false when there is none,
 * or no room for it. */
static bool add_group(const char **p, struct number *number)
{
	size_t size = strspn(*p, DIGITS);

	if (size == 0 || number->n + size > DIGITS_MAX)
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

/* Does the number begin and end like a card's: the issuer's prefix, the length? */
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
	return n == 16 && ((two >= 51 && two <= 55) || (four >= 2200 && four <= 2204) ||
			      (four >= 2221 && four <= 2720) || two == 35 || two == 65 ||
			      four == 6011 || two == 64 || four == 5019 || four == 9792);
}

/* The same for issuers whose ranges are so wide that only a word makes them sure: Maestro, RuPay,
 * UnionPay, Discover. */
static bool is_issued_widely(const char *digits, size_t n)
{
	int two = (digits[0] - '0') * 10 + digits[1] - '0';

	return is_issued(digits, n) || (n >= 13 && (two == 50 || (two >= 56 && two <= 69))) ||
	       (n >= 16 && (two == 81 || two == 82));
}

/* Are the digits grouped as on a card: equally, or as American Express and Diners Club do? */
static bool is_grouped(const struct number *number)
{
	return number->groups > 1 && number->first <= GROUP_MAX &&
	       (number->is_even || (number->groups == 3 && number->first == 4 &&
				       ((number->n == 15 && number->last == 5) ||
					   (number->n == 14 && number->last == 4))));
}

/* Does TEXT contain a word that says that a number is a card's? */
static bool speaks_of_cards(const char *text)
{
	static const char *const words[] = {"card", "creditcard", "debitcard", "visa", "mastercard",
	    "amex", "maestro", "diners", "karte", "kreditkarte", "carte", "tarjeta", "pan", "cc"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		for (const char *p = strcasestr(text, words[i]); p != NULL;
		     p = strcasestr(p + 1, words[i])) {
			const char *end = p + strlen(words[i]);
			bool is_short = strlen(words[i]) <= 3;

			if (strncasecmp(end, "no", 2) == 0 && !isalpha((unsigned char)end[2]))
				end += 2;
			if (strncasecmp(end, "number", 6) == 0)
				end += 6;
			/* A short word is one only right before the number or its colon: "cc0f3e"
			 * is a part of a digest. */
			if (begins_word(text, p) && !isalpha((unsigned char)*end) &&
			    (!is_short || strchr(":=", *end) != NULL ||
				(is_digit(*end) && !is_alnum(end[strspn(end, DIGITS)]))))
				return true;
		}
	return false;
}

/* A card's number from P on. NAMED: a word says that there is one. */
static bool is_card(const char *p, bool named)
{
	struct number number = {0};

	while (add_group(&p, &number)) {
		bool known = named ? is_issued_widely(number.digits, number.n)
				   : is_grouped(&number) && !is_alnum(*p) &&
					 is_issued(number.digits, number.n);

		if (number.n >= CARD_MIN && known && passes_luhn(number.digits, number.n))
			return true;
		p += separators(p);
	}
	return false;
}

/* Has TEXT as many digits as the shortest number of a card? Hardly any text has. */
static bool has_digits_of_card(const char *text)
{
	size_t n = 0;

	for (; *text != '\0' && n < CARD_MIN; text++)
		n += is_digit(*text);
	return n == CARD_MIN;
}

bool ts_number_card(const char *text)
{
	bool named;

	if (!has_digits_of_card(text))
		return false;
	named = speaks_of_cards(text);
	for (const char *p = text; *p != '\0'; p++)
		if (is_digit(*p) &&
		    (named ? p == text || !is_digit(p[-1]) : begins_word(text, p)) &&
		    is_card(p, named))
			return true;
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

/* Has the country with the code AT only digits behind its code? Letters and digits that happen to
 * look like an IBAN, such as those of a UUID, are then rare. */
static bool is_numeric(const char *at)
{
	static const char countries[] = "AEATBABECZDEDKEEESFIFOGLHRHUILISLTMENOPLPTRSSESISKTNXK";

	for (const char *p = countries; *p != '\0'; p += 2)
		if (toupper((unsigned char)at[0]) == p[0] && toupper((unsigned char)at[1]) == p[1])
			return true;
	return false;
}

/* The check digits of an IBAN (ISO/IEC 7064, MOD 97-10). */
static bool passes_mod97(const char *iban, size_t n)
{
	unsigned rest = 0;

	for (size_t i = 0; i < n; i++) {
		char c = (char)toupper((unsigned char)iban[(i + 4) % n]);

		if (is_digit(c))
			rest = (rest * 10 + (unsigned)(c - '0')) % 97;
		else
			rest = (rest * 100 + (unsigned)(c - 'A') + 10) % 97;
	}
	return rest == 1;
}

/* Copy the letters and digits of an IBAN of LEN characters from P on. Returns what is behind them;
 * NULL if they are too few, or, unless ANY_GROUPS, neither in one piece nor in equal groups. */
static const char *copy_iban(const char *p, size_t len, bool any_groups, char *iban)
{
	size_t first = 0, group = 0;

	for (size_t n = 0; n < len;) {
		size_t gap = separators(p);

		if (gap > 0) {
			if (first == 0)
				first = group;
			if (group != first && !any_groups)
				return NULL;
			group = 0;
			p += gap;
		}
		if (!is_alnum(*p))
			return NULL;
		iban[n++] = *p++;
		group++;
	}
	return first == 0 || group <= first || any_groups ? p : NULL;
}

/* Is P inside a digest or a random identifier: a word of 32 hexadecimal digits or more? */
static bool in_digest(const char *text, const char *p)
{
	const char *end = p;

	while (p > text && is_alnum(p[-1]))
		p--;
	while (is_alnum(*end))
		end++;
	return end - p >= DIGEST_MIN && strspn(p, DIGITS "abcdefABCDEF") >= (size_t)(end - p);
}

/* An IBAN from P on. */
static bool is_iban(const char *text, const char *p)
{
	char iban[IBAN_MAX], country[2];
	const char *second, *third, *end;
	bool numeric;
	size_t len;

	/* Two letters and a digit: hardly any text has them, so the rest is rarely looked at. */
	if (!isalpha((unsigned char)*p))
		return false;
	second = p + 1 + separators(p + 1);
	if (!isalpha((unsigned char)*second))
		return false;
	third = second + 1 + separators(second + 1);
	if (!is_digit(*third))
		return false;
	country[0] = *p;
	country[1] = *second;
	len = iban_length(country);
	numeric = is_numeric(country);
	if (len == 0 || (!numeric && !begins_word(text, p)))
		return false;
	end = copy_iban(p, len, numeric, iban);
	if (end == NULL || (numeric ? is_digit(*end) : is_alnum(*end)) || in_digest(text, p))
		return false;
	for (size_t i = 2; i < (numeric ? len : 4); i++)
		if (!is_digit(iban[i]))
			return false;
	return passes_mod97(iban, len);
}

bool ts_number_iban(const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		if (is_iban(text, p))
			return true;
	return false;
}

/* Is what is at P, behind a telephone number, an extension or the end of the text or word? */
static bool ends_telephone(const char *p)
{
	p += separators(p);
	if (strncasecmp(p, "ext", 3) == 0)
		p += 3;
	else if (*p == 'x' || *p == 'X')
		p++;
	return *p == '\0' || is_digit(*p) || !is_alnum(*p);
}

bool ts_number_is_telephone(const char *at)
{
	struct number number = {0};
	const char *p = at, *end = at;
	char dot = 0;

	while (add_group(&p, &number)) {
		end = p;
		/* Dots separate all groups of a number, or none: 1.23-4 is a version. */
		if (ispunct((unsigned char)*p) && is_digit(p[1])) {
			if (dot != 0 && (*p == '.') != (dot == '.'))
				return false;
			dot = *p;
		}
		p += separators(p);
	}
	/* Nor are two groups with a dot between them: that is a decimal number. */
	return number.n >= 7 && number.n <= 15 && !(number.groups == 2 && dot == '.') &&
	       ends_telephone(end);
}

/* Is the scheme of TEXT, which ends at COLON, a word for a telephone, such as phone or fax-no? */
static bool is_telephone_scheme(const char *text, const char *colon)
{
	static const char *const words[] = {"phone", "telephone", "telefon", "mobile", "cellphone",
	    "handy", "gsm", "msisdn", "whatsapp", "fax"};
	static const char *const ends[] = {"", "no", "nr", "number", "nummer"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const char *end = text + strlen(words[i]);

		if (strncasecmp(text, words[i], strlen(words[i])) != 0)
			continue;
		end += strspn(end, DIGITS "-_.");
		for (size_t j = 0; j < sizeof(ends) / sizeof(ends[0]); j++)
			if (end + strlen(ends[j]) == colon &&
			    strncasecmp(end, ends[j], strlen(ends[j])) == 0)
				return true;
	}
	return false;
}

/* Where the word that ends at COLON begins. */
static const char *word_before(const char *text, const char *colon)
{
	while (colon > text && (is_alnum(colon[-1]) || strchr("-_.", colon[-1]) != NULL))
		colon--;
	return colon;
}

bool ts_number_telephone(const char *text)
{
	for (const char *p = strchr(text, '+'); p != NULL; p = strchr(p + 1, '+')) {
		const char *number = p + 1 + separators(p + 1);
		size_t digits = 0;

		for (const char *d = number; *d != '\0' && !isalpha((unsigned char)*d); d++)
			digits += is_digit(*d);
		/* No country code begins with 0, and no number with one is shorter. */
		if (begins_word(text, p) && *number != '0' && digits >= 8 &&
		    ts_number_is_telephone(number))
			return true;
	}
	for (const char *p = strchr(text, ':'); p != NULL; p = strchr(p + 1, ':')) {
		const char *word = word_before(text, p), *number = p + 1 + separators(p + 1);

		/* Behind another scheme, the word may be the name of a channel or an app. */
		if (is_telephone_scheme(word, p) &&
		    (word == text || (word[-1] == ':' && *number == '0')) &&
		    ts_number_is_telephone(number))
			return true;
	}
	return false;
}
