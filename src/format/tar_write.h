/* Writing a bundle's archive with libarchive, which shares no code with the reader in format/tar.h.
 */
#ifndef TS_FORMAT_TAR_WRITE_H
#define TS_FORMAT_TAR_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct ts_tar_writer;

/* Make a writer to the descriptor FD, which is borrowed. THREADED: a thread may do the writing.
 * Errors: "io". Free *WRITER. */
int ts_tar_writer_new(int fd, bool threaded, struct ts_tar_writer **writer, struct ts_err *err);

/* Begin a file of SIZE bytes at PATH. Exactly that many must be added before the next call. */
int ts_tar_write_entry(
    struct ts_tar_writer *writer, const char *path, uint64_t size, struct ts_err *err);
int ts_tar_write_data(
    struct ts_tar_writer *writer, const void *data, size_t len, struct ts_err *err);

/* Write what was collected to the descriptor. */
int ts_tar_writer_flush(struct ts_tar_writer *writer, struct ts_err *err);

/* The number of bytes written to the descriptor so far. */
uint64_t ts_tar_writer_offset(const struct ts_tar_writer *writer);

/* End the archive and write all of it to the descriptor. */
int ts_tar_write_end(struct ts_tar_writer *writer, struct ts_err *err);

void ts_tar_writer_free(struct ts_tar_writer *writer);

/* The version of libarchive in use. */
const char *ts_tar_writer_version(void);

#endif
