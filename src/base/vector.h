/* Sixteen bytes at a time, with the vector extensions of gcc and clang. A comparison gives 0xFF for
 * each byte for which it is true, and 0 for the others. */
#ifndef TS_BASE_VECTOR_H
#define TS_BASE_VECTOR_H

#include <stdint.h>
#include <string.h>

#define TS_VECTOR 16 /* bytes */

typedef uint8_t ts_vector __attribute__((vector_size(TS_VECTOR)));

/* The bytes at P. */
static inline ts_vector ts_vector_load(const unsigned char *p)
{
	ts_vector v;

	memcpy(&v, p, TS_VECTOR);
	return v;
}

static inline ts_vector ts_vector_in_range(ts_vector v, uint8_t from, uint8_t to)
{
	return (ts_vector)((v - from) <= (uint8_t)(to - from));
}

static inline ts_vector ts_vector_is(ts_vector v, uint8_t c)
{
	return (ts_vector)(v == c);
}

#endif
