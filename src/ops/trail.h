/*
 * Reading back what is being written: a thread follows the writer of a bundle, and hashes each file
 * as it stands in the output, so that the bundle is verified soon after its last byte is written.
 */
#ifndef TS_OPS_TRAIL_H
#define TS_OPS_TRAIL_H

#include "base/source.h"
#include "ops/verify.h"

struct ts_trail;

/* Follow the writing of N files to the descriptor FD, which must outlive *TRAIL. *TRAIL is NULL
 * where there can be no thread: then nothing is known. Errors: "io". The caller frees it. */
int ts_trail_new(int fd, size_t n, struct ts_trail **trail, struct ts_err *err);
void ts_trail_free(struct ts_trail *trail);

/* The data of the next file will stand at AT. */
void ts_trail_file(struct ts_trail *trail, uint64_t at, uint64_t size);

/* All bytes before WRITTEN are in the file. */
void ts_trail_written(struct ts_trail *trail, uint64_t written);

/* All is written: wait for the digests. NULL when something could not be read back. */
const struct ts_known *ts_trail_known(struct ts_trail *trail);

#endif
