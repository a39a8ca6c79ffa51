/*
 * The one ustar form of a bundle (docs/format.md, "Headers"): every header is a function of path
 * and size. Reading rebuilds each header and compares; nothing is interpreted leniently.
 */
#ifndef TS_FORMAT_TAR_H
#define TS_FORMAT_TAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/source.h"

#define TS_TAR_BLOCK    512
#define TS_TAR_PATH_MAX 256 /* 155 of prefix, a slash, 100 of name */
#define TS_TAR_SIZE_MAX (((uint64_t)1 << 33) - 1)

/* Build the header of a file. False when PATH cannot be split into name and prefix or SIZE is
 * too large. */
bool ts_tar_header(const char *path, uint64_t size, unsigned char header[static TS_TAR_BLOCK]);

/* The size that a header gives; false where its field is not of 11 octal digits, or no name stands
 * there. Nothing else is looked at. */
bool ts_tar_header_size(const unsigned char header[static TS_TAR_BLOCK], uint64_t *size);

/* The NULs behind SIZE bytes of data. */
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

/* Who is shown each entry, and then its bytes, as they pass: either returns -1 with ERR filled to
 * end the reading. */
struct ts_tar_observer {
	int (*entry)(void *ctx, const struct ts_tar_entry *entry, struct ts_err *err);
	int (*data)(void *ctx, const void *data, size_t len, struct ts_err *err);
	void *ctx; /* borrowed */
};

/* A reader of SOURCE, which must outlive it. NULL with ERR filled ("io") for want of memory. */
struct ts_tar_reader *ts_tar_reader_new(struct ts_source *source, struct ts_err *err);
void ts_tar_reader_free(struct ts_tar_reader *reader);

/* Show OBSERVER, which must outlive the reader, all that is read from here on. */
void ts_tar_observe(struct ts_tar_reader *reader, const struct ts_tar_observer *observer);

/*
 * Go to the next entry, past what is left of the present one. Returns 1 with ENTRY filled, 0 at
 * the end of a sound archive (two zero blocks and nothing behind them), -1 with ERR filled:
 * "tar.canonical", naming the entry and the field; "io".
 */
int ts_tar_next(struct ts_tar_reader *reader, struct ts_tar_entry *entry, struct ts_err *err);

/* How many bytes of the archive are read and used, or passed over. */
uint64_t ts_tar_offset(const struct ts_tar_reader *reader);

/*
 * Pass over what is left of the present entry, its padding too, unread: whoever does that must read
 * both. Only where the source can seek, and there is no observer. Errors: "io".
 */
int ts_tar_skip(struct ts_tar_reader *reader, struct ts_err *err);

/* Pass over what is left of the present entry, and its padding, as ts_tar_next() does: the next
 * header stands at ts_tar_offset() then. Errors: those of ts_tar_next(). */
int ts_tar_finish(struct ts_tar_reader *reader, struct ts_err *err);

/* Go on at OFFSET, where a header stands, as if LAST had been the entry before it. Only where the
 * source can seek. Errors: "io". */
int ts_tar_go_on(struct ts_tar_reader *reader, uint64_t offset, const struct ts_tar_entry *last,
    struct ts_err *err);

/*
 * Give the next bytes of the present entry, at most MAX of them: *DATA points into the reader
 * until its next call. Returns 1, 0 at the end of the entry, -1 with ERR filled.
 */
int ts_tar_data(struct ts_tar_reader *reader, size_t max, const unsigned char **data, size_t *len,
    struct ts_err *err);

/* Look at up to LEN first bytes of the present entry without consuming them. Returns like
 * ts_tar_data(); fewer than LEN only where the entry is shorter. LEN is at most 512. */
int ts_tar_peek(struct ts_tar_reader *reader, size_t len, const unsigned char **data, size_t *got,
    struct ts_err *err);

#endif
