/* What a match must satisfy besides its pattern: check digits, structure. */
#ifndef TS_SCANNER_SECRET_H
#define TS_SCANNER_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "scanner/mailbox.h"
#include "scanner/rule.h"

/* A secret: LEN bytes from AT on, in the END bytes at AROUND. */
struct ts_secret {
	const char *around; /* borrowed */
	size_t end, at, len;
	bool data; /* its carrier holds data, not code or prose */
};

/* Where it was found: by whom, as the domains whose addresses are no secrets, and in what. */
struct ts_place {
	const struct ts_texts *own_domains; /* borrowed */
	enum ts_origin origin;
};

/*
 * Does the secret satisfy the validator of RULE? These are the check digit of payment cards
 * (ISO/IEC 7812-1, annex B, Luhn) or of an IBAN (ISO 13616, ISO 7064 mod 97-10), the structure of a
 * JSON Web Token (RFC 7519), that of a PEM private key (RFC 7468), and others in
 * scanner/plausible.h, scanner/mailbox.h and scanner/check_digits.h. PLACE says where it was found.
 */
bool ts_secret_valid(
    const struct ts_rule *rule, const struct ts_place *place, const struct ts_secret *secret);

#endif
