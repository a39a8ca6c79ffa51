/*
 * Reading back a bundle while it is written: a thread follows the writer and hashes each file
 * from the output, so that the bundle is verified soon after its last byte is written.
 */
#ifndef TS_PACK_READBACK_H
#define TS_PACK_READBACK_H

#include "base/source.h"
#include "verify/verify.h"

struct ts_readback;

/* Follow the writing of N files to the descriptor FD, which must outlive *READBACK. The caller
 * frees *READBACK, which is NULL when no thread can be started: then nothing is known. Errors:
 * "io". */
int ts_readback_new(int fd, size_t n, struct ts_readback **readback, struct ts_err *err);
void ts_readback_free(struct ts_readback *readback);

/* The data of the next file will begin at AT. */
void ts_readback_add_file(struct ts_readback *readback, uint64_t at, uint64_t size);

/* All bytes before WRITTEN are in the file. */
void ts_readback_advance(struct ts_readback *readback, uint64_t written);

/* Everything is written: wait for the digests. NULL when something could not be read back. */
const struct ts_known_digests *ts_readback_finish(struct ts_readback *readback);

#endif
