/* The strict scan of a JSON text before its tree is built; see format/json.h. */
#ifndef TS_FORMAT_JSON_SCAN_H
#define TS_FORMAT_JSON_SCAN_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

#define TS_JSON_DEPTH 64 /* the deepest nesting that is accepted */

/*
 * Refuse everything that format/json.h does not accept. ODD receives the ordinal of each number
 * that is not written as an integer, counting all numbers in the text (a size_t each, ascending
 * from 0). Errors: CHECK with line and column; "io".
 */
int ts_json_scan(
    const void *data, size_t len, const char *check, struct ts_buf *odd, struct ts_err *err);

#endif
