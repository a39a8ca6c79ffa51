/*
 * Reading back what is being written: a thread follows the writer of a bundle, and hashes each file
 * as it stands in the output, so that the bundle is verified soon after its last byte is written.
 */
#ifndef TS_PACK_READBACK_H
#define TS_PACK_READBACK_H

#include "base/source.h"
#include "verify/verify.h"

struct ts_readback;

/* Follow the writing of N files to the descriptor FD, which must outlive *TRAIL. *TRAIL is NULL
 * where there can be no thread: then nothing is known. Errors: "io". The caller frees it. */
int ts_readback_new(int fd, size_t n, struct ts_readback **readback, struct ts_err *err);
void ts_readback_free(struct ts_readback *readback);

/* The data of the next file will stand at AT. */
void ts_readback_add_file(struct ts_readback *readback, uint64_t at, uint64_t size);

/* All bytes before WRITTEN are in the file. */
void ts_readback_advance(struct ts_readback *readback, uint64_t written);

/* All is written: wait for the digests. NULL when something could not be read back. */
const struct ts_known_digests *ts_readback_finish(struct ts_readback *readback);

#endif
