/* Reading single escapes. Private to decode/. */
#ifndef TS_DECODE_ESCAPE_READ_H
#define TS_DECODE_ESCAPE_READ_H

#include <stddef.h>
#include <stdint.h>

#define TS_ESCAPE_ESC 0x1B /* begins a control sequence of a terminal */

/* The value of a hexadecimal digit, or -1. */
int ts_escape_digit(unsigned char c);

/* The N hexadecimal digits at P, or -1. */
int64_t ts_escape_hex(const unsigned char *p, const unsigned char *end, int n);

/* The length of a character of UTF-8 at P that only looks like a space, or like nothing: it is
 * replaced by *WITH, which is 0 for nothing. 0 if it is none. */
size_t ts_escape_space(const unsigned char *p, const unsigned char *end, unsigned char *with);

/* The byte that the "%" at P is an escape of: ASCII that is text, or part of a character in UTF-8.
 * -1 if it is none: "50%FEE". */
int ts_escape_percent(const unsigned char *p, const unsigned char *end);

/* The number of spaces at P. */
size_t ts_escape_indent(const unsigned char *p, const unsigned char *end);

#endif
