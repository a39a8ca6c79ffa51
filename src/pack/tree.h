/* The files of an input: a single file, or all files below a directory. Links and devices are
 * refused. */
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
	char *path; /* owned: relative to the payload, with '/' between components */
	char *file; /* owned: its name on this machine */
	uint64_t size;
};

struct ts_tree {
	struct ts_tree_file *files; /* owned; once sorted, ascending by the bytes of path */
	size_t n;
};

/*
 * Add what FILE names: a regular file as PATH (or with its own name, if PATH is empty or ends in
 * a slash), or all files below a directory as PATH/…. *IS_DIRECTORY, unless NULL, says which. A
 * link, a device or an unsafe name is left out, and is a failure in VERDICT. Errors: "io".
 */
int ts_tree_add(struct ts_tree *tree, const char *path, const char *file, bool *is_directory,
    struct ts_verdict *verdict, struct ts_err *err);

/* Sort by path, and report paths that clash if case is ignored. Errors: "io". */
int ts_tree_finish(struct ts_tree *tree, struct ts_verdict *verdict, struct ts_err *err);

/* More files than a verifier accepts by default are a failure in VERDICT. */
void ts_tree_judge_count(const struct ts_tree *tree, struct ts_verdict *verdict);

void ts_tree_free(struct ts_tree *tree);

/* The last component of FILE, without trailing slashes; NULL when there is no memory. The caller
 * frees it. */
char *ts_tree_base_name(const char *file);

/* What is found out about a package while its digest is computed. */
struct ts_tree_facts {
	uint64_t files, bytes;
	/* Keep the bytes of this file of the package, so that they are those that were digested;
	 * or NULL. */
	const char *keep;
	bool kept;          /* there was such a file */
	struct ts_buf text; /* owned: its first TS_TREE_KEEP_MAX bytes and one */
};

#define TS_TREE_KEEP_MAX ((size_t)4 << 20)

/*
 * Compute the content digest of the package at FILE, with its FACTS. What cannot be packed is a
 * failure in VERDICT, and PACKAGE is then invalid. Errors: "io".
 */
int ts_tree_digest(const char *file, struct ts_package *package, struct ts_tree_facts *facts,
    struct ts_progress *progress, struct ts_verdict *verdict, struct ts_err *err);

/*
 * Read the regular file FILE and pass its bytes to TAKE. It must have SIZE bytes and not change
 * meanwhile. PROGRESS may be NULL. TAKE returns -1 with ERR filled to stop. Errors: "io".
 */
int ts_tree_read(const char *file, uint64_t size,
    int (*take)(void *ctx, const void *data, size_t len, struct ts_err *err), void *ctx,
    struct ts_progress *progress, struct ts_err *err);

#endif
