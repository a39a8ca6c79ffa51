#include "base/path_list.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"

#define PATH_LONGEST 65536 /* bytes; no path is as long */

struct reading {
	const char *file;
	int fd;
	unsigned char chunk[PATH_LONGEST];
	size_t n, at;
	char end;           /* what ends a path */
	struct ts_buf path; /* owned */
	struct ts_err *err;
};

/* Read what there is of the list: a pipe may bring more only later. */
static int fill(struct reading *r)
{
	ssize_t n;

	do
		n = read(r->fd, r->chunk, sizeof(r->chunk));
	while (n < 0 && errno == EINTR);
	r->at = 0;
	r->n = n < 0 ? 0 : (size_t)n;
	return n < 0 ? ts_err_errno(r->err, errno, "io", "cannot read %s", r->file) : 0;
}

static int not_a_list(struct reading *r)
{
	ts_err_set(r->err, "io", "%s is not a list of paths", r->file);
	return ts_err_fix(r->err, "give one path to a line, or end each with a NUL (find -print0)");
}

/* Read one path. Returns 1, 0 at the end, or -1. */
static int next(struct reading *r)
{
	r->path.len = 0;
	for (;;) {
		const unsigned char *from, *stop;
		size_t len;

		if (r->at == r->n && fill(r) != 0)
			return -1;
		if (r->n == 0)
			return r->path.len > 0;
		from = r->chunk + r->at;
		stop = memchr(from, r->end, r->n - r->at);
		len = stop == NULL ? r->n - r->at : (size_t)(stop - from);
		ts_buf_add(&r->path, from, len);
		r->at += len + (stop != NULL);
		if (!ts_buf_ok(&r->path))
			return ts_err_nomem(r->err);
		if (r->path.len > PATH_LONGEST || memchr(from, '\0', len) != NULL)
			return not_a_list(r);
		if (stop != NULL && r->path.len > 0)
			return 1;
	}
}

static int take_path(struct reading *r, ts_path_take *take, void *ctx)
{
	const char *path = ts_buf_cstr(&r->path);

	if (path == NULL)
		return ts_err_nomem(r->err);
	if (r->end == '\n' && path[r->path.len - 1] == '\r') {
		ts_err_set(r->err, "io", "%s has lines that end with CR LF", r->file);
		return ts_err_fix(r->err, "write it with LF at the end of each line, or with NULs");
	}
	return take(ctx, path, r->err);
}

static int read_list(struct reading *r, ts_path_take *take, void *ctx)
{
	int ret;

	if (fill(r) != 0)
		return -1;
	/* If NULs end the paths, the first of them is here; or else a later one is refused. */
	r->end = memchr(r->chunk, '\0', r->n) != NULL ? '\0' : '\n';
	while ((ret = next(r)) == 1)
		if (take_path(r, take, ctx) != 0)
			return -1;
	return ret;
}

int ts_path_list_read(const char *file, ts_path_take *take, void *ctx, struct ts_err *err)
{
	struct reading *r = calloc(1, sizeof(*r));
	bool is_stdin = strcmp(file, "-") == 0;
	int ret = -1;

	if (r == NULL)
		return ts_err_nomem(err);
	r->file = file;
	r->err = err;
	r->fd = is_stdin ? STDIN_FILENO : ts_file_descriptor(file);
	if (r->fd < 0)
		r->fd = ts_file_open_plain(file);
	if (r->fd < 0 && errno == ESPIPE) {
		ts_err_set(err, "io", "%s is a pipe, which is not opened by name", file);
		ts_err_fix(err, "give it on standard input: - <%s", file);
	} else if (r->fd < 0)
		ts_err_errno(err, errno, "io", "cannot open %s", file);
	else
		ret = read_list(r, take, ctx);
	if (r->fd >= 0 && !is_stdin)
		close(r->fd);
	ts_buf_free(&r->path);
	free(r);
	return ret;
}
