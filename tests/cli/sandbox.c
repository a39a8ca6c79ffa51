/*
 * Preloaded into tarseal: as soon as the program reads a bundle, try what hostile code would try,
 * and report on descriptor 9, which the test opened, what succeeded. FILE_TO_WRITE and
 * FILE_TO_REMOVE name the targets.
 */
#define _GNU_SOURCE

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static void tell(const char *what, int result)
{
	dprintf(9, "%s %s\n", what, result >= 0 ? "could be done" : strerror(errno));
}

static int connect_tcp(void)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return connect(fd, (struct sockaddr *)&to, sizeof(to));
}

static void try_all(void)
{
	const char *file = getenv("FILE_TO_WRITE"), *gone = getenv("FILE_TO_REMOVE");
	char fresh[4096];
	struct rlimit limit = {0};

	snprintf(fresh, sizeof(fresh), "%s.new", file);
	tell("write", open(file, O_WRONLY));
	tell("truncate", truncate(file, 0));
	tell("create", open(fresh, O_WRONLY | O_CREAT, 0644));
	tell("mkdir", mkdir(fresh, 0755));
	tell("symlink", symlink("x", fresh));
	tell("remove", unlink(gone));
	tell("rename", rename(gone, fresh));
	tell("execute", execl("/bin/true", "true", (char *)NULL));
	tell("connect", connect_tcp());
	getrlimit(RLIMIT_DATA, &limit);
	dprintf(9, "privileges %d, memory %llu\n", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0),
	    (unsigned long long)limit.rlim_cur);
}

ssize_t read(int fd, void *buf, size_t len)
{
	static ssize_t (*real)(int, void *, size_t);
	ssize_t n;

	if (real == NULL)
		real = (ssize_t(*)(int, void *, size_t))dlsym(RTLD_NEXT, "read");
	n = real(fd, buf, len);
	if (n > 20 && (memcmp(buf, "alder-revoked/bagit", 19) == 0 ||
			  memcmp(buf, "golden-followup/bag", 19) == 0))
		try_all();
	return n;
}
