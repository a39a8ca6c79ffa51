#include "stamp/sidecar.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/grow.h"
#include "stamp/stamp.h"

bool ts_sidecar_path(const char *path, unsigned number, char result[static TS_SIDECAR_PATH])
{
	const int n = number == 1 ? snprintf(result, TS_SIDECAR_PATH, "%s.tsr", path)
				  : snprintf(result, TS_SIDECAR_PATH, "%s.%u.tsr", path, number);

	return n > 0 && n < TS_SIDECAR_PATH;
}

/* A link may lead to what only looks like a file, below /sys for example. */
static bool is_link(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
}

/* Why the file was not read. What somebody who lays a file there can bring about is its fault, and
 * anything else an error of this machine. Returns 1, or -1 with ERR filled. */
static int cannot_read(struct ts_sidecar *s, int errnum, struct ts_err *err)
{
	if (errnum != EACCES && errnum != EPERM && errnum != ELOOP && !is_link(s->path))
		return ts_err_errno(err, errnum, "io", "cannot read %s", s->path);
	s->fault = "it cannot be read";
	s->is_unreadable = true;
	return 1;
}

/* Read all of the open file, which has SIZE bytes. */
static int read_all(int fd, size_t size, struct ts_sidecar *s, struct ts_err *err)
{
	unsigned char *data = ts_buf_extend(&s->data, size);
	size_t len = 0;
	ssize_t n = 1;

	if (data == NULL && size > 0)
		return ts_err_nomem(err);
	while (n > 0 && len < size) {
		n = read(fd, data + len, size - len);
		if (n < 0 && errno == EINTR)
			n = 1;
		else if (n > 0)
			len += (size_t)n;
	}
	if (n < 0)
		return cannot_read(s, errno, err);
	if (len == size)
		return 1;
	if (!is_link(s->path))
		return ts_err_set(err, "io", "%s changed while it was read", s->path);
	s->fault = "it has fewer bytes than its size says";
	s->is_unreadable = true;
	return 1;
}

/* Read the file at S's path. Returns 1; 0 when there is none; -1. A device is not even opened. */
static int read_file(struct ts_sidecar *s, struct ts_err *err)
{
	struct stat st;
	int fd, ret;

	if (stat(s->path, &st) != 0) {
		if (errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG)
			return 0;
		return cannot_read(s, errno, err);
	}
	if (!S_ISREG(st.st_mode)) {
		s->fault = "it is not a regular file, so it is not read";
		return 1;
	}
	do
		fd = open(s->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	while (fd < 0 && errno == EINTR);
	if (fd < 0)
		return cannot_read(s, errno, err);
	if (fstat(fd, &st) != 0) {
		ret = ts_err_errno(err, errno, "io", "cannot read %s", s->path);
	} else if (!S_ISREG(st.st_mode) || st.st_size > TS_STAMP_MAX) {
		s->fault = "it is larger than 32768 bytes, so it is not read";
		ret = 1;
	} else {
		ret = read_all(fd, (size_t)st.st_size, s, err);
	}
	close(fd);
	return ret;
}

/* Add the file at PATH if there is one. Returns 1, 0 or -1. */
static int add_file(
    struct ts_sidecars *sidecars, const char *path, bool is_renewal, struct ts_err *err)
{
	struct ts_sidecar found = {.path = (char *)path, .is_renewal = is_renewal}, *grown;
	int ret = read_file(&found, err);

	if (ret <= 0) {
		ts_buf_free(&found.data);
		return ret;
	}
	found.path = strdup(path);
	grown = ts_grow(sidecars->list, sidecars->n, sizeof(*grown));
	if (grown != NULL)
		sidecars->list = grown;
	if (grown == NULL || found.path == NULL) {
		free(found.path);
		ts_buf_free(&found.data);
		return ts_err_nomem(err);
	}
	grown[sidecars->n++] = found;
	return 1;
}

/* Add the stamp at PATH, and its renewals. Returns 1, 0 when there is no such file, or -1. */
static int add_stamp(struct ts_sidecars *sidecars, const char *path, struct ts_err *err)
{
	char name[TS_SIDECAR_PATH], next[TS_SIDECAR_PATH];
	int ret = add_file(sidecars, path, false, err);
	bool fits = ts_sidecar_path(path, 1, name);

	for (int i = 0; ret > 0 && fits && i < TS_RENEWALS; i++) {
		ret = add_file(sidecars, name, true, err);
		if (ret == 0)
			return 1;
		fits = ts_sidecar_path(name, 1, next);
		memcpy(name, next, sizeof(name));
	}
	return ret;
}

int ts_sidecars_read(const char *path, struct ts_sidecars *sidecars, struct ts_err *err)
{
	char name[TS_SIDECAR_PATH];

	for (unsigned i = 1; i <= TS_SIDECARS; i++)
		if (ts_sidecar_path(path, i, name) && add_stamp(sidecars, name, err) < 0)
			return -1;
	return 0;
}

int ts_sidecars_add(const char *path, struct ts_sidecars *sidecars, struct ts_err *err)
{
	const size_t n = sidecars->n;
	int ret = add_stamp(sidecars, path, err);

	if (ret == 0)
		return ts_err_set(err, "io", "there is no file %s", path);
	if (ret < 0)
		return -1;
	if (sidecars->list[n].fault != NULL)
		return ts_err_set(err, "io", "%s: %s", path, sidecars->list[n].fault);
	return 0;
}

void ts_sidecars_free(struct ts_sidecars *sidecars)
{
	for (size_t i = 0; i < sidecars->n; i++) {
		free(sidecars->list[i].path);
		ts_buf_free(&sidecars->list[i].data);
	}
	free(sidecars->list);
	*sidecars = (struct ts_sidecars){.n = 0};
}
