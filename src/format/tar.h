/*
 * The one ustar form of a bundle (docs/format.md, "Headers"). Each header is a function of path
 * and size. The reader rebuilds every header and compares, so nothing is interpreted leniently.
 */
#ifndef TS_FORMAT_TAR_H
#define TS_FORMAT_TAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/source.h"

#define TS_TAR_BLOCK    512
#define TS_TAR_PATH_MAX 256 /* prefix of 155 bytes, a slash, name of 100 */
#define TS_TAR_SIZE_MAX (((uint64_t)1 << 33) - 1)

/* Build the header of a file. Returns false when PATH cannot be split into name and prefix, or SIZE
 * is too large. */
bool ts_tar_header(const char *path, uint64_t size, unsigned char header[static TS_TAR_BLOCK]);

/* Read only the size from a header. Returns false when the field is not 11 octal digits, or the
 * name is empty. */
bool ts_tar_header_size(const unsigned char header[static TS_TAR_BLOCK], uint64_t *size);

/* The number of NULs after SIZE bytes of data. */
static inline size_t ts_tar_padding(uint64_t size)
{
	return (size_t)(-size % TS_TAR_BLOCK);
}

/* Does this block look like the header of a bundle's first entry, "NAME/bagit.txt"? */
bool ts_tar_begins_bundle(const unsigned char *block, size_t len);

struct ts_tar_reader;

struct ts_tar_entry {
	char path[TS_TAR_PATH_MAX + 1];
	uint64_t size;
	uint64_t number; /* from 1 */
};

/* An observer sees each entry and then its bytes as they are read. Either function returns -1 with
 * ERR filled to stop the reading. */
struct ts_tar_observer {
	int (*entry)(void *ctx, const struct ts_tar_entry *entry, struct ts_err *err);
	int (*data)(void *ctx, const void *data, size_t len, struct ts_err *err);
	void *ctx; /* borrowed */
};

/* Make a reader of SOURCE, which must outlive it. NULL with ERR filled ("io") when there is no
 * memory. */
struct ts_tar_reader *ts_tar_reader_new(struct ts_source *source, struct ts_err *err);
void ts_tar_reader_free(struct ts_tar_reader *reader);

/* Let OBSERVER, which must outlive the reader, see everything that is read from here on. */
void ts_tar_observe(struct ts_tar_reader *reader, const struct ts_tar_observer *observer);

/*
 * Go to the next entry, skipping what is left of the current one. Returns 1 with ENTRY filled; 0
 * at the end of a valid archive, which is two zero blocks with nothing after them; or -1 with ERR
 * filled: "tar.canonical", naming the entry and the field; "io".
 */
int ts_tar_next(struct ts_tar_reader *reader, struct ts_tar_entry *entry, struct ts_err *err);

/* The number of bytes of the archive that were consumed or skipped. */
uint64_t ts_tar_offset(const struct ts_tar_reader *reader);

/*
 * Skip what is left of the current entry and its padding without reading it, so the caller must
 * check both in another way. Only if the source can seek and there is no observer. Errors: "io".
 */
int ts_tar_skip(struct ts_tar_reader *reader, struct ts_err *err);

/* Read what is left of the current entry and its padding, as ts_tar_next() does: the next header is
 * then at ts_tar_offset(). Errors: those of ts_tar_next(). */
int ts_tar_finish(struct ts_tar_reader *reader, struct ts_err *err);

/* Continue at OFFSET, where a header begins, as if LAST had been the entry before it. Only if the
 * source can seek. Errors: "io". */
int ts_tar_continue(struct ts_tar_reader *reader, uint64_t offset, const struct ts_tar_entry *last,
    struct ts_err *err);

/*
 * Get the next bytes of the current entry, at most MAX: *DATA points into the reader until its
 * next call. Returns 1, 0 at the end of the entry, or -1 with ERR filled.
 */
int ts_tar_data(struct ts_tar_reader *reader, size_t max, const unsigned char **data, size_t *len,
    struct ts_err *err);

/* Get the first LEN bytes (at most 512) of the current entry without consuming them; fewer only if
 * the entry is shorter. Returns like ts_tar_data(). */
int ts_tar_peek(struct ts_tar_reader *reader, size_t len, const unsigned char **data, size_t *got,
    struct ts_err *err);

#endif
