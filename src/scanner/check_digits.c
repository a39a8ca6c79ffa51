#include "scanner/check_digits.h"

#include <string.h>

#include "base/ascii.h"
#include "scanner/check_number.h"

static bool read_number(const char *text, size_t len, struct ts_number *number)
{
	bool varied = false;

	*number = (struct ts_number){.digits = true};
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (ts_is_lower(c))
			c = (char)(c - 'a' + 'A');
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
	signed char ten;        /* what stands for the remainder 10, or NONE */
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

static bool passes(const struct ts_number *number, const struct weighted *w)
{
	const int rest = modulo(ts_weigh(number, w->weights), w->modulus);
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

static bool is_weighted_right(const struct ts_number *number, enum ts_scheme scheme)
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
static bool is_right_twice(const struct ts_number *number, size_t len, bool minus,
    const short *first, const short *second, int ten)
{
	int rest;

	if (number->n != len || !number->digits)
		return false;
	rest = modulo(minus ? -ts_weigh(number, first) : ts_weigh(number, first), 11);
	if (rest == 10)
		rest = modulo(minus ? -ts_weigh(number, second) : ts_weigh(number, second), 11);
	return digit(number, len - 1) == (rest == 10 ? ten : rest);
}

static bool is_isikukood(const struct ts_number *number)
{
	static const short first[LEN_MAX] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 1};
	static const short second[LEN_MAX] = {3, 4, 5, 6, 7, 8, 9, 1, 2, 3};

	return is_right_twice(number, 11, false, first, second, 0);
}

static bool is_iin(const struct ts_number *number)
{
	static const short first[LEN_MAX] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
	static const short second[LEN_MAX] = {3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2};

	return is_right_twice(number, 12, false, first, second, NONE);
}

static bool is_ird(const struct ts_number *number)
{
	static const short first[LEN_MAX] = {3, 2, 7, 6, 5, 4, 3, 2};
	static const short second[LEN_MAX] = {7, 4, 3, 2, 5, 2, 7, 6};
	struct ts_number padded = *number;

	if (number->n == 8) {
		memcpy(padded.text + 1, number->text, 8);
		padded.text[0] = '0';
		padded.n = 9;
	}
	return is_right_twice(&padded, 9, true, first, second, NONE);
}

/* Of companies (10 digits), and of people (12). */
static bool is_inn(const struct ts_number *number)
{
	static const struct weighted company = {
	    TS_SCHEME_INN, 10, 9, 11, REST, 0, {2, 4, 10, 3, 5, 9, 4, 6, 8}};
	static const struct weighted person[] = {
	    {TS_SCHEME_INN, 12, 10, 11, REST, 0, {7, 2, 4, 10, 3, 5, 9, 4, 6, 8}},
	    {TS_SCHEME_INN, 12, 11, 11, REST, 0, {3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8}}};

	return number->digits && (passes(number, &company) ||
				     (passes(number, &person[0]) && passes(number, &person[1])));
}

static const struct {
	const char *name;
	bool (*is_right)(const struct ts_number *); /* NULL: it has weighted sums only */
	bool letters;                               /* it may have letters */
} schemes[] = {[TS_SCHEME_AADHAAR] = {"aadhaar", ts_is_aadhaar, false},
    [TS_SCHEME_ABA] = {"aba", NULL, false},
    [TS_SCHEME_AFM] = {"afm", NULL, false},
    [TS_SCHEME_AHV] = {"ahv", NULL, false},
    [TS_SCHEME_BSN] = {"bsn", NULL, false},
    [TS_SCHEME_CLABE] = {"clabe", NULL, false},
    [TS_SCHEME_CN_RESIDENT] = {"cn-resident", ts_is_cn_resident, true},
    [TS_SCHEME_CNP] = {"cnp", NULL, false},
    [TS_SCHEME_CNPJ] = {"cnpj", NULL, true},
    [TS_SCHEME_CODICE_FISCALE] = {"codice-fiscale", ts_is_codice_fiscale, true},
    [TS_SCHEME_CPF] = {"cpf", NULL, false},
    [TS_SCHEME_CUIT] = {"cuit", NULL, false},
    [TS_SCHEME_CURP] = {"curp", ts_is_curp, true},
    [TS_SCHEME_DNI] = {"dni", ts_is_dni, true},
    [TS_SCHEME_EGN] = {"egn", NULL, false},
    [TS_SCHEME_EMSO] = {"emso", NULL, false},
    [TS_SCHEME_FODSELSNUMMER] = {"fodselsnummer", NULL, false},
    [TS_SCHEME_HENKILOTUNNUS] = {"henkilotunnus", ts_is_henkilotunnus, true},
    [TS_SCHEME_HKID] = {"hkid", ts_is_hkid, true},
    [TS_SCHEME_IIN] = {"iin", is_iin, false},
    [TS_SCHEME_INN] = {"inn", is_inn, false},
    [TS_SCHEME_IRD] = {"ird", is_ird, false},
    [TS_SCHEME_ISIKUKOOD] = {"isikukood", is_isikukood, false},
    [TS_SCHEME_KENNITALA] = {"kennitala", NULL, false},
    [TS_SCHEME_LUHN_NUMBER] = {"luhn-number", ts_is_luhn_number, false},
    [TS_SCHEME_MEDICARE_AU] = {"medicare-au", NULL, false},
    [TS_SCHEME_MOD_11_10] = {"mod-11-10", ts_is_mod_11_10, false},
    [TS_SCHEME_MY_NUMBER] = {"my-number", NULL, false},
    [TS_SCHEME_NHS] = {"nhs", NULL, false},
    [TS_SCHEME_NIF_PT] = {"nif-pt", NULL, false},
    [TS_SCHEME_NIP] = {"nip", NULL, false},
    [TS_SCHEME_NIR] = {"nir", ts_is_nir, true},
    [TS_SCHEME_NPI] = {"npi", ts_is_npi, false},
    [TS_SCHEME_NRIC] = {"nric", ts_is_nric, true},
    [TS_SCHEME_PERSONNUMMER] = {"personnummer", ts_is_personnummer, false},
    [TS_SCHEME_PESEL] = {"pesel", NULL, false},
    [TS_SCHEME_PPS] = {"pps", ts_is_pps, true},
    [TS_SCHEME_RNOKPP] = {"rnokpp", NULL, false},
    [TS_SCHEME_RODNE_CISLO] = {"rodne-cislo", NULL, false},
    [TS_SCHEME_RRN_BE] = {"rrn-be", ts_is_rrn_be, false},
    [TS_SCHEME_RUT] = {"rut", ts_is_rut, true},
    [TS_SCHEME_SNILS] = {"snils", ts_is_snils, false},
    [TS_SCHEME_SVNR_AT] = {"svnr-at", NULL, false},
    [TS_SCHEME_SVNR_DE] = {"svnr-de", ts_is_svnr_de, true},
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
	struct ts_number number;

	if (!read_number(text, len, &number) || (!number.digits && !schemes[scheme].letters))
		return false;
	return schemes[scheme].is_right == NULL ? is_weighted_right(&number, scheme)
						: schemes[scheme].is_right(&number);
}
