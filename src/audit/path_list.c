#define _POSIX_C_SOURCE 200809L /* fdopen, getc_unlocked */

#include "audit/path_list.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "audit/listing.h"
#include "base/buf.h"
#include "base/file.h"

#define PATH_LONGEST 65536 /* bytes */

struct reading {
	const char *file;
	FILE *in;
	bool has_end; /* it is known which byte ends a path */
	char end;
	struct ts_buf path, before; /* owned: the path just read, and the one before it */
	struct ts_err *err;
};

/* Read one path. Returns 1, 0 at the end, or -1. */
static int next(struct reading *r)
{
	int c;

	r->path.len = 0;
	while ((c = getc_unlocked(r->in)) != EOF) {
		char byte = (char)c;

		if (!r->has_end && (byte == '\n' || byte == '\0')) {
			r->has_end = true;
			r->end = byte;
		}
		if (r->has_end && byte == r->end) {
			if (r->path.len > 0)
				return 1;
			continue; /* an empty line */
		}
		if (byte == '\0' || r->path.len == PATH_LONGEST)
			return ts_err_set(r->err, "io", "%s is not a list of paths", r->file);
		ts_buf_add(&r->path, &byte, 1);
	}
	if (!ts_buf_ok(&r->path))
		return ts_err_nomem(r->err);
	if (ferror(r->in))
		return ts_err_errno(r->err, errno, "io", "cannot read %s", r->file);
	return r->path.len > 0;
}

static int check_order(struct reading *r)
{
	struct ts_buf path;

	if (ts_buf_cstr(&r->path) == NULL || ts_buf_cstr(&r->before) == NULL)
		return ts_err_nomem(r->err);
	path = r->path;
	if (path.len > 0 && path.data[path.len - 1] == '\r') {
		ts_err_set(r->err, "io", "%s has lines that end with CR LF", r->file);
		return ts_err_fix(r->err, "write it with LF at the end of each line, or with NULs");
	}
	if (r->before.len > 0 && !ts_listing_before((char *)r->before.data, (char *)path.data)) {
		ts_err_set(r->err, "io", "%s: \"%.200s\" is out of order, or twice in the list",
		    r->file, (char *)path.data);
		return ts_err_fix(r->err,
		    "sort it as directories are walked, by bytes, with / before every other one, "
		    "and each path once: docs/scale.md shows how");
	}
	r->path = r->before;
	r->before = path;
	return 0;
}

static FILE *open_list(const char *file)
{
	int fd = strcmp(file, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
					: ts_file_descriptor(file);
	FILE *in;

	if (fd < 0)
		fd = ts_file_open_plain(file);
	in = fd < 0 ? NULL : fdopen(fd, "r");
	if (in == NULL && fd >= 0)
		close(fd);
	return in;
}

int ts_path_list_read(const char *file, ts_path_take *take, void *ctx, struct ts_err *err)
{
	struct reading r = {.file = file, .in = open_list(file), .err = err};
	int ret;

	if (r.in == NULL)
		return ts_err_errno(err, errno, "io", "cannot open %s", file);
	while ((ret = next(&r)) == 1) {
		if (check_order(&r) != 0 || take(ctx, (char *)r.before.data, err) != 0) {
			ret = -1;
			break;
		}
	}
	ts_buf_free(&r.path);
	ts_buf_free(&r.before);
	fclose(r.in);
	return ret;
}
