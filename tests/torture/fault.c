/*
 * fault.so, to be preloaded: count the program's calls into libc by kind, and at the chosen call
 * make it fail, transfer too little, stop the program, or kill it.
 *
 *     FAULT_COUNT_FILE  a file of sizeof(struct report) or more bytes, which keeps the counts, even
 *                       if the program is killed
 *     FAULT_KIND        which calls (kind_names), or "any" for all but allocations
 *     FAULT_AT          which of them, counted from 1
 *     FAULT_ERRNO       an errno value; or short1, half (transfer that much), eof (a read finds
 *                       the end), stop (SIGSTOP before the call), kill (SIGKILL before it)
 *     FAULT_LASTING     if set, all later calls of the kind fail too
 *     FAULT_NO_TMPFILE  if set, there are no unnamed files
 *
 * Calls inside libc do not come here, except allocations. Nothing is counted before the constructor
 * has run. Allocations never need dlsym, which would allocate.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind {
	MALLOC,
	OPEN,
	READ,
	WRITE,
	SEEK,
	STAT,
	SYNC,
	LINK,
	UNLINK,
	MKDIR,
	TRUNCATE,
	RANDOM,
	DIRECTORY,
	CLOSE,
	THREAD,
	LOCK,
	MISC,
	ANY,
	KINDS
};

static const char *const kind_names[KINDS] = {"malloc", "open", "read", "write", "seek", "stat",
    "sync", "link", "unlink", "mkdir", "truncate", "random", "directory", "close", "thread", "lock",
    "misc", "any"};

enum action { FAIL, SHORT1, HALF, END, STOP, KILL };

/* The content of the count file; torture's driver reads it as it is in memory. */
struct report {
	_Atomic uint64_t calls[24]; /* for each kind */
	_Atomic uint64_t delivered; /* how often the fault was injected */
	uint64_t caller;            /* of the first fault, as an address in OBJECT */
	char call[24], object[200];
};

static struct report scratch, *report = &scratch;
static enum kind chosen = KINDS;
static enum action action = FAIL;
static uint64_t at;
static int error = EIO;
static bool lasting, ready, no_tmpfile;

#define CALLER __builtin_return_address(0)

/* The next definition of NAME: the one in libc. */
#define REAL(name)                                                                                 \
	static __typeof__(name) *real;                                                             \
	if (real == NULL)                                                                          \
	*(void **)&real = dlsym(RTLD_NEXT, #name)

static void note(const char *call, void *caller)
{
	Dl_info info;

	strncpy(report->call, call, sizeof(report->call) - 1);
	if (dladdr(caller, &info) == 0)
		return;
	report->caller = (uint64_t)((char *)caller - (char *)info.dli_fbase);
	strncpy(report->object, info.dli_fname, sizeof(report->object) - 1);
}

static bool counts_as(enum kind kind, uint64_t *n)
{
	uint64_t of_kind = atomic_fetch_add(&report->calls[kind], 1) + 1, of_any = 0;

	if (kind != MALLOC)
		of_any = atomic_fetch_add(&report->calls[ANY], 1) + 1;
	*n = chosen == ANY ? of_any : of_kind;
	return chosen == kind || (chosen == ANY && kind != MALLOC);
}

/* Whether this call is to fail. */
static bool due(enum kind kind, const char *call, void *caller)
{
	uint64_t n;

	if (!ready || !counts_as(kind, &n) || n < at || (n > at && !lasting))
		return false;
	if (atomic_fetch_add(&report->delivered, 1) == 0)
		note(call, caller);
	if (action == KILL)
		raise(SIGKILL);
	if (action == STOP) {
		raise(SIGSTOP);
		return false;
	}
	return true;
}

static bool fails(enum kind kind, const char *call, void *caller)
{
	if (!due(kind, call, caller))
		return false;
	errno = error;
	return true;
}

/* Whether a transfer of *LEN bytes may take place. 1: yes, with *LEN as it is now; 0: end of file;
 * -1: no. */
static int transfer(enum kind kind, const char *call, void *caller, size_t *len)
{
	if (!due(kind, call, caller))
		return 1;
	if (action == SHORT1 || action == HALF) {
		if (*len > 1)
			*len = action == SHORT1 ? 1 : *len / 2;
		return 1;
	}
	errno = error;
	return action == END ? 0 : -1;
}

/* Allocations. */

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

void *malloc(size_t size)
{
	return fails(MALLOC, "malloc", CALLER) ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return fails(MALLOC, "calloc", CALLER) ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
	/* Freeing does not fail. */
	if ((old == NULL || size != 0) && fails(MALLOC, "realloc", CALLER))
		return NULL;
	return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return fails(MALLOC, "aligned_alloc", CALLER) ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size)
{
	void *got =
	    fails(MALLOC, "posix_memalign", CALLER) ? NULL : __libc_memalign(alignment, size);

	if (got == NULL)
		return ENOMEM;
	*result = got;
	return 0;
}

static char *copy(const char *text, size_t len)
{
	char *kept = __libc_malloc(len + 1);

	if (kept != NULL) {
		memcpy(kept, text, len);
		kept[len] = '\0';
	}
	return kept;
}

char *strdup(const char *text)
{
	return fails(MALLOC, "strdup", CALLER) ? NULL : copy(text, strlen(text));
}

char *strndup(const char *text, size_t max)
{
	return fails(MALLOC, "strndup", CALLER) ? NULL : copy(text, strnlen(text, max));
}

void *mmap(void *address, size_t len, int protection, int flags, int fd, off_t offset)
{
	REAL(mmap);
	if (fails(MALLOC, "mmap", CALLER))
		return MAP_FAILED;
	return real(address, len, protection, flags, fd, offset);
}

void *mmap64(void *address, size_t len, int protection, int flags, int fd, off64_t offset)
{
	REAL(mmap64);
	if (fails(MALLOC, "mmap64", CALLER))
		return MAP_FAILED;
	return real(address, len, protection, flags, fd, offset);
}

/* Opening. Only headers call the checked variants, which take no mode. */

int __open_2(const char *, int);
int __open64_2(const char *, int);
int __openat_2(int, const char *, int);
int __openat64_2(int, const char *, int);

/* As on a file system without unnamed files. */
static bool refuses(int flags)
{
	if (!no_tmpfile || (flags & O_TMPFILE) != O_TMPFILE)
		return false;
	errno = EOPNOTSUPP;
	return true;
}

#define HAS_MODE(flags) (((flags)&O_CREAT) != 0 || ((flags)&O_TMPFILE) == O_TMPFILE)
#define OPEN_AS(name)                                                                              \
	int name(const char *path, int flags, ...)                                                 \
	{                                                                                          \
		mode_t mode = 0;                                                                   \
		va_list ap;                                                                        \
		REAL(name);                                                                        \
		va_start(ap, flags);                                                               \
		if (HAS_MODE(flags))                                                               \
			mode = va_arg(ap, mode_t);                                                 \
		va_end(ap);                                                                        \
		return fails(OPEN, #name, CALLER) || refuses(flags) ? -1                           \
								    : real(path, flags, mode);     \
	}
#define OPENAT_AS(name)                                                                            \
	int name(int directory, const char *path, int flags, ...)                                  \
	{                                                                                          \
		mode_t mode = 0;                                                                   \
		va_list ap;                                                                        \
		REAL(name);                                                                        \
		va_start(ap, flags);                                                               \
		if (HAS_MODE(flags))                                                               \
			mode = va_arg(ap, mode_t);                                                 \
		va_end(ap);                                                                        \
		return fails(OPEN, #name, CALLER) || refuses(flags)                                \
			   ? -1                                                                    \
			   : real(directory, path, flags, mode);                                   \
	}
OPEN_AS(open)
OPEN_AS(open64)
OPENAT_AS(openat)
OPENAT_AS(openat64)

/* A simple call: the kind, the result type, the failure value, the name, the parameters, the
 * arguments. */
#define PLAIN(kind, type, bad, name, takes, gives)                                                 \
	type name takes                                                                            \
	{                                                                                          \
		REAL(name);                                                                        \
		return fails(kind, #name, CALLER) ? (bad) : real gives;                            \
	}

PLAIN(OPEN, int, -1, __open_2, (const char *path, int flags), (path, flags))
PLAIN(OPEN, int, -1, __open64_2, (const char *path, int flags), (path, flags))
PLAIN(OPEN, int, -1, __openat_2, (int dir, const char *path, int flags), (dir, path, flags))
PLAIN(OPEN, int, -1, __openat64_2, (int dir, const char *path, int flags), (dir, path, flags))

/* Reading and writing. */

ssize_t __read_chk(int, void *, size_t, size_t);
ssize_t __pread_chk(int, void *, size_t, off_t, size_t);
ssize_t __pread64_chk(int, void *, size_t, off64_t, size_t);

#define TRANSFER(kind, name, takes, gives)                                                         \
	ssize_t name takes                                                                         \
	{                                                                                          \
		int may;                                                                           \
		REAL(name);                                                                        \
		may = transfer(kind, #name, CALLER, &len);                                         \
		return may <= 0 ? may : real gives;                                                \
	}

TRANSFER(READ, read, (int fd, void *data, size_t len), (fd, data, len))
TRANSFER(READ, __read_chk, (int fd, void *data, size_t len, size_t buffer), (fd, data, len, buffer))
TRANSFER(READ, pread, (int fd, void *data, size_t len, off_t from), (fd, data, len, from))
TRANSFER(READ, pread64, (int fd, void *data, size_t len, off64_t from), (fd, data, len, from))
TRANSFER(READ, __pread_chk, (int fd, void *data, size_t len, off_t from, size_t buffer),
    (fd, data, len, from, buffer))
TRANSFER(READ, __pread64_chk, (int fd, void *data, size_t len, off64_t from, size_t buffer),
    (fd, data, len, from, buffer))
TRANSFER(WRITE, write, (int fd, const void *data, size_t len), (fd, data, len))
TRANSFER(WRITE, pwrite, (int fd, const void *data, size_t len, off_t to), (fd, data, len, to))
TRANSFER(WRITE, pwrite64, (int fd, const void *data, size_t len, off64_t to), (fd, data, len, to))

/* A short transfer of a vector transfers part of its first element. */
#define VECTOR(kind, name)                                                                         \
	ssize_t name(int fd, const struct iovec *list, int n)                                      \
	{                                                                                          \
		size_t len = n > 0 ? list[0].iov_len : 0, whole = len;                             \
		int may;                                                                           \
		REAL(name);                                                                        \
		may = transfer(kind, #name, CALLER, &len);                                         \
		if (may <= 0)                                                                      \
			return may;                                                                \
		if (len == whole)                                                                  \
			return real(fd, list, n);                                                  \
		return real(fd, &(struct iovec){list[0].iov_base, len}, 1);                        \
	}
VECTOR(READ, readv)
VECTOR(WRITE, writev)

/* libsodium calls abort if the kernel has no random bytes, and waits on EAGAIN. That is its own way
 * to fail closed, which is not tested here. */
static bool is_libsodium(void *caller)
{
	Dl_info info;

	return dladdr(caller, &info) != 0 && strstr(info.dli_fname, "libsodium") != NULL;
}

ssize_t getrandom(void *data, size_t len, unsigned flags)
{
	int may = 1;
	REAL(getrandom);

	if (!is_libsodium(CALLER))
		may = transfer(RANDOM, "getrandom", CALLER, &len);
	return may <= 0 ? may : real(data, len, flags);
}

PLAIN(RANDOM, int, -1, getentropy, (void *data, size_t len), (data, len))

PLAIN(SEEK, off_t, -1, lseek, (int fd, off_t to, int from), (fd, to, from))
PLAIN(SEEK, off64_t, -1, lseek64, (int fd, off64_t to, int from), (fd, to, from))

/* Status. */

PLAIN(STAT, int, -1, fstat, (int fd, struct stat *st), (fd, st))
PLAIN(STAT, int, -1, fstat64, (int fd, struct stat64 *st), (fd, st))
PLAIN(STAT, int, -1, stat, (const char *path, struct stat *st), (path, st))
PLAIN(STAT, int, -1, stat64, (const char *path, struct stat64 *st), (path, st))
PLAIN(STAT, int, -1, lstat, (const char *path, struct stat *st), (path, st))
PLAIN(STAT, int, -1, lstat64, (const char *path, struct stat64 *st), (path, st))
PLAIN(STAT, int, -1, fstatat, (int dir, const char *path, struct stat *st, int flags),
    (dir, path, st, flags))
PLAIN(STAT, int, -1, fstatat64, (int dir, const char *path, struct stat64 *st, int flags),
    (dir, path, st, flags))
PLAIN(STAT, int, -1, statx, (int dir, const char *path, int flags, unsigned mask, struct statx *st),
    (dir, path, flags, mask, st))
PLAIN(MISC, int, -1, access, (const char *path, int mode), (path, mode))
PLAIN(MISC, char *, NULL, realpath, (const char *path, char *to), (path, to))
PLAIN(MISC, ssize_t, -1, readlink, (const char *path, char *to, size_t len), (path, to, len))
PLAIN(MISC, ssize_t, -1, readlinkat, (int dir, const char *path, char *to, size_t len),
    (dir, path, to, len))

/* Syncing. */

PLAIN(SYNC, int, -1, fsync, (int fd), (fd))
PLAIN(SYNC, int, -1, fdatasync, (int fd), (fd))
PLAIN(SYNC, int, -1, syncfs, (int fd), (fd))
PLAIN(LINK, int, -1, link, (const char *from, const char *to), (from, to))
PLAIN(LINK, int, -1, linkat, (int a, const char *from, int b, const char *to, int flags),
    (a, from, b, to, flags))
PLAIN(LINK, int, -1, rename, (const char *from, const char *to), (from, to))
PLAIN(LINK, int, -1, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to))
PLAIN(LINK, int, -1, renameat2, (int a, const char *from, int b, const char *to, unsigned flags),
    (a, from, b, to, flags))
PLAIN(UNLINK, int, -1, unlink, (const char *path), (path))
PLAIN(UNLINK, int, -1, unlinkat, (int dir, const char *path, int flags), (dir, path, flags))
PLAIN(UNLINK, int, -1, rmdir, (const char *path), (path))
PLAIN(MKDIR, int, -1, mkdir, (const char *path, mode_t mode), (path, mode))
PLAIN(MKDIR, int, -1, mkdirat, (int dir, const char *path, mode_t mode), (dir, path, mode))
PLAIN(TRUNCATE, int, -1, ftruncate, (int fd, off_t len), (fd, len))
PLAIN(TRUNCATE, int, -1, ftruncate64, (int fd, off64_t len), (fd, len))
PLAIN(TRUNCATE, int, -1, fchmod, (int fd, mode_t mode), (fd, mode))
PLAIN(TRUNCATE, int, -1, fchmodat, (int dir, const char *path, mode_t mode, int flags),
    (dir, path, mode, flags))
PLAIN(TRUNCATE, int, -1, futimens, (int fd, const struct timespec times[2]), (fd, times))
PLAIN(TRUNCATE, int, -1, utimensat,
    (int dir, const char *path, const struct timespec times[2], int flags),
    (dir, path, times, flags))

/* A descriptor is closed even if close reports an error. */
int close(int fd)
{
	bool bad = due(CLOSE, "close", CALLER);
	int ret;
	REAL(close);

	ret = real(fd);
	if (!bad)
		return ret;
	errno = error;
	return -1;
}

/* Directories. */

PLAIN(DIRECTORY, DIR *, NULL, opendir, (const char *path), (path))
PLAIN(DIRECTORY, DIR *, NULL, fdopendir, (int fd), (fd))
PLAIN(DIRECTORY, struct dirent *, NULL, readdir, (DIR * dir), (dir))
PLAIN(DIRECTORY, struct dirent64 *, NULL, readdir64, (DIR * dir), (dir))

int closedir(DIR *dir)
{
	bool bad = due(DIRECTORY, "closedir", CALLER);
	int ret;
	REAL(closedir);

	ret = real(dir);
	if (!bad)
		return ret;
	errno = error;
	return -1;
}

/* These return the error number. */
int pthread_create(
    pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *ctx)
{
	REAL(pthread_create);
	return due(THREAD, "pthread_create", CALLER) ? error : real(thread, attributes, run, ctx);
}

int pthread_sigmask(int how, const sigset_t *set, sigset_t *before)
{
	REAL(pthread_sigmask);
	return due(MISC, "pthread_sigmask", CALLER) ? error : real(how, set, before);
}

PLAIN(LOCK, int, -1, mlock, (const void *place, size_t len), (place, len))
PLAIN(LOCK, int, -1, mprotect, (void *place, size_t len, int protection), (place, len, protection))
PLAIN(LOCK, int, -1, madvise, (void *place, size_t len, int advice), (place, len, advice))
PLAIN(MISC, int, -1, socket, (int domain, int type, int protocol), (domain, type, protocol))

#define FCNTL_AS(name)                                                                             \
	int name(int fd, int what, ...)                                                            \
	{                                                                                          \
		void *with;                                                                        \
		va_list ap;                                                                        \
		REAL(name);                                                                        \
		va_start(ap, what);                                                                \
		with = va_arg(ap, void *);                                                         \
		va_end(ap);                                                                        \
		return fails(MISC, #name, CALLER) ? -1 : real(fd, what, with);                     \
	}
FCNTL_AS(fcntl)
FCNTL_AS(fcntl64)

static void read_action(const char *text)
{
	static const char *const names[] = {
	    [SHORT1] = "short1", [HALF] = "half", [END] = "eof", [STOP] = "stop", [KILL] = "kill"};

	for (int i = SHORT1; i <= KILL; i++)
		if (strcmp(text, names[i]) == 0)
			action = (enum action)i;
	if (action == FAIL)
		error = atoi(text);
}

__attribute__((constructor)) static void begin(void)
{
	const char *file = getenv("FAULT_COUNT_FILE"), *kind = getenv("FAULT_KIND");
	const char *number = getenv("FAULT_AT"), *what = getenv("FAULT_ERRNO");
	int fd = file == NULL ? -1 : open(file, O_RDWR | O_CLOEXEC);
	void *shared = MAP_FAILED;

	if (fd >= 0) {
		shared = mmap(NULL, sizeof(*report), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		close(fd);
	}
	if (shared != MAP_FAILED)
		report = shared;
	for (int i = 0; kind != NULL && i < KINDS; i++)
		if (strcmp(kind, kind_names[i]) == 0)
			chosen = (enum kind)i;
	if (number != NULL)
		at = strtoull(number, NULL, 10);
	if (what != NULL)
		read_action(what);
	no_tmpfile = getenv("FAULT_NO_TMPFILE") != NULL;
	lasting = getenv("FAULT_LASTING") != NULL;
	ready = true;
}
