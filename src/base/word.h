/* Eight bytes at a time, in a word whose lowest byte is the first one on every processor. */
#ifndef TS_BASE_WORD_H
#define TS_BASE_WORD_H

#include <stdint.h>
#include <string.h>

#define TS_WORD_EACH UINT64_C(0x0101010101010101) /* 1 in each byte */
#define TS_WORD_HIGH UINT64_C(0x8080808080808080) /* the highest bit of each byte */

/* The eight bytes at P. */
static inline uint64_t ts_word_load(const unsigned char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

/* The number of the first byte of WORD that is not zero. WORD is not zero. */
static inline unsigned ts_word_first(uint64_t word)
{
	return (unsigned)__builtin_ctzll(word) / 8;
}

#endif
