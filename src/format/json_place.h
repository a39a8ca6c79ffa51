/* Where in a JSON text a byte stands, as a JSON Pointer (RFC 6901). */
#ifndef TS_FORMAT_JSON_PLACE_H
#define TS_FORMAT_JSON_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/*
 * Append the pointer to the value that the byte at OFFSET belongs to (to the object, where it
 * belongs to a member's name). A name that is not formed like a record's ([a-z][a-z0-9_]{0,31})
 * may itself be what nobody must see, and is written as "*". False, with nothing appended, when the
 * text is not JSON up to there.
 */
bool ts_json_place(const void *text, size_t len, size_t offset, struct ts_buf *out);

#endif
