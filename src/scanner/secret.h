/* What a match must satisfy beyond its pattern: check digits, structure, entropy. */
#ifndef TS_SCANNER_SECRET_H
#define TS_SCANNER_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "scanner/rule.h"

/* Shannon's entropy of the LEN bytes at TEXT, in bits a byte. */
double ts_entropy(const char *text, size_t len);

/*
 * Does the secret satisfy VALIDATOR: payment cards' check digit (ISO/IEC 7812-1, annex B, Luhn), an
 * IBAN's (ISO 13616, ISO 7064 mod 97-10), a JSON Web Token's structure (RFC 7519), that of a
 * private key in PEM (RFC 7468)?
 */
bool ts_secret_valid(enum ts_validator validator, const char *text, size_t len);

#endif
