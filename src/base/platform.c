#define _GNU_SOURCE /* madvise, F_SETPIPE_SZ */

#include "base/platform.h"

#include <fcntl.h>
#include <sys/mman.h>

void ts_platform_huge_pages(void *data, size_t size)
{
	madvise(data, size, MADV_HUGEPAGE);
}

int ts_platform_duplicate(int fd)
{
	return fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

void ts_platform_enlarge_pipe(int fd, int size)
{
	if (fcntl(fd, F_GETPIPE_SZ) < size)
		fcntl(fd, F_SETPIPE_SZ, size);
}
