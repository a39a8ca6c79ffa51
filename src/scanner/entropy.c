#include "scanner/entropy.h"

/* log2(N) * TS_ENTROPY_ONE for N > 0: each squaring yields one more bit. Multiples of powers of two
 * have the same fraction, so that where logarithms cancel out in a sum, they do so exactly. */
static uint64_t logarithm(uint32_t n)
{
	uint64_t bits = 0, mantissa = n;

	for (; mantissa > 1; mantissa >>= 1)
		bits++;
	mantissa = (uint64_t)n << (31 - bits);
	for (unsigned i = 0; i < TS_ENTROPY_BITS; i++) {
		mantissa = mantissa * mantissa >> 31;
		bits = bits << 1 | mantissa >> 32;
		mantissa >>= mantissa >> 32;
	}
	return bits;
}

uint32_t ts_entropy(const char *text, size_t len)
{
	uint32_t counts[256] = {0};
	uint64_t sum = 0;

	if (len == 0 || len > TS_ENTROPY_MAX)
		return 0;
	for (size_t i = 0; i < len; i++)
		counts[(unsigned char)text[i]]++;
	for (size_t i = 0; i < 256; i++)
		if (counts[i] > 0)
			sum += counts[i] * logarithm(counts[i]);
	return (uint32_t)(logarithm((uint32_t)len) - sum / len);
}
