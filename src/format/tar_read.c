#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "format/tar.h"
#include "format/tar_header.h"

#define BUFFER ((size_t)128 << 10)
#define LITTLE ((size_t)8 << 10) /* the first read; a small bundle or a header needs no more */

struct ts_tar_reader {
	struct ts_source *source;               /* borrowed */
	const struct ts_tar_observer *observer; /* borrowed, or NULL */
	size_t start, end; /* the part of the buffer that was read but not consumed */
	size_t ask;        /* how much to read next; doubles each time */
	uint64_t offset;   /* bytes of the archive that were consumed */
	uint64_t left;     /* bytes of the current entry that were not consumed */
	size_t padding;    /* NULs after it */
	struct ts_tar_entry entry;
	bool eof;
	unsigned char data[BUFFER]; /* the last member, so that unused pages are never touched */
};
/* Invariant: start <= end <= BUFFER. */

struct ts_tar_reader *ts_tar_reader_new(struct ts_source *source, struct ts_err *err)
{
	struct ts_tar_reader *reader = malloc(sizeof(*reader));

	if (reader == NULL) {
		ts_err_nomem(err);
		return NULL;
	}
	memset(reader, 0, offsetof(struct ts_tar_reader, data));
	reader->source = source;
	reader->ask = LITTLE;
	return reader;
}

void ts_tar_reader_free(struct ts_tar_reader *reader)
{
	free(reader);
}

void ts_tar_observe(struct ts_tar_reader *reader, const struct ts_tar_observer *observer)
{
	reader->observer = observer;
}

/* Fill the buffer with at least WANT bytes, or with all there are before the end. */
static int fill(struct ts_tar_reader *r, size_t want, struct ts_err *err)
{
	if (r->end - r->start >= want)
		return 0;
	memmove(r->data, r->data + r->start, r->end - r->start);
	r->end -= r->start;
	r->start = 0;
	while (r->end < want && !r->eof) {
		size_t capacity = BUFFER - r->end, len = r->ask < want ? want : r->ask;
		ssize_t n = r->source->read(
		    r->source->ctx, r->data + r->end, len < capacity ? len : capacity, err);

		if (n < 0)
			return -1;
		r->eof = n == 0;
		r->end += (size_t)n;
		if (r->ask < BUFFER)
			r->ask *= 2;
	}
	return 0;
}

static void consume(struct ts_tar_reader *r, size_t len)
{
	r->start += len;
	r->offset += len;
}

static int truncated(struct ts_tar_reader *r, struct ts_err *err)
{
	if (r->entry.number == 0)
		return ts_err_set(err, "tar.canonical",
		    "this is not a bundle: it ends after %llu bytes, before the first entry",
		    (unsigned long long)r->offset + (r->end - r->start));
	return ts_err_set(err, "tar.canonical",
	    "the archive is truncated in or after entry %llu, %s",
	    (unsigned long long)r->entry.number, r->entry.path);
}

static bool all_zero(const unsigned char *data, size_t len)
{
	return len == 0 || (data[0] == 0 && memcmp(data, data + 1, len - 1) == 0);
}

int ts_tar_data(struct ts_tar_reader *r, size_t max, const unsigned char **data, size_t *len,
    struct ts_err *err)
{
	if (r->left == 0)
		return 0;
	if (fill(r, 1, err) != 0)
		return -1;
	if (r->end == r->start)
		return truncated(r, err);
	*data = r->data + r->start;
	*len = r->end - r->start;
	if (*len > r->left)
		*len = (size_t)r->left;
	if (*len > max)
		*len = max;
	consume(r, *len);
	r->left -= *len;
	if (r->observer != NULL && r->observer->data(r->observer->ctx, *data, *len, err) != 0)
		return -1;
	return 1;
}

int ts_tar_peek(struct ts_tar_reader *r, size_t len, const unsigned char **data, size_t *got,
    struct ts_err *err)
{
	if (len > r->left)
		len = (size_t)r->left;
	if (fill(r, len, err) != 0)
		return -1;
	if (r->end - r->start < len)
		return truncated(r, err);
	*data = r->data + r->start;
	*got = len;
	return len > 0;
}

uint64_t ts_tar_offset(const struct ts_tar_reader *r)
{
	return r->offset;
}

/* Continue reading at OFFSET, discarding the buffer. */
static int go_to(struct ts_tar_reader *r, uint64_t offset, struct ts_err *err)
{
	r->offset = offset;
	r->start = r->end = 0;
	r->left = 0;
	r->padding = 0;
	r->eof = false;
	r->ask = LITTLE;
	return r->source->seek(r->source->ctx, offset, err);
}

int ts_tar_skip(struct ts_tar_reader *r, struct ts_err *err)
{
	uint64_t rest = r->left + r->padding;

	if (rest > r->end - r->start)
		return go_to(r, r->offset + rest, err);
	consume(r, (size_t)rest);
	r->left = 0;
	r->padding = 0;
	return 0;
}

int ts_tar_continue(
    struct ts_tar_reader *r, uint64_t offset, const struct ts_tar_entry *last, struct ts_err *err)
{
	r->entry = *last;
	return go_to(r, offset, err);
}

int ts_tar_finish(struct ts_tar_reader *r, struct ts_err *err)
{
	const unsigned char *data;
	size_t len;
	int got;

	do
		got = ts_tar_data(r, SIZE_MAX, &data, &len, err);
	while (got > 0);
	if (got < 0 || fill(r, r->padding, err) != 0)
		return -1;
	if (r->end - r->start < r->padding)
		return truncated(r, err);
	if (!all_zero(r->data + r->start, r->padding))
		return ts_err_set(err, "tar.canonical",
		    "entry %llu, %s: the padding after its data is not zero",
		    (unsigned long long)r->entry.number, r->entry.path);
	consume(r, r->padding);
	r->padding = 0;
	return 0;
}

/* At a zero block, which must be followed by one more and by the end of the archive. */
static int finish_archive(struct ts_tar_reader *r, struct ts_err *err)
{
	if (fill(r, (size_t)2 * TS_TAR_BLOCK + 1, err) != 0)
		return -1;
	if (r->end - r->start < (size_t)2 * TS_TAR_BLOCK)
		return ts_err_set(err, "tar.canonical",
		    "the archive does not end with two zero blocks of 512 bytes");
	if (!all_zero(r->data + r->start, (size_t)2 * TS_TAR_BLOCK))
		return ts_err_set(err, "tar.canonical",
		    "a zero block comes before the end of the archive, after entry %llu, %s",
		    (unsigned long long)r->entry.number, r->entry.path);
	consume(r, (size_t)2 * TS_TAR_BLOCK);
	if (r->end > r->start && r->entry.number == 0)
		return ts_err_set(err, "tar.canonical", "the archive begins with zero blocks");
	if (r->end > r->start)
		return ts_err_set(err, "tar.canonical",
		    "the archive has bytes after its end (two zero blocks, after entry %llu, %s)",
		    (unsigned long long)r->entry.number, r->entry.path);
	return 0;
}

/* Replace unprintable bytes in PATH, for messages. */
static void safe_path(char path[static TS_TAR_PATH_MAX + 1])
{
	for (; *path != '\0'; path++)
		if (*path < ' ' || *path > '~')
			*path = '?';
}

static int wrong_header(struct ts_tar_reader *r, const unsigned char *expected,
    const unsigned char *found, struct ts_err *err)
{
	struct ts_buf words = TS_BUF_INIT;
	const char *text;
	bool ustar = memcmp(found + 257, "ustar", 5) == 0;

	safe_path(r->entry.path);
	if (expected != NULL)
		ts_tar_header_difference(expected, found, &words);
	else
		ts_buf_add_str(&words, "its header has no path and size that a bundle may have");
	text = ts_buf_cstr(&words);
	if (r->entry.number == 1 && !ustar)
		ts_err_set(err, "tar.canonical",
		    "this is not a bundle: it does not begin with a ustar header");
	else
		ts_err_set(err, "tar.canonical", "entry %llu, %s: %s",
		    (unsigned long long)r->entry.number, r->entry.path, text == NULL ? "?" : text);
	ts_err_expected(err, "the only header that this path and size have in a bundle");
	ts_buf_free(&words);
	return -1;
}

static int read_header(struct ts_tar_reader *r, struct ts_err *err)
{
	const unsigned char *found = r->data + r->start;
	unsigned char expected[TS_TAR_BLOCK];

	r->entry.number++;
	if (!ts_tar_header_read(found, r->entry.path, &r->entry.size))
		return wrong_header(r, NULL, found, err);
	if (!ts_tar_header(r->entry.path, r->entry.size, expected))
		return wrong_header(r, NULL, found, err);
	if (memcmp(expected, found, TS_TAR_BLOCK) != 0)
		return wrong_header(r, expected, found, err);
	r->left = r->entry.size;
	r->padding = ts_tar_padding(r->entry.size);
	consume(r, TS_TAR_BLOCK);
	return 1;
}

int ts_tar_next(struct ts_tar_reader *r, struct ts_tar_entry *entry, struct ts_err *err)
{
	int ret;

	if (ts_tar_finish(r, err) != 0 || fill(r, TS_TAR_BLOCK, err) != 0)
		return -1;
	if (r->end - r->start < TS_TAR_BLOCK)
		return truncated(r, err);
	if (all_zero(r->data + r->start, TS_TAR_BLOCK))
		return finish_archive(r, err);
	ret = read_header(r, err);
	if (ret <= 0)
		return ret;
	*entry = r->entry;
	if (r->observer != NULL && r->observer->entry(r->observer->ctx, entry, err) != 0)
		return -1;
	return ret;
}
