/* Reading what is in archives and compressed files (libarchive), also in archives inside them. */
#ifndef TS_SCAN_ARCHIVE_H
#define TS_SCAN_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* More than this is not read of one file: it may be made to expand without end. */
#define TS_ARCHIVE_BYTES   (UINT64_C(4) << 30)
#define TS_ARCHIVE_ENTRIES 1000000
#define TS_ARCHIVE_DEPTH   4 /* archives inside each other */

/* What is done with each file in an archive. A return value other than 0 ends the reading. */
struct ts_archive_calls {
	/* A file begins: PATH is where it is, "logs.tar.gz: app/x.log". */
	int (*begin)(void *ctx, const char *path, struct ts_err *err);
	int (*add)(void *ctx, const void *data, size_t len, struct ts_err *err);
	int (*end)(void *ctx, struct ts_err *err);
	/* What is neither a file nor a directory is not read. */
	void (*skip)(void *ctx, const char *path, const char *why);
	void *ctx;
};

/* Is it an archive of a kind that can be opened, whose first LEN bytes are at HEAD? */
bool ts_archive_opens(const unsigned char *head, size_t len);

/*
 * Read the archive at PATH from FD, of which the LEN bytes at HEAD were read already. Returns 0, or
 * what a call returned. Errors: "scan.archive" when it is damaged, encrypted or too large; "io".
 */
int ts_archive_read(int fd, const void *head, size_t len, const char *path,
    const struct ts_archive_calls *calls, struct ts_err *err);

#endif
