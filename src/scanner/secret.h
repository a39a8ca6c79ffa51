/* What a match must satisfy besides its pattern: check digits, structure. */
#ifndef TS_SCANNER_SECRET_H
#define TS_SCANNER_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "scanner/rule.h"

/*
 * Does the secret satisfy VALIDATOR? These are the check digit of payment cards (ISO/IEC 7812-1,
 * annex B, Luhn) or of an IBAN (ISO 13616, ISO 7064 mod 97-10), the structure of a JSON Web Token
 * (RFC 7519), and that of a PEM private key (RFC 7468).
 */
bool ts_secret_valid(enum ts_validator validator, const char *text, size_t len, bool data);

#endif
