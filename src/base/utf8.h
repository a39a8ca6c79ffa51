/* UTF-8, well-formed as Unicode 15's table 3-7 has it: no overlong forms, no surrogates. */
#ifndef TS_BASE_UTF8_H
#define TS_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Read the character at P (P < END) into *C; returns its length, or 0 when it is malformed. */
size_t ts_utf8_read(const unsigned char *p, const unsigned char *end, uint32_t *c);

/* Control characters (C0, C1, DEL), line separators, and marks that turn the direction of text. */
bool ts_utf8_is_unsafe(uint32_t c);

#endif
