/*
 * What creating files needs of the system beyond POSIX. There are two of it, as of
 * base/platform.h. Each function fails with errno where the system cannot do it, and its caller
 * then does without.
 */
#ifndef TS_BASE_PLATFORM_CREATE_H
#define TS_BASE_PLATFORM_CREATE_H

#include <stddef.h>
#include <sys/stat.h>

/* Fill the LEN bytes at DATA, at most 256, with random bytes. Returns 0, or -1 with errno. */
int ts_platform_random(void *data, size_t len);

/* A new file in the directory DIRFD that has no name yet; or -1 with errno. The caller closes it.
 */
int ts_platform_create_unnamed(int dirfd, mode_t mode);
/* Give it the name NAME there, which must not exist. Returns 0, or -1 with errno. */
int ts_platform_name(int fd, int dirfd, const char *name);

/* Rename a file to a name that must not exist. Returns 0, or -1 with errno: ENOSYS or EINVAL if
 * that cannot be done in one step. */
int ts_platform_rename_new(int dirfd, const char *from, const char *to);

/* Give the file FD the owner, group and mode of another one. Returns 0, or -1 with errno. */
int ts_platform_copy_access(int fd, const struct stat *other);

/* Call ACT while signals wait. Returns what it returns. */
int ts_platform_undisturbed(int (*act)(void *ctx), void *ctx);

#endif
