#include "scanner/check_digits.h"

#include <string.h>

#include "base/ascii.h"

#define LEN_MAX 20 /* characters of a number */

/* The letters and digits of a number. */
struct number {
	char text[LEN_MAX + 1]; /* letters are capitals */
	size_t n;
	bool digits; /* it has no letters */
};

static int digit(const struct number *number, size_t at)
{
	return number->text[at] - '0';
}

static bool read_number(const char *text, size_t len, struct number *number)
{
	bool varied = false;

	*number = (struct number){.digits = true};
	for (size_t i = 0; i < len; i++) {
		char c = ts_is_lower(text[i]) ? (char)(text[i] - 'a' + 'A') : text[i];

		if (!ts_is_digit(c) && !ts_is_upper(c))
			continue;
		if (number->n == LEN_MAX)
			return false;
		number->digits = number->digits && ts_is_digit(c);
		varied = varied || (number->n > 0 && c != number->text[0]);
		number->text[number->n++] = c;
	}
	return varied;
}

/* What a check digit is made of the weighted sum S, with modulus M. */
enum form {
	ZERO,  /* the check digit has a weight too, and S mod M is 0 */
	REST,  /* S mod M */
	MINUS, /* -S mod M */
	TENTH, /* M - S mod M, of which the last digit counts */
};

#define NONE (-1)

/* A check digit that is a weighted sum. A scheme with several has a row for each. */
struct weighted {
	enum ts_scheme scheme;
	unsigned char len; /* of the number */
	unsigned char at;  /* which character is the check digit */
	unsigned char modulus;
	enum form form;
	signed char ten;         /* what stands for the remainder 10, or NONE: there is no such number */
	short weights[LEN_MAX]; /* a letter counts as its distance from '0' (CNPJ) */
};

static const struct weighted weighted[] = {
    {TS_SCHEME_ABA, 9, 8, 10, ZERO, NONE, {3, 7, 1, 3, 7, 1, 3, 7, 1}},
    {TS_SCHEME_AFM, 9, 8, 11, REST, 0, {256, 128, 64, 32, 16, 8, 4, 2}},
    {TS_SCHEME_AHV, 13, 12, 10, MINUS, NONE, {1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3}},
    {TS_SCHEME_BSN, 9, 8, 11, ZERO, NONE, {9, 8, 7, 6, 5, 4, 3, 2, -1}},
    {TS_SCHEME_CLABE, 18, 17, 10, MINUS, NONE, {3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7}},
    {TS_SCHEME_CNP, 13, 12, 11, REST, 1, {2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9}},
    {TS_SCHEME_CNPJ, 14, 12, 11, MINUS, 0, {5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2}},
    {TS_SCHEME_CNPJ, 14, 13, 11, MINUS, 0, {6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2}},
    {TS_SCHEME_CPF, 11, 9, 11, MINUS, 0, {10, 9, 8, 7, 6, 5, 4, 3, 2}},
    {TS_SCHEME_CPF, 11, 10, 11, MINUS, 0, {11, 10, 9, 8, 7, 6, 5, 4, 3, 2}},
    {TS_SCHEME_CUIT, 11, 10, 11, MINUS, NONE, {5, 4, 3, 2, 7, 6, 5, 4, 3, 2}},
    {TS_SCHEME_EGN, 10, 9, 11, REST, 0, {2, 4, 8, 5, 10, 9, 7, 3, 6}},
    {TS_SCHEME_EMSO, 13, 12, 11, MINUS, NONE, {7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2}},
    {TS_SCHEME_FODSELSNUMMER, 11, 9, 11, MINUS, NONE, {3, 7, 6, 1, 8, 9, 4, 5, 2}},
    {TS_SCHEME_FODSELSNUMMER, 11, 10, 11, MINUS, NONE, {5, 4, 3, 2, 7, 6, 5, 4, 3, 2}},
    {TS_SCHEME_KENNITALA, 10, 8, 11, MINUS, NONE, {3, 2, 7, 6, 5, 4, 3, 2}},
    {TS_SCHEME_MEDICARE_AU, 10, 8, 10, REST, NONE, {1, 3, 7, 9, 1, 3, 7, 9}},
    {TS_SCHEME_MY_NUMBER, 12, 11, 11, MINUS, 0, {6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2}},
    {TS_SCHEME_NHS, 10, 9, 11, MINUS, NONE, {10, 9, 8, 7, 6, 5, 4, 3, 2}},
    {TS_SCHEME_NIF_PT, 9, 8, 11, MINUS, 0, {9, 8, 7, 6, 5, 4, 3, 2}},
    {TS_SCHEME_NIP, 10, 9, 11, REST, NONE, {6, 5, 7, 2, 3, 4, 5, 6, 7}},
    {TS_SCHEME_PESEL, 11, 10, 10, MINUS, NONE, {1, 3, 7, 9, 1, 3, 7, 9, 1, 3}},
    {TS_SCHEME_RNOKPP, 10, 9, 11, REST, 0, {-1, 5, 7, 9, 4, 6, 10, 5, 7}},
    {TS_SCHEME_RODNE_CISLO, 10, 9, 11, REST, 0, {1, -1, 1, -1, 1, -1, 1, -1, 1}},
    {TS_SCHEME_SVNR_AT, 10, 3, 11, REST, NONE, {3, 7, 9, 0, 5, 8, 4, 2, 1, 6}},
    {TS_SCHEME_TCKN, 11, 9, 10, REST, NONE, {7, -1, 7, -1, 7, -1, 7, -1, 7}},
    {TS_SCHEME_TCKN, 11, 10, 10, REST, NONE, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}},
    {TS_SCHEME_TFN, 9, 8, 11, ZERO, NONE, {1, 4, 3, 7, 5, 8, 6, 9, 10}},
    {TS_SCHEME_THAI_ID, 13, 12, 11, TENTH, NONE, {13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2}},
};

static int modulo(int n, int modulus)
{
	return (n % modulus + modulus) % modulus;
}

static int weigh(const struct number *number, const short *weights)
{
	int sum = 0;

	for (size_t i = 0; i < number->n; i++)
		sum += digit(number, i) * weights[i];
	return sum;
}

static bool passes(const struct number *number, const struct weighted *w)
{
	const int rest = modulo(weigh(number, w->weights), w->modulus);
	int check = rest;

	if (number->n != w->len)
		return false;
	if (w->form == ZERO)
		return rest == 0;
	if (w->form == MINUS)
		check = modulo(-rest, w->modulus);
	else if (w->form == TENTH)
		check = (w->modulus - rest) % 10;
	return digit(number, w->at) == (check == 10 ? w->ten : check);
}

static bool is_weighted_right(const struct number *number, enum ts_scheme scheme)
{
	bool right = false;

	for (size_t i = 0; i < sizeof(weighted) / sizeof(weighted[0]); i++) {
		if (weighted[i].scheme != scheme)
			continue;
		right = passes(number, &weighted[i]);
		if (!right)
			return false;
	}
	return right;
}

/* Where the first weights give 10, the second ones count; where these do too, 0 (or NONE). */
static bool is_right_twice(const struct number *number, size_t len, bool minus, const short *first,
    const short *second, int ten)
{
	int rest;

	if (number->n != len || !number->digits)
		return false;
	rest = modulo(minus ? -weigh(number, first) : weigh(number, first), 11);
	if (rest == 10)
		rest = modulo(minus ? -weigh(number, second) : weigh(number, second), 11);
	return digit(number, len - 1) == (rest == 10 ? ten : rest);
}

static bool is_isikukood(const struct number *number)
{
	static const short first[LEN_MAX] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 1};
	static const short second[LEN_MAX] = {3, 4, 5, 6, 7, 8, 9, 1, 2, 3};

	return is_right_twice(number, 11, false, first, second, 0);
}

static bool is_iin(const struct number *number)
{
	static const short first[LEN_MAX] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
	static const short second[LEN_MAX] = {3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2};

	return is_right_twice(number, 12, false, first, second, NONE);
}

static bool is_ird(const struct number *number)
{
	static const short first[LEN_MAX] = {3, 2, 7, 6, 5, 4, 3, 2};
	static const short second[LEN_MAX] = {7, 4, 3, 2, 5, 2, 7, 6};
	struct number padded = *number;

	if (number->n == 8) {
		memcpy(padded.text + 1, number->text, 8);
		padded.text[0] = '0';
		padded.n = 9;
	}
	return is_right_twice(&padded, 9, true, first, second, NONE);
}

/* ISO/IEC 7812-1, annex B, of the characters from FROM on. */
static bool is_luhn(const struct number *number, size_t from, int sum)
{
	for (size_t i = from; i < number->n; i++) {
		const int d = digit(number, i);

		sum += (number->n - i) % 2 == 1 ? d : d < 5 ? 2 * d : 2 * d - 9;
	}
	return number->digits && sum % 10 == 0;
}

/* The last ten digits; the century may be before them. */
static bool is_personnummer(const struct number *number)
{
	return (number->n == 10 || number->n == 12) && is_luhn(number, number->n - 10, 0);
}

/* The number of digits is what the rule's pattern says. */
static bool is_luhn_number(const struct number *number)
{
	return number->n >= 9 && is_luhn(number, 0, 0);
}

/* Luhn's check digit of 80840 and the number; those first digits add 24. */
static bool is_npi(const struct number *number)
{
	return number->n == 10 && is_luhn(number, 0, 24);
}

/* Verhoeff's check digit: multiplication in the dihedral group of order ten. */
static bool is_aadhaar(const struct number *number)
{
	static const char permutations[8][11] = {"0123456789", "1576283094", "5803796142", "8916043527",
	    "9453126870", "4286573901", "2793806415", "7046913258"};
	int check = 0;

	if (number->n != 12 || !number->digits || digit(number, 0) < 2)
		return false;
	for (size_t i = 0; i < 12; i++) {
		const int p = permutations[i % 8][digit(number, 11 - i)] - '0';

		if (check < 5)
			check = p < 5 ? (check + p) % 5 : 5 + (check + p) % 5;
		else
			check = p < 5 ? 5 + (check - p) % 5 : (check - p + 5) % 5;
	}
	return check == 0;
}

/* ISO/IEC 7064, MOD 11,10: tax numbers of Germany and Croatia. */
static bool is_mod_11_10(const struct number *number)
{
	int product = 10;

	if (number->n != 11 || !number->digits)
		return false;
	for (size_t i = 0; i < 10; i++) {
		const int sum = (digit(number, i) + product) % 10;

		product = (sum == 0 ? 10 : sum) * 2 % 11;
	}
	return (11 - product) % 10 == digit(number, 10);
}

/* ISO/IEC 7064, MOD 11-2. */
static bool is_cn_resident(const struct number *number)
{
	int sum = 0;

	if (number->n != 18)
		return false;
	for (size_t i = 0; i < 17; i++) {
		if (!ts_is_digit(number->text[i]))
			return false;
		sum = (sum + digit(number, i)) * 2 % 11;
	}
	return number->text[17] == "10X98765432"[sum];
}

/* The number of the first N characters, with the digit REST before it, modulo 97. */
static int mod_97(const struct number *number, size_t n, int rest)
{
	for (size_t i = 0; i < n; i++)
		rest = (rest * 10 + digit(number, i)) % 97;
	return rest;
}

static int last_two(const struct number *number)
{
	return digit(number, number->n - 2) * 10 + digit(number, number->n - 1);
}

/* Corsica's 2A and 2B count as 19 and 18. */
static bool is_nir(const struct number *number)
{
	struct number plain = *number;

	if (number->n != 15)
		return false;
	if (plain.text[6] == 'A' || plain.text[6] == 'B') {
		plain.text[6] = plain.text[6] == 'A' ? '9' : '8';
		plain.text[5] = '1';
	}
	return strspn(plain.text, "0123456789") == 15 &&
	       97 - mod_97(&plain, 13, 0) == last_two(&plain);
}

/* Of people born since 2000, with a 2 before it. */
static bool is_rrn_be(const struct number *number)
{
	return number->n == 11 && number->digits &&
	       (97 - mod_97(number, 9, 0) == last_two(number) ||
		   97 - mod_97(number, 9, 2) == last_two(number));
}

static bool is_dni(const struct number *number)
{
	struct number plain = *number;
	int n = 0;

	if (number->n != 9)
		return false;
	if (plain.text[0] >= 'X' && plain.text[0] <= 'Z') /* NIE */
		plain.text[0] = (char)(plain.text[0] - 'X' + '0');
	if (strspn(plain.text, "0123456789") != 8)
		return false;
	for (size_t i = 0; i < 8; i++)
		n = n * 10 + digit(&plain, i);
	return plain.text[8] == "TRWAGMYFPDXBNJZSQVHLCKE"[n % 23];
}

static bool is_codice_fiscale(const struct number *number)
{
	static const unsigned char odd[] = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3,
	    6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
	int sum = 0;

	if (number->n != 16)
		return false;
	for (size_t i = 0; i < 15; i++) {
		const char c = number->text[i];
		const int value = ts_is_digit(c) ? c - '0' : c - 'A';

		sum += i % 2 == 0 ? odd[value] : value;
	}
	return number->text[15] == 'A' + sum % 26;
}

static bool is_curp(const struct number *number)
{
	int sum = 0;

	if (number->n != 18 || !ts_is_digit(number->text[17]))
		return false;
	for (size_t i = 0; i < 17; i++) {
		const char c = number->text[i]; /* there is a letter after N that is none in ASCII */
		const int value = ts_is_digit(c) ? c - '0' : c - 'A' + 10 + (c > 'N');

		sum += value * (18 - (int)i);
	}
	return modulo(-sum, 10) == digit(number, 17);
}

/* The century's sign is a separator or a letter: 131052-308T, 131052A308T. */
static bool is_henkilotunnus(const struct number *number)
{
	struct number plain = *number;
	int n = 0;

	if (plain.n == 11) {
		memmove(plain.text + 6, plain.text + 7, 5);
		plain.n = 10;
	}
	if (plain.n != 10 || strspn(plain.text, "0123456789") < 9)
		return false;
	for (size_t i = 0; i < 9; i++)
		n = (n * 10 + digit(&plain, i)) % 31;
	return plain.text[9] == "0123456789ABCDEFHJKLMNPRSTUVWXY"[n];
}

static bool is_hkid(const struct number *number)
{
	const size_t letters = number->n == 9 ? 2 : 1;
	int sum = letters == 1 ? 36 * 9 : 0, check;

	if (number->n != letters + 7)
		return false;
	for (size_t i = 0; i < number->n - 1; i++) {
		const char c = number->text[i];

		if (ts_is_upper(c) != (i < letters))
			return false;
		sum += (ts_is_upper(c) ? c - 'A' + 10 : c - '0') * (int)(number->n - i);
	}
	check = modulo(-sum, 11);
	return number->text[number->n - 1] == (check == 10 ? 'A' : '0' + check);
}

static bool is_nric(const struct number *number)
{
	static const short weights[LEN_MAX] = {0, 2, 7, 6, 5, 4, 3, 2};
	const char c = number->text[0];
	struct number plain = *number;
	int sum;

	plain.text[0] = '0';
	if (number->n != 9 || strspn(plain.text, "0123456789") != 8)
		return false;
	plain.n = 8;
	sum = weigh(&plain, weights) + (c == 'T' || c == 'G' ? 4 : c == 'M' ? 3 : 0);
	if (c == 'S' || c == 'T')
		return number->text[8] == "JZIHGFEDCBA"[sum % 11];
	if (c == 'F' || c == 'G')
		return number->text[8] == "XWUTRQPNMLK"[sum % 11];
	return c == 'M' && number->text[8] == "KLJNPQRTUWX"[10 - sum % 11];
}

static bool is_pps(const struct number *number)
{
	int sum = 0;

	if (number->n < 8 || number->n > 9 || strspn(number->text, "0123456789") != 7)
		return false;
	for (size_t i = 0; i < 7; i++)
		sum += digit(number, i) * (8 - (int)i);
	if (number->n == 9 && number->text[8] != 'W')
		sum += (number->text[8] - 'A' + 1) * 9;
	return number->text[7] == "WABCDEFGHIJKLMNOPQRSTUV"[sum % 23];
}

static bool is_rut(const struct number *number)
{
	int sum = 0, check;

	if (number->n < 8 || number->n > 9 || strspn(number->text, "0123456789") < number->n - 1)
		return false;
	for (size_t i = 0; i < number->n - 1; i++)
		sum += digit(number, number->n - 2 - i) * (2 + (int)(i % 6));
	check = modulo(-sum, 11);
	return number->text[number->n - 1] == (check == 10 ? 'K' : '0' + check);
}

static bool is_snils(const struct number *number)
{
	static const short weights[LEN_MAX] = {9, 8, 7, 6, 5, 4, 3, 2, 1};

	return number->n == 11 && number->digits &&
	       weigh(number, weights) % 101 % 100 == last_two(number);
}

/* Of companies (10 digits), and of people (12). */
static bool is_inn(const struct number *number)
{
	static const struct weighted company = {
	    TS_SCHEME_INN, 10, 9, 11, REST, 0, {2, 4, 10, 3, 5, 9, 4, 6, 8}};
	static const struct weighted person[] = {
	    {TS_SCHEME_INN, 12, 10, 11, REST, 0, {7, 2, 4, 10, 3, 5, 9, 4, 6, 8}},
	    {TS_SCHEME_INN, 12, 11, 11, REST, 0, {3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8}}};

	return number->digits && (passes(number, &company) ||
				     (passes(number, &person[0]) && passes(number, &person[1])));
}

/* The letter counts as two digits, and of each product its digits are added. */
static bool is_svnr_de(const struct number *number)
{
	static const char weights[] = "212571212121";
	char text[13];
	int sum = 0, letter;

	if (number->n != 12 || strspn(number->text, "0123456789") != 8 ||
	    strspn(number->text + 9, "0123456789") != 3)
		return false;
	letter = number->text[8] - 'A' + 1;
	memcpy(text, number->text, 8);
	text[8] = (char)('0' + letter / 10);
	text[9] = (char)('0' + letter % 10);
	memcpy(text + 10, number->text + 9, 2);
	for (size_t i = 0; i < 12; i++) {
		const int product = (text[i] - '0') * (weights[i] - '0');

		sum += product / 10 + product % 10;
	}
	return sum % 10 == digit(number, 11);
}

static const struct {
	const char *name;
	bool (*is_right)(const struct number *); /* NULL: it has weighted sums only */
	bool letters;                            /* it may have letters */
} schemes[] = {[TS_SCHEME_AADHAAR] = {"aadhaar", is_aadhaar, false},
    [TS_SCHEME_ABA] = {"aba", NULL, false},
    [TS_SCHEME_AFM] = {"afm", NULL, false},
    [TS_SCHEME_AHV] = {"ahv", NULL, false},
    [TS_SCHEME_BSN] = {"bsn", NULL, false},
    [TS_SCHEME_CLABE] = {"clabe", NULL, false},
    [TS_SCHEME_CN_RESIDENT] = {"cn-resident", is_cn_resident, true},
    [TS_SCHEME_CNP] = {"cnp", NULL, false},
    [TS_SCHEME_CNPJ] = {"cnpj", NULL, true},
    [TS_SCHEME_CODICE_FISCALE] = {"codice-fiscale", is_codice_fiscale, true},
    [TS_SCHEME_CPF] = {"cpf", NULL, false},
    [TS_SCHEME_CUIT] = {"cuit", NULL, false},
    [TS_SCHEME_CURP] = {"curp", is_curp, true},
    [TS_SCHEME_DNI] = {"dni", is_dni, true},
    [TS_SCHEME_EGN] = {"egn", NULL, false},
    [TS_SCHEME_EMSO] = {"emso", NULL, false},
    [TS_SCHEME_FODSELSNUMMER] = {"fodselsnummer", NULL, false},
    [TS_SCHEME_HENKILOTUNNUS] = {"henkilotunnus", is_henkilotunnus, true},
    [TS_SCHEME_HKID] = {"hkid", is_hkid, true},
    [TS_SCHEME_IIN] = {"iin", is_iin, false},
    [TS_SCHEME_INN] = {"inn", is_inn, false},
    [TS_SCHEME_IRD] = {"ird", is_ird, false},
    [TS_SCHEME_ISIKUKOOD] = {"isikukood", is_isikukood, false},
    [TS_SCHEME_KENNITALA] = {"kennitala", NULL, false},
    [TS_SCHEME_LUHN_NUMBER] = {"luhn-number", is_luhn_number, false},
    [TS_SCHEME_MEDICARE_AU] = {"medicare-au", NULL, false},
    [TS_SCHEME_MOD_11_10] = {"mod-11-10", is_mod_11_10, false},
    [TS_SCHEME_MY_NUMBER] = {"my-number", NULL, false},
    [TS_SCHEME_NHS] = {"nhs", NULL, false},
    [TS_SCHEME_NIF_PT] = {"nif-pt", NULL, false},
    [TS_SCHEME_NIP] = {"nip", NULL, false},
    [TS_SCHEME_NIR] = {"nir", is_nir, true},
    [TS_SCHEME_NPI] = {"npi", is_npi, false},
    [TS_SCHEME_NRIC] = {"nric", is_nric, true},
    [TS_SCHEME_PERSONNUMMER] = {"personnummer", is_personnummer, false},
    [TS_SCHEME_PESEL] = {"pesel", NULL, false},
    [TS_SCHEME_PPS] = {"pps", is_pps, true},
    [TS_SCHEME_RNOKPP] = {"rnokpp", NULL, false},
    [TS_SCHEME_RODNE_CISLO] = {"rodne-cislo", NULL, false},
    [TS_SCHEME_RRN_BE] = {"rrn-be", is_rrn_be, false},
    [TS_SCHEME_RUT] = {"rut", is_rut, true},
    [TS_SCHEME_SNILS] = {"snils", is_snils, false},
    [TS_SCHEME_SVNR_AT] = {"svnr-at", NULL, false},
    [TS_SCHEME_SVNR_DE] = {"svnr-de", is_svnr_de, true},
    [TS_SCHEME_TCKN] = {"tckn", NULL, false},
    [TS_SCHEME_TFN] = {"tfn", NULL, false},
    [TS_SCHEME_THAI_ID] = {"thai-id", NULL, false}};

bool ts_scheme_find(const char *name, enum ts_scheme *scheme)
{
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (strcmp(schemes[i].name, name) == 0) {
			*scheme = (enum ts_scheme)i;
			return true;
		}
	return false;
}

bool ts_check_digits(enum ts_scheme scheme, const char *text, size_t len)
{
	struct number number;

	if (!read_number(text, len, &number) || (!number.digits && !schemes[scheme].letters))
		return false;
	return schemes[scheme].is_right == NULL ? is_weighted_right(&number, scheme)
						: schemes[scheme].is_right(&number);
}
