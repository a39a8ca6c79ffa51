/* What a match must satisfy besides its pattern: check digits, structure, entropy. */
#ifndef TS_SCANNER_SECRET_H
#define TS_SCANNER_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scanner/rule.h"

/* Entropy is counted in whole numbers, so that every processor decides alike: this many are a bit.
 */
#define TS_ENTROPY_BITS 28
#define TS_ENTROPY_ONE  (UINT32_C(1) << TS_ENTROPY_BITS)
#define TS_ENTROPY_MAX  ((size_t)1 << 30) /* bytes; no secret is nearly as long */

/* Shannon entropy of the LEN bytes at TEXT, in 2^-28 bits per byte, off by at most a millionth of a
 * bit; 0 if there are more than TS_ENTROPY_MAX. */
uint32_t ts_entropy(const char *text, size_t len);

/*
 * Does the secret satisfy VALIDATOR? These are the check digit of payment cards (ISO/IEC 7812-1,
 * annex B, Luhn) or of an IBAN (ISO 13616, ISO 7064 mod 97-10), the structure of a JSON Web Token
 * (RFC 7519), and that of a PEM private key (RFC 7468).
 */
bool ts_secret_valid(enum ts_validator validator, const char *text, size_t len);

#endif
