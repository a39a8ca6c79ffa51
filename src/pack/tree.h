/* The files of an input: one file, or all below a directory. Links and devices are refused. */
#ifndef TS_PACK_TREE_H
#define TS_PACK_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/progress.h"
#include "model/package.h"
#include "model/verdict.h"

struct ts_tree_file {
	char *path; /* owned: relative to where it will stand, '/' between components */
	char *file; /* owned: its name on this machine */
	uint64_t size;
};

struct ts_tree {
	struct ts_tree_file *files; /* owned; ascending by the bytes of path once sorted */
	size_t n;
};

/*
 * Add what FILE names: a regular file as PATH (under its own name there, where PATH is empty or
 * ends with a slash), or all files below a directory as PATH/…. *IS_DIRECTORY, where not NULL, says
 * which. A link, a device, an unsafe name is a finding in VERDICT, and left out. Errors: "io".
 */
int ts_tree_add(struct ts_tree *tree, const char *path, const char *file, bool *is_directory,
    struct ts_verdict *verdict, struct ts_err *err);

/* Sort by path, and report paths that clash where case is ignored. Errors: "io". */
int ts_tree_finish(struct ts_tree *tree, struct ts_verdict *verdict, struct ts_err *err);

void ts_tree_free(struct ts_tree *tree);

/* The last component of FILE's name, trailing slashes left out; NULL for want of memory. */
char *ts_tree_base_name(const char *file);

/*
 * The content digest of the package at FILE. What cannot be packed is a finding in VERDICT; then
 * PACKAGE is not to be used. BYTES and FILES, where not NULL, count. Errors: "io".
 */
int ts_tree_digest(const char *file, struct ts_package *package, uint64_t *files, uint64_t *bytes,
    struct ts_progress *progress, struct ts_verdict *verdict, struct ts_err *err);

/*
 * Read the regular file FILE whole through TAKE, called with each run of bytes; it must have SIZE
 * bytes, and not change meanwhile. PROGRESS may be NULL. TAKE returns -1 with ERR filled to stop.
 * Errors: "io".
 */
int ts_tree_read(const char *file, uint64_t size,
    int (*take)(void *ctx, const void *data, size_t len, struct ts_err *err), void *ctx,
    struct ts_progress *progress, struct ts_err *err);

#endif
