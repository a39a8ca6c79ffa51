/*
 * A growing array of bytes. Failure is sticky: after an allocation fails, further additions do
 * nothing, and one call of ts_buf_ok() at the end reports it.
 */
#ifndef TS_BASE_BUF_H
#define TS_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct ts_buf {
	unsigned char *data; /* owned; NULL while empty */
	size_t len, cap;
	bool failed;
	/* Where the bytes go from time to time, so that what is written need not all be in memory;
	 * or NULL. A result other than 0 fails the buffer. */
	int (*sink)(void *ctx, const void *data, size_t len);
	void *sink_ctx;
};
/* Invariant: len <= cap, and data holds cap bytes. */

#define TS_BUF_INIT                                                                                \
	{                                                                                          \
		0                                                                                  \
	}

void ts_buf_add(struct ts_buf *buf, const void *data, size_t len);
void ts_buf_add_str(struct ts_buf *buf, const char *text);
void ts_buf_printf(struct ts_buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Make room for LEN more bytes at once, when their number is known in advance. */
void ts_buf_reserve(struct ts_buf *buf, size_t len);

/* Extend the content by LEN bytes and return a pointer to them; NULL on failure. */
unsigned char *ts_buf_extend(struct ts_buf *buf, size_t len);

/* Returns false when an addition failed because there was no memory, or the sink failed. */
bool ts_buf_ok(const struct ts_buf *buf);

/* The content as a string, ended by a NUL that len does not count; NULL on failure. */
const char *ts_buf_cstr(struct ts_buf *buf);

/* Pass the bytes to the sink, if there is one and they are many. Whoever appends calls this where
 * nobody will look back at what is there. */
void ts_buf_flush(struct ts_buf *buf);

/* Pass all of them to it. */
void ts_buf_drain(struct ts_buf *buf);

/* Free the bytes and make BUF empty. */
void ts_buf_free(struct ts_buf *buf);

#endif
