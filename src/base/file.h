/*
 * Files: bounded reads of regular files, and outputs that appear complete or not at all.
 *
 * How to write an output:
 *
 *     ts_out_open(path, mode, force, &out, err);   nothing is at PATH yet
 *     write to ts_out_fd(out), in any order
 *     ts_out_commit(out, err);                      synced, then linked at PATH
 *     ts_out_free(out);                             without a commit nothing remains
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
 * Open NAME in the directory DIRFD (or AT_FDCWD) for reading. It must be a regular file. With
 * NOFOLLOW its last component must not be a symbolic link. *ST receives its state when it was
 * opened. Errors: "io"; "boundary.file-kind" when it is not a regular file.
 */
int ts_file_open(
    int dirfd, const char *name, bool nofollow, int *fd, struct stat *st, struct ts_err *err);

/* A copy of the open descriptor that PATH ("/dev/fd/N" or "/proc/self/fd/N") names, as a shell's
 * <(COMMAND) does; -1 if it names none. Somebody holds the other end of such a pipe, so reading it
 * does not wait for nobody, as reading a pipe in a directory may. */
int ts_file_descriptor(const char *path);

/* Open PATH for reading, unless it is a pipe in a directory, to which nobody may ever write.
 * Returns the descriptor, or -1 with errno set. */
int ts_file_open_plain(const char *path);

/* Append the content of the regular file at PATH ("-": standard input; "/dev/fd/N": an open
 * descriptor) to BUF. More than MAX bytes, or something else than a file, are an error. */
int ts_file_slurp(const char *path, size_t max, struct ts_buf *buf, struct ts_err *err);

/* Write all LEN bytes to FD. */
int ts_file_write(int fd, const void *data, size_t len, struct ts_err *err);

/*
 * Begin an output for PATH: an unnamed file in its directory, or a temporary name where the file
 * system cannot create unnamed files. An existing file at PATH is refused unless FORCE. MODE is
 * as in open(2). The caller frees *OUT.
 */
int ts_out_open(const char *path, mode_t mode, bool force, struct ts_out **out, struct ts_err *err);

/* The descriptor, open for reading and writing. It belongs to OUT. */
int ts_out_fd(const struct ts_out *out);

/* Write all LEN bytes to the output. */
int ts_out_write(struct ts_out *out, const void *data, size_t len, struct ts_err *err);

/* Sync the file, link it at its name (replacing an existing file only with FORCE, and with the mode
 * of that file, and its owner where possible), and sync the directory. */
int ts_out_commit(struct ts_out *out, struct ts_err *err);

/* Undo a commit because its companion failed: remove the name, if it is still this file's. */
void ts_out_withdraw(struct ts_out *out);

/* Free OUT, which may be NULL. An output that was not committed disappears. */
void ts_out_free(struct ts_out *out);

/* Open an output, write LEN bytes, and commit it. */
int ts_file_create(
    const char *path, mode_t mode, bool force, const void *data, size_t len, struct ts_err *err);

#endif
