/* How hard a text is to guess. */
#ifndef TS_SCANNER_ENTROPY_H
#define TS_SCANNER_ENTROPY_H

#include <stddef.h>
#include <stdint.h>

/* Entropy is counted in whole numbers, so that every processor decides alike: this many are a bit.
 */
#define TS_ENTROPY_BITS 28
#define TS_ENTROPY_ONE  (UINT32_C(1) << TS_ENTROPY_BITS)
#define TS_ENTROPY_MAX  ((size_t)1 << 30) /* bytes; no secret is nearly as long */

/* Shannon entropy of the LEN bytes at TEXT, in 2^-28 bits per byte, off by at most a millionth of a
 * bit; 0 if there are more than TS_ENTROPY_MAX. */
uint32_t ts_entropy(const char *text, size_t len);

#endif
