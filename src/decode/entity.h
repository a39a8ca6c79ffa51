/* Character references of HTML and XML ("&#64;", "&commat;"), and characters in UTF-8. */
#ifndef TS_DECODE_ENTITY_H
#define TS_DECODE_ENTITY_H

#include <stddef.h>
#include <stdint.h>

/* Write the character C as UTF-8 (RFC 3629); returns its length. */
size_t ts_utf8_write(uint32_t c, unsigned char out[static 4]);

/* Decode the character reference at P: by number, or by the name of a character of ASCII (HTML,
 * "Named character references"); or a line break, "<br>". Returns its length, or 0 when it is none;
 * *N is the length of the character at OUT. */
size_t ts_entity_read(
    const unsigned char *p, const unsigned char *end, unsigned char out[static 4], size_t *n);

#endif
