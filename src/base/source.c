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
