#define _GNU_SOURCE /* O_TMPFILE, renameat2 */

#include "base/platform_create.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

int ts_platform_random(void *data, size_t len)
{
	return getrandom(data, len, 0) == (ssize_t)len ? 0 : -1;
}

#define PROC_PATH 64

static void name_in_proc(int fd, char path[static PROC_PATH])
{
	snprintf(path, PROC_PATH, "/proc/self/fd/%d", fd);
}

int ts_platform_create_unnamed(int dirfd, mode_t mode)
{
	int fd = openat(dirfd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
	char path[PROC_PATH];

	if (fd < 0)
		return -1;
	/* Giving it a name needs /proc. */
	name_in_proc(fd, path);
	if (access(path, F_OK) == 0)
		return fd;
	close(fd);
	errno = EOPNOTSUPP;
	return -1;
}

int ts_platform_name(int fd, int dirfd, const char *name)
{
	char path[PROC_PATH];

	name_in_proc(fd, path);
	return linkat(AT_FDCWD, path, dirfd, name, AT_SYMLINK_FOLLOW);
}

int ts_platform_rename_new(int dirfd, const char *from, const char *to)
{
	return renameat2(dirfd, from, dirfd, to, RENAME_NOREPLACE);
}

/* Only root can give a file away, and whoever may replace one may also own its successor. */
int ts_platform_copy_access(int fd, const struct stat *other)
{
	mode_t mode = other->st_mode & 0777;

	if (fchown(fd, other->st_uid, other->st_gid) != 0 &&
	    fchown(fd, (uid_t)-1, other->st_gid) != 0)
		mode &= ~(mode_t)070; /* another group than it was meant for */
	return fchmod(fd, mode);
}

int ts_platform_undisturbed(int (*act)(void *ctx), void *ctx)
{
	sigset_t all, before;
	int ret;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	ret = act(ctx);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return ret;
}
