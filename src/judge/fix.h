/* What a user can do about a value of the virtual document that is not as it must be. */
#ifndef TS_JUDGE_FIX_H
#define TS_JUDGE_FIX_H

#include <stdbool.h>

#include "base/buf.h"
#include "model/case.h"

/*
 * Append advice for the value at POINTER (NULL: none is given), in words of the case's own files.
 * BINDING: the approval is of another package.
 */
void ts_fix_value(const struct ts_case *c, const char *pointer, bool binding, struct ts_buf *out);

#endif
