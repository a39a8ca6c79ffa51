/* Reading a list of paths, however long it is. */
#ifndef TS_BASE_PATH_LIST_H
#define TS_BASE_PATH_LIST_H

#include "base/err.h"

/* Takes a path. Returns -1 with ERR filled to stop. */
typedef int ts_path_take(void *ctx, const char *path, struct ts_err *err);

/* Call TAKE with each path in FILE ("-": standard input): one to a line, or each ended by a NUL, as
 * find -print0 writes them. Returns -1 if TAKE did, or with an error: "io". */
int ts_path_list_read(const char *file, ts_path_take *take, void *ctx, struct ts_err *err);

#endif
