/*
 * Numbers of people and of their accounts in a reference (docs/boundary.md, "References"):
 * telephone numbers, IBANs and payment card numbers, with any separators.
 */
#ifndef TS_SCANNER_NUMBER_H
#define TS_SCANNER_NUMBER_H

#include <stdbool.h>

/* Does TEXT contain a telephone number: "+" and 8 to 15 digits (E.164), or 7 to 15 digits after its
 * scheme, if that is a word such as "phone"? */
bool ts_number_telephone(const char *text);

/* 7 to 15 digits from AT on, grouped as in telephone numbers. */
bool ts_number_is_telephone(const char *at);

/* An IBAN (ISO 13616) whose check digits are right. */
bool ts_number_iban(const char *text);

/* The number of a payment card (ISO/IEC 7812-1) whose check digit is right, grouped as on a card or
 * after a word such as "card". */
bool ts_number_card(const char *text);

#endif
