/* Advice on a value of the virtual document that is not what it must be. */
#ifndef TS_JUDGE_FIX_H
#define TS_JUDGE_FIX_H

#include <stdbool.h>

#include "base/buf.h"
#include "model/case.h"

/*
 * Append advice on the value at POINTER (NULL: no advice), in terms of the user's own files.
 * BINDING: the approval is for another package.
 */
void ts_fix_value(const struct ts_case *c, const char *pointer, bool binding, struct ts_buf *out);

#endif
