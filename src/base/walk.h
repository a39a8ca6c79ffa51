/*
 * Walking a directory tree. The entries of a directory come in the order of the bytes of their
 * names, and what cannot be read is an entry as well: fts(3) and nftw(3) do not notice when reading
 * a directory fails in the middle.
 */
#ifndef TS_BASE_WALK_H
#define TS_BASE_WALK_H

#include <stdint.h>

#include "base/err.h"

enum ts_walk_kind {
	TS_WALK_FILE,      /* a regular file */
	TS_WALK_DIRECTORY, /* its entries follow, unless it is skipped */
	TS_WALK_LINK,      /* a symbolic link, which is not followed */
	TS_WALK_SPECIAL,   /* a pipe, a socket or a device */
	/* It cannot be read, or not to its end: ERRNUM says why. A directory comes once as such,
	 * and once more when reading it failed. */
	TS_WALK_UNREADABLE,
};

struct ts_walk_entry {
	const char *path; /* beginning with the root as it was given */
	const char *name; /* its last component; for the root, the whole path */
	unsigned level;   /* 0 for the root */
	enum ts_walk_kind kind;
	uint64_t size; /* of a file */
	int errnum;
};

/* Look at an entry. Returns 0 to go on, 1 to skip what is in a directory, -1 to stop. */
typedef int ts_walk_visit(void *ctx, const struct ts_walk_entry *entry);

/*
 * Visit ROOT and everything below it. If ROOT is a link, what it leads to is visited. Returns -1 if
 * VISIT stopped, or if there was no memory; only in that case ERR is filled ("io").
 */
int ts_walk(const char *root, ts_walk_visit *visit, void *ctx, struct ts_err *err);

#endif
