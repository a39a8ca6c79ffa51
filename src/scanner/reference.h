/*
 * References must be opaque (docs/boundary.md, "References"). This finds the ones that carry what
 * they refer to: an e-mail address, a telephone number, an account or a card.
 */
#ifndef TS_SCANNER_REFERENCE_H
#define TS_SCANNER_REFERENCE_H

/*
 * What private thing the reference TEXT (or a text that quotes one) carries, however it is
 * written: percent-encoded, or with any separators between its digits. "an e-mail address"…, of
 * static lifetime; NULL when nothing is found.
 */
const char *ts_reference_private(const char *text);

#endif
