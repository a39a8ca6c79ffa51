/* UTF-8 as Unicode defines it (version 15, table 3-7): no overlong forms, no surrogates. */
#ifndef TS_BASE_UTF8_H
#define TS_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Read the character at P (P < END) into *C. Returns its length, or 0 when it is malformed. */
size_t ts_utf8_read(const unsigned char *p, const unsigned char *end, uint32_t *c);

/* Is C a control character (C0, C1, DEL), a line separator, or a mark that changes the direction of
 * text? */
bool ts_utf8_is_unsafe(uint32_t c);

/* Is C shown as nothing, so that two texts look the same (Default_Ignorable_Code_Point of Unicode,
 * and interlinear annotations)? */
bool ts_utf8_is_invisible(uint32_t c);

#endif
