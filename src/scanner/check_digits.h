/*
 * Check digits of numbers that people, their accounts and their papers have. A number is written
 * with any separators; only its letters and digits count. A number that is a run of one digit
 * (000-00-0000) is never right.
 */
#ifndef TS_SCANNER_CHECK_DIGITS_H
#define TS_SCANNER_CHECK_DIGITS_H

#include <stdbool.h>
#include <stddef.h>

/* Which number it is: ts_scheme_find() knows their names in rules. */
enum ts_scheme {
	TS_SCHEME_AADHAAR,
	TS_SCHEME_ABA,
	TS_SCHEME_AFM,
	TS_SCHEME_AHV,
	TS_SCHEME_BSN,
	TS_SCHEME_CLABE,
	TS_SCHEME_CN_RESIDENT,
	TS_SCHEME_CNP,
	TS_SCHEME_CNPJ,
	TS_SCHEME_CODICE_FISCALE,
	TS_SCHEME_CPF,
	TS_SCHEME_CUIT,
	TS_SCHEME_CURP,
	TS_SCHEME_DNI,
	TS_SCHEME_EGN,
	TS_SCHEME_EMSO,
	TS_SCHEME_FODSELSNUMMER,
	TS_SCHEME_HENKILOTUNNUS,
	TS_SCHEME_HKID,
	TS_SCHEME_IIN,
	TS_SCHEME_INN,
	TS_SCHEME_IRD,
	TS_SCHEME_ISIKUKOOD,
	TS_SCHEME_KENNITALA,
	TS_SCHEME_LUHN_NUMBER,
	TS_SCHEME_MEDICARE_AU,
	TS_SCHEME_MOD_11_10,
	TS_SCHEME_MY_NUMBER,
	TS_SCHEME_NHS,
	TS_SCHEME_NIF_PT,
	TS_SCHEME_NIP,
	TS_SCHEME_NIR,
	TS_SCHEME_NPI,
	TS_SCHEME_NRIC,
	TS_SCHEME_PERSONNUMMER,
	TS_SCHEME_PESEL,
	TS_SCHEME_PPS,
	TS_SCHEME_RNOKPP,
	TS_SCHEME_RODNE_CISLO,
	TS_SCHEME_RRN_BE,
	TS_SCHEME_RUT,
	TS_SCHEME_SNILS,
	TS_SCHEME_SVNR_AT,
	TS_SCHEME_SVNR_DE,
	TS_SCHEME_TCKN,
	TS_SCHEME_TFN,
	TS_SCHEME_THAI_ID,
};

/* The scheme that rules call NAME ("cpf"); false when there is none. */
bool ts_scheme_find(const char *name, enum ts_scheme *scheme);

/* Has the number of LEN bytes at TEXT the right length and check digits? */
bool ts_check_digits(enum ts_scheme scheme, const char *text, size_t len);

#endif
