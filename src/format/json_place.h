/* The JSON Pointer (RFC 6901) of a byte in a JSON text. */
#ifndef TS_FORMAT_JSON_PLACE_H
#define TS_FORMAT_JSON_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/*
 * Append the pointer to the value that the byte at OFFSET belongs to, or to the object if it
 * belongs to a member's name. A name that does not match [a-z][a-z0-9_]{0,31} is written as "*",
 * because it may be a secret itself. Returns false, with nothing appended, when the text up to
 * there is not JSON.
 */
bool ts_json_place(const void *text, size_t len, size_t offset, struct ts_buf *out);

#endif
