#define _DEFAULT_SOURCE /* getentropy */

#include "base/platform.h"

#include "base/platform_create.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

void ts_platform_huge_pages(void *data, size_t size)
{
	(void)data, (void)size;
}

int ts_platform_random(void *data, size_t len)
{
	return getentropy(data, len);
}

/* The host opens descriptors of its process by this name. */
int ts_platform_duplicate(int fd)
{
	char path[32];

	snprintf(path, sizeof(path), "/dev/fd/%d", fd);
	return open(path, O_RDONLY);
}

void ts_platform_enlarge_pipe(int fd, int size)
{
	(void)fd, (void)size;
}

int ts_platform_create_unnamed(int dirfd, mode_t mode)
{
	(void)dirfd, (void)mode;
	errno = EOPNOTSUPP;
	return -1;
}

int ts_platform_name(int fd, int dirfd, const char *name)
{
	(void)fd, (void)dirfd, (void)name;
	errno = ENOSYS;
	return -1;
}

int ts_platform_rename_new(int dirfd, const char *from, const char *to)
{
	(void)dirfd, (void)from, (void)to;
	errno = ENOSYS;
	return -1;
}

/* Files have neither owners nor modes here: the host sees to it when a file replaces another. */
int ts_platform_copy_access(int fd, const struct stat *other)
{
	(void)fd, (void)other;
	return 0;
}

int ts_platform_undisturbed(int (*act)(void *ctx), void *ctx)
{
	return act(ctx);
}
