/*
 * A growing run of bytes. Failure is sticky: after an allocation fails, further additions do
 * nothing, and ts_buf_ok() says so once at the end instead of after every call.
 */
#ifndef TS_BASE_BUF_H
#define TS_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct ts_buf {
	unsigned char *data; /* owned; NULL while empty */
	size_t len, cap;
	bool failed;
};
/* Invariant: len <= cap, and data holds cap bytes. */

#define TS_BUF_INIT                                                                                \
	{                                                                                          \
		0                                                                                  \
	}

void ts_buf_add(struct ts_buf *buf, const void *data, size_t len);
void ts_buf_add_str(struct ts_buf *buf, const char *text);
void ts_buf_printf(struct ts_buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Make room for LEN more bytes at once, where it is known that so many will come. */
void ts_buf_reserve(struct ts_buf *buf, size_t len);

/* Make room for LEN more bytes, count them as used, and return where they stand; NULL on failure.
 */
unsigned char *ts_buf_extend(struct ts_buf *buf, size_t len);

/* False when some addition failed for want of memory. */
bool ts_buf_ok(const struct ts_buf *buf);

/* The content as a string (a NUL is put behind it, not counted in len); NULL on failure. */
const char *ts_buf_cstr(struct ts_buf *buf);

/* Free the bytes and make BUF empty. */
void ts_buf_free(struct ts_buf *buf);

#endif
