/* Advice on a value of the virtual document that is not what it must be. */
#ifndef TS_JUDGE_FIX_H
#define TS_JUDGE_FIX_H

#include <stdbool.h>

#include "base/buf.h"
#include "format/value.h"
#include "model/case.h"

/*
 * Describe VALUE, which should have TYPE (for TS_TYPE_LABEL, one of LABELS, which may also be a
 * single string), in FOUND; and if it is clear what was meant, begin FIX with that. A text is shown
 * only if it is so near to what is expected that it cannot be a secret.
 */
void ts_fix_found(const struct ts_json *value, enum ts_type type, const struct ts_json *labels,
    struct ts_buf *found, struct ts_buf *fix);

/*
 * Append advice on the value at POINTER (NULL: no advice), in terms of the user's own files.
 * BINDING: the approval is for another package.
 */
void ts_fix_value(const struct ts_case *c, const char *pointer, bool binding, struct ts_buf *out);

#endif
