/*
 * Small files read by several threads, in batches: opening a small file takes longer than hashing
 * it. Private to ops/check_read.c, which takes the batches in the files' order and reads all other
 * files itself.
 */
#ifndef TS_PACK_CHECK_PARALLEL_H
#define TS_PACK_CHECK_PARALLEL_H

#include "pack/check_state.h"

struct ts_check_parallel;

/* Files that were read, hashed and looked at, one behind the other in the plan. */
struct ts_check_batch {
	size_t first, n;                           /* of the plan's files */
	unsigned char *data;                       /* owned: the files' bytes, nothing between */
	unsigned char (*digests)[TS_DIGEST_BYTES]; /* owned */
	struct ts_verdict *found;                  /* owned */
	bool failed; /* a file could not be read as it should be: who reads it in order says why */
};

/* NULL where threads are of no use, or there are none. Free it. */
struct ts_check_parallel *ts_check_parallel_new(struct ts_checking *k);
void ts_check_parallel_free(struct ts_check_parallel *ahead);

/* The batch that begins with file I of the plan, valid until the next call; NULL: read I yourself.
 * Every file is asked for in turn, but for those in a batch behind its first. */
const struct ts_check_batch *ts_check_parallel_take(struct ts_check_parallel *ahead, size_t i);

#endif
