/*
 * Where bytes come from: a file, a pipe, memory, or an entry of a bundle being read. All reading
 * of untrusted data goes through this, so that these are one thing to the code that judges.
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
	 * Put up to LEN bytes (LEN > 0) into BUF. Returns how many, 0 at the end, or -1 with ERR
	 * filled. Short counts are no sign of the end.
	 */
	ssize_t (*read)(void *ctx, void *buf, size_t len, struct ts_err *err);
	void *ctx;    /* borrowed */
	int64_t size; /* bytes from here to the end, or TS_SIZE_UNKNOWN: a hint, never trusted */
	/* Both NULL where bytes come in their order only. OFFSET counts from where the source
	 * began. */
	int (*seek)(void *ctx, uint64_t offset, struct ts_err *err); /* read on from there */
	/* As read(), from OFFSET, moving nothing; by several threads at once. */
	ssize_t (*read_at)(void *ctx, void *buf, size_t len, uint64_t offset, struct ts_err *err);
};

/* The bytes of the descriptor that FD points at, in their order; both must outlive the source. */
struct ts_source ts_source_fd(int *fd, int64_t size);

/* The same of a regular file of SIZE bytes, from its beginning, in any order. */
struct ts_source ts_source_file(int *fd, int64_t size);

/* Read LEN bytes at OFFSET. Fewer where the source ends before: their number is returned. Errors:
 * those of read_at(). */
ssize_t ts_source_read_all(
    struct ts_source *source, void *buf, size_t len, uint64_t offset, struct ts_err *err);

/* The next LEFT bytes of FROM, from AT on, read with read_at(). RANGE must outlive the source. */
struct ts_source_range {
	struct ts_source *from; /* borrowed */
	uint64_t at, left;
};
struct ts_source ts_source_range(struct ts_source_range *range);

/* Bytes in memory. MEM is the reading position and must outlive the source. */
struct ts_source_mem {
	const unsigned char *data;
	size_t len;
};
struct ts_source ts_source_mem(struct ts_source_mem *mem);

#endif
