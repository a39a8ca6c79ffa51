#include "base/source.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static ssize_t read_fd(void *ctx, void *buf, size_t len, struct ts_err *err)
{
	const int *fd = ctx;
	ssize_t n;

	do
		n = read(*fd, buf, len);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		ts_err_errno(err, errno, "io", "cannot read");
	return n;
}

struct ts_source ts_source_fd(int *fd, int64_t size)
{
	return (struct ts_source){.read = read_fd, .ctx = fd, .size = size};
}

static int seek_fd(void *ctx, uint64_t offset, struct ts_err *err)
{
	const int *fd = ctx;

	if (lseek(*fd, (off_t)offset, SEEK_SET) < 0)
		return ts_err_errno(err, errno, "io", "cannot seek");
	return 0;
}

static ssize_t read_fd_at(void *ctx, void *buf, size_t len, uint64_t offset, struct ts_err *err)
{
	const int *fd = ctx;
	ssize_t n;

	do
		n = pread(*fd, buf, len, (off_t)offset);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		ts_err_errno(err, errno, "io", "cannot read");
	return n;
}

struct ts_source ts_source_file(int *fd, int64_t size)
{
	struct ts_source source = ts_source_fd(fd, size);

	source.seek = seek_fd;
	source.read_at = read_fd_at;
	return source;
}

ssize_t ts_source_read_all(
    struct ts_source *source, void *buf, size_t len, uint64_t offset, struct ts_err *err)
{
	size_t got = 0;

	while (got < len) {
		ssize_t n = source->read_at(
		    source->ctx, (unsigned char *)buf + got, len - got, offset + got, err);

		if (n < 0)
			return -1;
		if (n == 0)
			break;
		got += (size_t)n;
	}
	return (ssize_t)got;
}

static ssize_t read_range(void *ctx, void *buf, size_t len, struct ts_err *err)
{
	struct ts_source_range *range = ctx;
	ssize_t n = 0;

	if (len > range->left)
		len = (size_t)range->left;
	if (len > 0)
		n = range->from->read_at(range->from->ctx, buf, len, range->at, err);
	if (n > 0) {
		range->at += (uint64_t)n;
		range->left -= (uint64_t)n;
	}
	return n;
}

struct ts_source ts_source_range(struct ts_source_range *range)
{
	return (struct ts_source){.read = read_range, .ctx = range, .size = (int64_t)range->left};
}

static ssize_t read_mem(void *ctx, void *buf, size_t len, struct ts_err *err)
{
	struct ts_source_mem *mem = ctx;

	(void)err;
	if (len > mem->len)
		len = mem->len;
	if (len > 0)
		memcpy(buf, mem->data, len);
	mem->data += len;
	mem->len -= len;
	return (ssize_t)len;
}

struct ts_source ts_source_mem(struct ts_source_mem *mem)
{
	return (struct ts_source){.read = read_mem, .ctx = mem, .size = (int64_t)mem->len};
}
