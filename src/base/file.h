/*
 * Files: bounded reads of regular files, and outputs that appear whole or not at all.
 *
 * The calling sequence of an output:
 *
 *     ts_out_open(path, mode, force, &out, err);   nothing is at PATH yet
 *     write to ts_out_fd(out), in any order
 *     ts_out_commit(out, err);                      synced, then linked at PATH
 *     ts_out_free(out);                             without a commit, nothing remains
 */
#ifndef TS_BASE_FILE_H
#define TS_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/err.h"

struct ts_out;

/*
 * Open NAME below directory DIRFD (or AT_FDCWD) for reading. It must be a regular file; with
 * NOFOLLOW its last component must not be a symbolic link. *ST is its state as opened. Errors:
 * "io"; "boundary.file-kind" when it is no regular file.
 */
int ts_file_open(
    int dirfd, const char *name, bool nofollow, int *fd, struct stat *st, struct ts_err *err);

/* Append the content of the regular file at PATH, or of standard input where PATH is "-", to BUF;
 * more than MAX bytes are an error. */
int ts_file_slurp(const char *path, size_t max, struct ts_buf *buf, struct ts_err *err);

/* Write all LEN bytes to FD. */
int ts_file_write(int fd, const void *data, size_t len, struct ts_err *err);

/*
 * Begin an output for PATH: an unnamed file in its directory, or, where the file system has none,
 * an exclusively created temporary name. An existing PATH is refused unless FORCE. MODE is what
 * open(2) takes. The caller frees *OUT.
 */
int ts_out_open(const char *path, mode_t mode, bool force, struct ts_out **out, struct ts_err *err);

/* The descriptor, open for reading and writing; it belongs to OUT. */
int ts_out_fd(const struct ts_out *out);

/* Sync the file, give it its name (never over an existing one without FORCE), sync the directory.
 */
int ts_out_commit(struct ts_out *out, struct ts_err *err);

/* Undo a commit whose companion failed: remove the name again, where it is still this file's. */
void ts_out_withdraw(struct ts_out *out);

/* Release OUT; what was not committed is gone. OUT may be NULL. */
void ts_out_free(struct ts_out *out);

/* Open an output, write LEN bytes, commit. */
int ts_file_create(
    const char *path, mode_t mode, bool force, const void *data, size_t len, struct ts_err *err);

#endif
