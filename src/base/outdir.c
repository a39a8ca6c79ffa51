#define _GNU_SOURCE /* syncfs, renameat2 */

#include "base/outdir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PREFIX    ".tarseal-extract-"
#define DIGITS    16 /* hexadecimal, between prefix and suffix */
#define MODE      0700
#define SUFFIX    ".tmp"
#define MARK      ".tarseal-extract"
#define TEMP_NAME 48
#define TRIES     3

struct ts_outdir {
	char *parent;         /* owned: as the caller named it, for messages */
	int parentfd, fd;     /* owned; -1 when closed */
	char temp[TEMP_NAME]; /* empty while there is none */
};

static void remove_tree(int parentfd, const char *name);

/* Open the directory NAME, unless it is a link or another file system is mounted there. */
static int open_below(int parentfd, const char *name)
{
	const struct open_how how = {.flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
	    .resolve = RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS};
	int fd = (int)syscall(SYS_openat2, parentfd, name, &how, sizeof(how));

	if (fd >= 0 || errno != ENOSYS)
		return fd;
	return openat(parentfd, name, (int)how.flags);
}

/* Remove everything in the directory FD, and close it. */
static void empty_directory(int fd)
{
	DIR *dir = fdopendir(fd);
	const struct dirent *entry;

	if (dir == NULL) {
		close(fd);
		return;
	}
	while ((entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
		    unlinkat(dirfd(dir), entry->d_name, 0) != 0)
			remove_tree(dirfd(dir), entry->d_name);
	closedir(dir);
}

/* Remove the directory NAME and everything below it, as far as possible. */
static void remove_tree(int parentfd, const char *name)
{
	int fd = open_below(parentfd, name);

	if (fd >= 0)
		empty_directory(fd);
	unlinkat(parentfd, name, AT_REMOVEDIR);
}

/* Is anything in the directory FD? Returns 1 or 0, or -1 with errno if it cannot be read. */
static int holds_anything(int fd)
{
	int again = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = again < 0 ? NULL : fdopendir(again);
	const struct dirent *entry;
	int found = 0;

	if (dir == NULL) {
		if (again >= 0)
			close(again);
		return -1;
	}
	errno = 0;
	while (found == 0 && (entry = readdir(dir)) != NULL)
		found = strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	if (found == 0 && errno != 0)
		found = -1;
	closedir(dir);
	return found;
}

/* Does PARENTFD contain the open directory FD as NAME? */
static bool is_at(int parentfd, const char *name, int fd)
{
	struct stat ours, there;

	return fstat(fd, &ours) == 0 && fstatat(parentfd, name, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
	       ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

/* Is NAME exactly what make_temp() writes? */
static bool is_temp(const char *name)
{
	const char *digits = name + strlen(PREFIX);

	return strncmp(name, PREFIX, strlen(PREFIX)) == 0 &&
	       strspn(digits, "0123456789abcdef") == DIGITS && strcmp(digits + DIGITS, SUFFIX) == 0;
}

/* Is the open directory one that make_temp() made, and that no running program has locked? Others
 * may be able to rename directories here, but not to put the mark into one that is not theirs. */
static bool is_left_behind(int fd)
{
	struct stat st, mark;

	return fstat(fd, &st) == 0 && st.st_uid == geteuid() && (st.st_mode & 0777) == MODE &&
	       flock(fd, LOCK_EX | LOCK_NB) == 0 &&
	       (holds_anything(fd) == 0 || (fstatat(fd, MARK, &mark, AT_SYMLINK_NOFOLLOW) == 0 &&
					       S_ISREG(mark.st_mode) && mark.st_uid == st.st_uid));
}

/* Remove a hidden directory that a killed program left behind, and nothing else: what is emptied is
 * the directory that was looked at, whatever has that name by now. */
static void sweep_one(int parentfd, const char *name)
{
	int fd = open_below(parentfd, name);

	if (fd < 0)
		return;
	if (is_left_behind(fd)) {
		empty_directory(fd);
		unlinkat(parentfd, name, AT_REMOVEDIR);
	} else {
		close(fd);
	}
}

static void sweep(int parentfd)
{
	int fd = openat(parentfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;

	if (dir == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((entry = readdir(dir)) != NULL)
		if (is_temp(entry->d_name))
			sweep_one(parentfd, entry->d_name);
	closedir(dir);
}

/* Mark the new directory as one that may be removed, with everything in it. */
static int mark_temp(struct ts_outdir *out, struct ts_err *err)
{
	const int flags = O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC;
	int held = holds_anything(out->fd), mark;

	if (held != 0) {
		if (held < 0)
			ts_err_errno(
			    err, errno, "io", "cannot read a new directory in %s", out->parent);
		else
			ts_err_set(err, "io",
			    "somebody renames directories in %s: the new one was replaced",
			    out->parent);
		/* Whatever may be in it is not ours to remove. */
		unlinkat(out->parentfd, out->temp, AT_REMOVEDIR);
		out->temp[0] = '\0';
		return -1;
	}
	mark = openat(out->fd, MARK, flags, 0600);
	if (mark < 0)
		return ts_err_errno(err, errno, "io", "cannot write to %s", out->parent);
	close(mark);
	return 0;
}

static int make_temp(struct ts_outdir *out, struct ts_err *err)
{
	unsigned long long number;

	if (getrandom(&number, sizeof(number), 0) != (ssize_t)sizeof(number))
		return ts_err_errno(
		    err, errno, "io", "cannot get random bytes for a temporary name");
	snprintf(out->temp, TEMP_NAME, PREFIX "%016llx" SUFFIX, number);
	if (mkdirat(out->parentfd, out->temp, MODE) != 0) {
		out->temp[0] = '\0';
		return ts_err_errno(err, errno, "io", "cannot write to %s", out->parent);
	}
	out->fd = open_below(out->parentfd, out->temp);
	if (out->fd < 0)
		return ts_err_errno(
		    err, errno, "io", "cannot open a new directory in %s", out->parent);
	/* On a file system without locks nothing is swept either. */
	flock(out->fd, LOCK_EX | LOCK_NB);
	return mark_temp(out, err);
}

int ts_outdir_open(const char *parent, struct ts_outdir **result, struct ts_err *err)
{
	struct ts_outdir *out = calloc(1, sizeof(*out));
	int ret = -1;

	*result = NULL;
	if (out == NULL)
		return ts_err_nomem(err);
	out->parentfd = out->fd = -1;
	out->parent = strdup(parent);
	if (out->parent == NULL) {
		ts_err_nomem(err);
		goto done;
	}
	out->parentfd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (out->parentfd < 0) {
		ts_err_errno(err, errno, "io", "cannot open the directory %s", parent);
		goto done;
	}
	/* Nobody else may sweep between the creation of the directory and its lock. Do not wait:
	 * the lock may be held by our own caller. */
	if (flock(out->parentfd, LOCK_EX | LOCK_NB) == 0)
		sweep(out->parentfd);
	ret = make_temp(out, err);
	flock(out->parentfd, LOCK_UN);
	if (ret == 0) {
		*result = out;
		out = NULL;
	}
done:
	ts_outdir_free(out);
	return ret;
}

int ts_outdir_fd(const struct ts_outdir *out)
{
	return out->fd;
}

int ts_outdir_refuse(const struct ts_outdir *out, const char *name, struct ts_err *err)
{
	struct stat st;

	if (fstatat(out->parentfd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return 0;
	ts_err_set(err, "io", "%s already exists in %s", name, out->parent);
	return ts_err_fix(err, "remove it, or extract into another directory with -C");
}

/* Rename without replacing anything, as far as the kernel and the file system can guarantee it. */
static int rename_into(const struct ts_outdir *out, const char *name)
{
	struct stat st;

	if (renameat2(out->fd, name, out->parentfd, name, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	if (fstatat(out->parentfd, name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
		errno = EEXIST;
		return -1;
	}
	return renameat(out->fd, name, out->parentfd, name);
}

int ts_outdir_commit(struct ts_outdir *out, const char *name, struct ts_err *err)
{
	if (syncfs(out->fd) != 0)
		return ts_err_errno(
		    err, errno, "io", "cannot sync %s in %s to the disk", name, out->parent);
	if (rename_into(out, name) != 0) {
		if (errno == EEXIST)
			return ts_outdir_refuse(out, name, err);
		return ts_err_errno(err, errno, "io", "cannot rename the new directory to %s in %s",
		    name, out->parent);
	}
	if (fsync(out->parentfd) != 0 && errno != EINVAL && errno != EROFS) {
		ts_err_errno(err, errno, "io", "cannot sync the directory %s", out->parent);
		/* Take it back. If that fails, it is complete, and the error says so. */
		if (renameat(out->parentfd, name, out->fd, name) != 0)
			ts_err_fix(err, "%s is complete, but may be lost in a crash", name);
		return -1;
	}
	return 0;
}

/* Empty the hidden directory, wherever it is by now, and remove it. Returns false if it remains. */
static bool remove_temp(struct ts_outdir *out)
{
	if (out->fd < 0) /* it could not even be opened, so it is empty */
		return unlinkat(out->parentfd, out->temp, AT_REMOVEDIR) == 0;
	/* A failure may be temporary. */
	for (int i = 0; i < TRIES; i++) {
		int fd = openat(out->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		if (fd >= 0)
			empty_directory(fd);
		if (is_at(out->parentfd, out->temp, out->fd) &&
		    unlinkat(out->parentfd, out->temp, AT_REMOVEDIR) == 0)
			return true;
	}
	return false;
}

bool ts_outdir_free(struct ts_outdir *out)
{
	bool gone = true;

	if (out == NULL)
		return true;
	if (out->temp[0] != '\0')
		gone = remove_temp(out);
	if (out->fd >= 0)
		close(out->fd);
	if (out->parentfd >= 0)
		close(out->parentfd);
	free(out->parent);
	free(out);
	return gone;
}
