#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/platform.h"
#include "base/platform_create.h"

#define TEMP_NAME 40

struct ts_out {
	char *path;           /* owned: as the caller named it, for messages */
	char *base;           /* owned: its last component */
	int dirfd, fd;        /* owned; -1 when closed */
	char temp[TEMP_NAME]; /* the temporary name; empty while the file is unnamed */
	bool force, linked;
	bool replaced; /* another file was replaced, and cannot be restored */
};

int ts_file_open(
    int dirfd, const char *name, bool nofollow, int *fd, struct stat *st, struct ts_err *err)
{
	/* O_NONBLOCK: opening a FIFO must not wait for a writer. */
	int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (nofollow ? O_NOFOLLOW : 0);

	*fd = openat(dirfd, name, flags);
	if (*fd < 0) {
		if ((errno == ELOOP && nofollow) || errno == ENXIO)
			return ts_err_set(err, "boundary.file-kind",
			    "%s is not a regular file (a link, a device, a socket)", name);
		return ts_err_errno(err, errno, "io", "cannot open %s", name);
	}
	if (fstat(*fd, st) != 0) {
		ts_err_errno(err, errno, "io", "cannot access %s", name);
		goto fail;
	}
	if (!S_ISREG(st->st_mode)) {
		ts_err_set(err, "boundary.file-kind", "%s is %s, not a regular file", name,
		    S_ISDIR(st->st_mode) ? "a directory" : "a device, pipe or socket");
		goto fail;
	}
	return 0;
fail:
	close(*fd);
	*fd = -1;
	return -1;
}

/* Append all that can be read from FD to BUF, at most MAX bytes. NAME is for messages. */
static int read_all(int fd, const char *name, size_t max, struct ts_buf *buf, struct ts_err *err)
{
	size_t start = buf->len, step = 16384;
	ssize_t n;

	for (;;) {
		unsigned char *place = ts_buf_extend(buf, step);

		if (place == NULL)
			return ts_err_nomem(err);
		do
			n = read(fd, place, step);
		while (n < 0 && errno == EINTR);
		buf->len -= step - (size_t)(n < 0 ? 0 : n);
		if (n < 0)
			return ts_err_errno(err, errno, "io", "cannot read %s", name);
		if (n == 0)
			return 0;
		if (buf->len - start > max)
			return ts_err_set(
			    err, "io", "%s is larger than the limit of %zu bytes", name, max);
	}
}

int ts_file_descriptor(const char *path)
{
	static const char *const places[] = {"/dev/fd/", "/proc/self/fd/"};
	char *end;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		const char *number;
		long fd;

		if (strncmp(path, places[i], strlen(places[i])) != 0)
			continue;
		number = path + strlen(places[i]);
		if (*number < '0' || *number > '9')
			continue;
		fd = strtol(number, &end, 10);
		if (*end == '\0' && fd <= INT_MAX)
			return ts_platform_duplicate((int)fd);
	}
	return -1;
}

int ts_file_open_plain(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISFIFO(st.st_mode))
		return fd;
	close(fd);
	errno = ESPIPE;
	return -1;
}

int ts_file_slurp(const char *path, size_t max, struct ts_buf *buf, struct ts_err *err)
{
	struct stat st;
	int fd, ret;

	if (strcmp(path, "-") == 0)
		return read_all(STDIN_FILENO, "standard input", max, buf, err);
	fd = ts_file_descriptor(path);
	if (fd >= 0) {
		ret = read_all(fd, path, max, buf, err);
		close(fd);
		return ret;
	}
	if (ts_file_open(AT_FDCWD, path, false, &fd, &st, err) != 0) {
		err->check = "io"; /* whoever named it does not publish it */
		return -1;
	}
	ret = read_all(fd, path, max, buf, err);
	close(fd);
	return ret;
}

int ts_file_write(int fd, const void *data, size_t len, struct ts_err *err)
{
	const unsigned char *p = data;

	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return ts_err_errno(err, errno, "io", "cannot write");
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

static int split_path(const char *path, char **dir, char **base, struct ts_err *err)
{
	const char *slash = strrchr(path, '/');

	*dir = *base = NULL;
	if (slash == NULL)
		*dir = strdup(".");
	else
		*dir = strndup(path, slash == path ? 1 : (size_t)(slash - path));
	*base = strdup(slash == NULL ? path : slash + 1);
	if (*dir == NULL || *base == NULL)
		return ts_err_nomem(err);
	if (**base == '\0' || strcmp(*base, ".") == 0 || strcmp(*base, "..") == 0)
		return ts_err_set(err, "io", "\"%s\" does not name a file", path);
	return 0;
}

static int refuse_existing(const struct ts_out *out, struct ts_err *err)
{
	struct stat st;

	if (fstatat(out->dirfd, out->base, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return 0;
	if (S_ISDIR(st.st_mode))
		return ts_err_set(err, "io", "%s is a directory", out->path);
	if (!S_ISREG(st.st_mode))
		return ts_err_set(err, "io",
		    "%s exists and is a link or a device, which is never replaced", out->path);
	if (out->force)
		return 0;
	ts_err_set(err, "io", "%s already exists", out->path);
	return ts_err_fix(err, "choose another name, or remove it first");
}

static int random_name(char temp[static TEMP_NAME], struct ts_err *err)
{
	uint64_t number;

	if (ts_platform_random(&number, sizeof(number)) != 0)
		return ts_err_errno(
		    err, errno, "io", "cannot get random bytes for a temporary name");
	snprintf(temp, TEMP_NAME, ".tarseal-%016llx.tmp", (unsigned long long)number);
	return 0;
}

static int open_temp(struct ts_out *out, mode_t mode, struct ts_err *err)
{
	out->fd = ts_platform_create_unnamed(out->dirfd, mode);
	if (out->fd >= 0)
		return 0;
	if (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT && errno != EINVAL)
		return ts_err_errno(
		    err, errno, "io", "cannot write to the directory of %s", out->path);
	if (random_name(out->temp, err) != 0)
		return -1;
	out->fd =
	    openat(out->dirfd, out->temp, O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR | O_CLOEXEC, mode);
	if (out->fd < 0) {
		out->temp[0] = '\0';
		return ts_err_errno(
		    err, errno, "io", "cannot write to the directory of %s", out->path);
	}
	return 0;
}

int ts_out_open(
    const char *path, mode_t mode, bool force, struct ts_out **result, struct ts_err *err)
{
	struct ts_out *out = calloc(1, sizeof(*out));
	char *dir = NULL;
	int ret = -1;

	*result = NULL;
	if (out == NULL)
		return ts_err_nomem(err);
	out->fd = out->dirfd = -1;
	out->force = force;
	out->path = strdup(path);
	if (out->path == NULL) {
		ts_err_nomem(err);
		goto done;
	}
	if (split_path(path, &dir, &out->base, err) != 0)
		goto done;
	out->dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (out->dirfd < 0) {
		ts_err_errno(err, errno, "io", "cannot open the directory of %s", path);
		goto done;
	}
	if (refuse_existing(out, err) != 0 || open_temp(out, mode, err) != 0)
		goto done;
	*result = out;
	out = NULL;
	ret = 0;
done:
	free(dir);
	ts_out_free(out);
	return ret;
}

int ts_out_fd(const struct ts_out *out)
{
	return out->fd;
}

int ts_out_write(struct ts_out *out, const void *data, size_t len, struct ts_err *err)
{
	int ret = ts_file_write(out->fd, data, len, err);

	if (ret != 0)
		ts_err_at(err, "%s", out->path);
	return ret;
}

/* Link the file at NAME, which must not exist. */
static int link_at(struct ts_out *out, const char *name)
{
	if (out->temp[0] != '\0')
		return linkat(out->dirfd, out->temp, out->dirfd, name, 0);
	return ts_platform_name(out->fd, out->dirfd, name);
}

/* Link the file at its own name, which must not exist, and remove the temporary name. */
static int give_name(struct ts_out *out)
{
	if (out->temp[0] == '\0')
		return link_at(out, out->base);
	if (ts_platform_rename_new(out->dirfd, out->temp, out->base) != 0) {
		if (errno != EINVAL && errno != ENOSYS)
			return -1;
		/* Neither the kernel nor the file system can do it in one step. */
		if (link_at(out, out->base) != 0)
			return -1;
		unlinkat(out->dirfd, out->temp, 0);
	}
	out->temp[0] = '\0';
	return 0;
}

/* Take over who may read and write the file that is replaced. */
static int keep_access(const struct ts_out *out, struct ts_err *err)
{
	struct stat before;

	if (fstatat(out->dirfd, out->base, &before, AT_SYMLINK_NOFOLLOW) != 0)
		return 0; /* it has gone meanwhile */
	if (ts_platform_copy_access(out->fd, &before) != 0)
		return ts_err_errno(err, errno, "io", "cannot set the mode of %s", out->path);
	return 0;
}

/* Replace whatever is at the file's name. */
static int replace(struct ts_out *out, struct ts_err *err)
{
	if (keep_access(out, err) != 0)
		return -1;
	if (out->temp[0] == '\0') {
		char temp[TEMP_NAME];

		if (random_name(temp, err) != 0)
			return -1;
		if (link_at(out, temp) != 0)
			return ts_err_errno(
			    err, errno, "io", "cannot rename the new file to %s", out->path);
		memcpy(out->temp, temp, TEMP_NAME);
	}
	if (renameat(out->dirfd, out->temp, out->dirfd, out->base) != 0)
		return ts_err_errno(
		    err, errno, "io", "cannot rename the new file to %s", out->path);
	out->temp[0] = '\0';
	return 0;
}

struct replacing {
	struct ts_out *out;
	struct ts_err *err;
};

static int replace_in(void *ctx)
{
	const struct replacing *r = ctx;

	return replace(r->out, r->err);
}

/* The same with signals waiting, so that the temporary name does not outlive the program. */
static int replace_undisturbed(struct ts_out *out, struct ts_err *err)
{
	return ts_platform_undisturbed(replace_in, &(struct replacing){out, err});
}

int ts_out_commit(struct ts_out *out, struct ts_err *err)
{
	if (fsync(out->fd) != 0)
		return ts_err_errno(err, errno, "io", "cannot sync %s to the disk", out->path);
	if (give_name(out) != 0) {
		if (errno != EEXIST)
			return ts_err_errno(err, errno, "io", "cannot create %s", out->path);
		if (refuse_existing(out, err) != 0 || replace_undisturbed(out, err) != 0)
			return -1;
		out->replaced = true;
	}
	out->linked = true;
	if (fsync(out->dirfd) != 0 && errno != EINVAL && errno != EROFS) {
		ts_err_errno(err, errno, "io", "cannot sync the directory of %s", out->path);
		if (out->replaced)
			ts_err_fix(err, "the new file is complete, but may be lost in a crash");
		ts_out_withdraw(out);
		return -1;
	}
	return 0;
}

void ts_out_withdraw(struct ts_out *out)
{
	struct stat ours, there;

	if (!out->linked || out->replaced || fstat(out->fd, &ours) != 0 ||
	    fstatat(out->dirfd, out->base, &there, AT_SYMLINK_NOFOLLOW) != 0)
		return;
	if (ours.st_dev == there.st_dev && ours.st_ino == there.st_ino)
		unlinkat(out->dirfd, out->base, 0);
	out->linked = false;
}

void ts_out_free(struct ts_out *out)
{
	if (out == NULL)
		return;
	if (out->temp[0] != '\0')
		unlinkat(out->dirfd, out->temp, 0);
	if (out->fd >= 0)
		close(out->fd);
	if (out->dirfd >= 0)
		close(out->dirfd);
	free(out->base);
	free(out->path);
	free(out);
}

int ts_file_create(
    const char *path, mode_t mode, bool force, const void *data, size_t len, struct ts_err *err)
{
	struct ts_out *out;
	int ret;

	if (ts_out_open(path, mode, force, &out, err) != 0)
		return -1;
	ret = ts_out_write(out, data, len, err);
	if (ret == 0)
		ret = ts_out_commit(out, err);
	ts_out_free(out);
	return ret;
}
