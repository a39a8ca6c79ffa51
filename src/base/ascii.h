/* Letters and digits of ASCII, whatever the locale. */
#ifndef TS_BASE_ASCII_H
#define TS_BASE_ASCII_H

#include <stdbool.h>

static inline bool ts_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool ts_is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool ts_is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

#endif
