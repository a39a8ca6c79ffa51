/* Reading a long list of paths. */
#ifndef TS_AUDIT_PATH_LIST_H
#define TS_AUDIT_PATH_LIST_H

#include "base/err.h"

typedef int ts_path_take(void *ctx, const char *path, struct ts_err *err);

/*
 * Call TAKE with each path in FILE ("-": standard input): one to a line, or each ended by a NUL.
 * The paths must be in the order in which walking directories by the bytes of their names finds
 * them, so that everybody numbers them alike, and each only once. Returns 0, or -1 if TAKE did, or
 * with an error: "io".
 */
int ts_path_list_read(const char *file, ts_path_take *take, void *ctx, struct ts_err *err);

#endif
