/*
 * Reading small files with several threads, in batches, because opening a small file takes longer
 * than hashing it. Private to pack/check_read.c, which takes the batches in order and reads all
 * other files itself.
 */
#ifndef TS_PACK_CHECK_PARALLEL_H
#define TS_PACK_CHECK_PARALLEL_H

#include "pack/check_state.h"

struct ts_check_parallel;

/* Consecutive files of the plan that were read, hashed and searched. */
struct ts_check_batch {
	size_t first, n;     /* indexes of the plan's files */
	unsigned char *data; /* owned: the content of the files, one after the other */
	unsigned char (*digests)[TS_DIGEST_BYTES]; /* owned */
	struct ts_verdict *found;                  /* owned */
	bool failed; /* a file could not be read as expected; the code that reads in order finds out
			why */
};

/* NULL when threads would not help, or cannot be started. Free it. */
struct ts_check_parallel *ts_check_parallel_new(struct ts_checking *k);
void ts_check_parallel_free(struct ts_check_parallel *ahead);

/* The batch that begins with file I of the plan, valid until the next call. NULL: the caller reads
 * file I itself. I must ascend, and skip all files of a batch except its first. */
const struct ts_check_batch *ts_check_parallel_take(struct ts_check_parallel *ahead, size_t i);

#endif
