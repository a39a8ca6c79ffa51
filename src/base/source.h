/*
 * A source of bytes: a file, a pipe, memory, or an entry of a bundle that is being read. All
 * untrusted data is read through this interface, so the code that verifies does not depend on
 * where it comes from.
 */
#ifndef TS_BASE_SOURCE_H
#define TS_BASE_SOURCE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

#define TS_SIZE_UNKNOWN (-1)

struct ts_source {
	/*
	 * Put up to LEN bytes (LEN > 0) into BUF. Returns their number, 0 at the end, or -1 with
	 * ERR filled. A short read does not mean the end.
	 */
	ssize_t (*read)(void *ctx, void *buf, size_t len, struct ts_err *err);
	void *ctx; /* borrowed */
	int64_t
	    size; /* bytes from here to the end, or TS_SIZE_UNKNOWN; a hint that is never trusted */
	/* Both are NULL if the bytes can only be read in order. OFFSET counts from the source's
	 * beginning. */
	int (*seek)(void *ctx, uint64_t offset, struct ts_err *err); /* continue reading there */
	/* Like read(), from OFFSET, without changing the position. Several threads may call it. */
	ssize_t (*read_at)(void *ctx, void *buf, size_t len, uint64_t offset, struct ts_err *err);
};

/* The bytes of the descriptor that FD points to, in order. FD must outlive the source. */
struct ts_source ts_source_fd(int *fd, int64_t size);

/* The same for a regular file of SIZE bytes, from its beginning and in any order. */
struct ts_source ts_source_file(int *fd, int64_t size);

/* Read LEN bytes at OFFSET. Returns their number, which is smaller only at the end of the source.
 * Errors: those of read_at(). */
ssize_t ts_source_read_all(
    struct ts_source *source, void *buf, size_t len, uint64_t offset, struct ts_err *err);

/* The next LEFT bytes of FROM, beginning at AT, read with read_at(). RANGE must outlive the source.
 */
struct ts_source_range {
	struct ts_source *from; /* borrowed */
	uint64_t at, left;
};
struct ts_source ts_source_range(struct ts_source_range *range);

/* Bytes in memory. MEM keeps the position, and must outlive the source. */
struct ts_source_mem {
	const unsigned char *data;
	size_t len;
};
struct ts_source ts_source_mem(struct ts_source_mem *mem);

#endif
