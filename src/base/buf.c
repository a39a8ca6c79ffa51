#include "base/buf.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/platform.h"

#define HUGE_PAGE ((size_t)2 << 20)
#define MANY      ((size_t)64 << 10) /* bytes that are passed to a sink */

/* Ask for huge pages instead of many small ones: touching each small page for the first time takes
 * longer than filling it. */
static void ask_for_huge_pages(unsigned char *data, size_t cap)
{
	size_t skip = -(uintptr_t)data % HUGE_PAGE;
	int before = errno;

	if (cap >= 2 * HUGE_PAGE)
		ts_platform_huge_pages(data + skip, (cap - skip) / HUGE_PAGE * HUGE_PAGE);
	errno = before; /* it works without them, too */
}

/* Make room for MORE bytes. The capacity at least doubles, so that adding bytes stays cheap. */
static bool reserve(struct ts_buf *buf, size_t more)
{
	unsigned char *data;
	size_t cap;

	if (buf->failed)
		return false;
	if (more <= buf->cap - buf->len)
		return true;
	if (more > SIZE_MAX / 2 - buf->len) {
		buf->failed = true;
		return false;
	}
	cap = buf->cap < 64 ? 64 : buf->cap;
	if (cap < buf->len + more)
		cap = cap * 2 > buf->len + more ? cap * 2 : buf->len + more;
	data = realloc(buf->data, cap);
	if (data == NULL) {
		buf->failed = true;
		return false;
	}
	ask_for_huge_pages(data, cap);
	buf->data = data;
	buf->cap = cap;
	return true;
}

void ts_buf_reserve(struct ts_buf *buf, size_t len)
{
	reserve(buf, len);
}

unsigned char *ts_buf_extend(struct ts_buf *buf, size_t len)
{
	unsigned char *place;

	if (!reserve(buf, len))
		return NULL;
	place = buf->data + buf->len;
	buf->len += len;
	return place;
}

void ts_buf_add(struct ts_buf *buf, const void *data, size_t len)
{
	unsigned char *place;

	if (len == 0)
		return;
	place = ts_buf_extend(buf, len);
	if (place != NULL)
		memcpy(place, data, len);
}

void ts_buf_add_str(struct ts_buf *buf, const char *text)
{
	ts_buf_add(buf, text, strlen(text));
}

void ts_buf_printf(struct ts_buf *buf, const char *fmt, ...)
{
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (len < 0 || !reserve(buf, (size_t)len + 1)) {
		buf->failed = true;
		return;
	}
	va_start(ap, fmt);
	vsnprintf((char *)buf->data + buf->len, (size_t)len + 1, fmt, ap);
	va_end(ap);
	buf->len += (size_t)len;
}

bool ts_buf_ok(const struct ts_buf *buf)
{
	return !buf->failed;
}

const char *ts_buf_cstr(struct ts_buf *buf)
{
	if (!reserve(buf, 1))
		return NULL;
	buf->data[buf->len] = '\0';
	return (const char *)buf->data;
}

void ts_buf_flush(struct ts_buf *buf)
{
	if (buf->len >= MANY)
		ts_buf_drain(buf);
}

void ts_buf_drain(struct ts_buf *buf)
{
	if (buf->sink == NULL || buf->failed || buf->len == 0)
		return;
	buf->failed = buf->sink(buf->sink_ctx, buf->data, buf->len) != 0;
	buf->len = 0;
}

void ts_buf_free(struct ts_buf *buf)
{
	free(buf->data);
	*buf = (struct ts_buf)TS_BUF_INIT;
}
