/* What check digits are computed from, and the numbers whose check digits are no weighted sums.
 * Private to scanner/check_*.c. */
#ifndef TS_SCANNER_CHECK_NUMBER_H
#define TS_SCANNER_CHECK_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#define LEN_MAX 20 /* characters of a number */

/* The letters and digits of a number. */
struct ts_number {
	char text[LEN_MAX + 1]; /* letters are capitals */
	size_t n;
	bool digits; /* it has no letters */
};

static inline int digit(const struct ts_number *number, size_t at)
{
	return number->text[at] - '0';
}

/* N modulo MODULUS, which is not negative. */
static inline int modulo(int n, int modulus)
{
	return (n % modulus + modulus) % modulus;
}

/* The sum of the digits, each times its weight; a letter counts as its distance from '0'. */
int ts_weigh(const struct ts_number *number, const short weights[static LEN_MAX]);

/* Are the length and the check digits right? Each is for one number (scanner/check_digits.h). */
bool ts_is_personnummer(const struct ts_number *number);
bool ts_is_luhn_number(const struct ts_number *number);
bool ts_is_npi(const struct ts_number *number);
bool ts_is_aadhaar(const struct ts_number *number);
bool ts_is_mod_11_10(const struct ts_number *number);
bool ts_is_cn_resident(const struct ts_number *number);
bool ts_is_nir(const struct ts_number *number);
bool ts_is_rrn_be(const struct ts_number *number);
bool ts_is_dni(const struct ts_number *number);
bool ts_is_codice_fiscale(const struct ts_number *number);
bool ts_is_curp(const struct ts_number *number);
bool ts_is_henkilotunnus(const struct ts_number *number);
bool ts_is_hkid(const struct ts_number *number);
bool ts_is_nric(const struct ts_number *number);
bool ts_is_pps(const struct ts_number *number);
bool ts_is_rut(const struct ts_number *number);
bool ts_is_snils(const struct ts_number *number);
bool ts_is_svnr_de(const struct ts_number *number);

#endif
