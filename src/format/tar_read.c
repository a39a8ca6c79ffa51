#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "format/tar.h"
#include "format/tar_header.h"

#define BUFFER ((size_t)128 << 10)

/* What was read, and who still uses it. */
struct ts_tar_chunk {
	struct ts_tar_reader *owner; /* borrowed */
	struct ts_tar_chunk *next;   /* of those that nobody uses */
	unsigned users;              /* the reader among them; over it the reader's lock */
	unsigned char data[BUFFER];
};

struct ts_tar_reader {
	struct ts_source *source;               /* borrowed */
	const struct ts_tar_observer *observer; /* borrowed, or NULL */
	struct ts_tar_chunk *chunk; /* owned; so are the next ones, once nobody uses them */
	struct ts_tar_chunk *unused;
	pthread_mutex_t lock; /* over UNUSED, and the chunks' users */
	size_t start, end;    /* what of it is read and not consumed */
	uint64_t offset;      /* bytes of archive consumed */
	uint64_t left;        /* bytes of the present entry not consumed */
	uint64_t header_at;   /* where its header stands */
	size_t padding;       /* NULs that follow it */
	struct ts_tar_entry entry;
	bool eof;
};
/* Invariant: start <= end <= BUFFER. */

/* A chunk that nobody uses; NULL for want of memory. */
static struct ts_tar_chunk *take_chunk(struct ts_tar_reader *reader)
{
	struct ts_tar_chunk *chunk;

	pthread_mutex_lock(&reader->lock);
	chunk = reader->unused;
	if (chunk != NULL)
		reader->unused = chunk->next;
	pthread_mutex_unlock(&reader->lock);
	if (chunk == NULL)
		chunk = malloc(sizeof(*chunk));
	if (chunk != NULL) {
		chunk->owner = reader;
		chunk->users = 1;
	}
	return chunk;
}

void ts_tar_chunk_release(struct ts_tar_chunk *chunk)
{
	struct ts_tar_reader *reader;

	if (chunk == NULL)
		return;
	reader = chunk->owner;
	pthread_mutex_lock(&reader->lock);
	if (--chunk->users == 0) {
		chunk->next = reader->unused;
		reader->unused = chunk;
	}
	pthread_mutex_unlock(&reader->lock);
}

static bool is_shared(struct ts_tar_chunk *chunk)
{
	bool shared;

	pthread_mutex_lock(&chunk->owner->lock);
	shared = chunk->users > 1;
	pthread_mutex_unlock(&chunk->owner->lock);
	return shared;
}

struct ts_tar_reader *ts_tar_reader_new(struct ts_source *source, struct ts_err *err)
{
	struct ts_tar_reader *reader = calloc(1, sizeof(*reader));

	if (reader == NULL) {
		ts_err_nomem(err);
		return NULL;
	}
	pthread_mutex_init(&reader->lock, NULL);
	reader->source = source;
	reader->chunk = take_chunk(reader);
	if (reader->chunk == NULL) {
		ts_tar_reader_free(reader);
		ts_err_nomem(err);
		return NULL;
	}
	return reader;
}

void ts_tar_reader_free(struct ts_tar_reader *reader)
{
	struct ts_tar_chunk *chunk;

	if (reader == NULL)
		return;
	ts_tar_chunk_release(reader->chunk);
	while ((chunk = reader->unused) != NULL) {
		reader->unused = chunk->next;
		free(chunk);
	}
	pthread_mutex_destroy(&reader->lock);
	free(reader);
}

void ts_tar_observe(struct ts_tar_reader *reader, const struct ts_tar_observer *observer)
{
	reader->observer = observer;
}

/* Put what is not consumed at the beginning of a chunk: of another one, where somebody uses this.
 */
static int move_front(struct ts_tar_reader *r)
{
	struct ts_tar_chunk *to = r->chunk;

	if (is_shared(to)) {
		to = take_chunk(r);
		if (to == NULL)
			return -1;
	}
	memmove(to->data, r->chunk->data + r->start, r->end - r->start);
	if (to != r->chunk)
		ts_tar_chunk_release(r->chunk);
	r->chunk = to;
	r->end -= r->start;
	r->start = 0;
	return 0;
}

/* Have at least WANT bytes in the buffer, or as many as there are until the end. */
static int fill(struct ts_tar_reader *r, size_t want, struct ts_err *err)
{
	if (r->end - r->start >= want)
		return 0;
	if (move_front(r) != 0)
		return ts_err_nomem(err);
	while (r->end < want && !r->eof) {
		ssize_t n =
		    r->source->read(r->source->ctx, r->chunk->data + r->end, BUFFER - r->end, err);

		if (n < 0)
			return -1;
		r->eof = n == 0;
		r->end += (size_t)n;
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
	return ts_err_set(err, "tar.canonical", "the archive is cut off in or after entry %llu, %s",
	    (unsigned long long)r->entry.number, r->entry.path);
}

static bool all_zero(const unsigned char *data, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (data[i] != 0)
			return false;
	return true;
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
	*data = r->chunk->data + r->start;
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
	*data = r->chunk->data + r->start;
	*got = len;
	return len > 0;
}

uint64_t ts_tar_offset(const struct ts_tar_reader *r)
{
	return r->offset;
}

uint64_t ts_tar_header_at(const struct ts_tar_reader *r)
{
	return r->header_at;
}

uint64_t ts_tar_data_at(const struct ts_tar_reader *r)
{
	return r->header_at + TS_TAR_BLOCK;
}

/* Read on from OFFSET, whatever is in the buffer. */
static int go_to(struct ts_tar_reader *r, uint64_t offset, struct ts_err *err)
{
	r->offset = offset;
	r->start = r->end = 0;
	r->left = 0;
	r->padding = 0;
	r->eof = false;
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

int ts_tar_hold(struct ts_tar_reader *r, struct ts_tar_chunk **chunk, const unsigned char **data,
    struct ts_err *err)
{
	const size_t whole = (size_t)r->left + r->padding;

	if (fill(r, whole, err) != 0)
		return -1;
	if (r->end - r->start < whole) {
		/* As far as who reads in order would have come. */
		consume(r, r->end - r->start < r->left ? r->end - r->start : (size_t)r->left);
		return truncated(r, err);
	}
	*data = r->chunk->data + r->start;
	*chunk = r->chunk;
	pthread_mutex_lock(&r->lock);
	r->chunk->users++;
	pthread_mutex_unlock(&r->lock);
	consume(r, whole);
	r->left = 0;
	r->padding = 0;
	return 0;
}

int ts_tar_bad_padding(
    struct ts_tar_reader *r, uint64_t number, const char *path, uint64_t offset, struct ts_err *err)
{
	r->offset = offset;
	return ts_err_set(err, "tar.canonical",
	    "entry %llu, %s: the padding behind its data is not zero", (unsigned long long)number,
	    path);
}

int ts_tar_return(struct ts_tar_reader *r, uint64_t offset, uint64_t number, struct ts_err *err)
{
	r->entry.number = number - 1;
	return go_to(r, offset, err);
}

/* Consume what is left of the present entry and its padding, which must be zero. */
static int finish_entry(struct ts_tar_reader *r, struct ts_err *err)
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
	if (!all_zero(r->chunk->data + r->start, r->padding))
		return ts_tar_bad_padding(r, r->entry.number, r->entry.path, r->offset, err);
	consume(r, r->padding);
	r->padding = 0;
	return 0;
}

/* At a zero block: it and one more must end the archive. */
static int finish_archive(struct ts_tar_reader *r, struct ts_err *err)
{
	if (fill(r, (size_t)2 * TS_TAR_BLOCK + 1, err) != 0)
		return -1;
	if (r->end - r->start < (size_t)2 * TS_TAR_BLOCK)
		return ts_err_set(err, "tar.canonical",
		    "the archive does not end with two zero blocks (of 512 bytes)");
	if (!all_zero(r->chunk->data + r->start, (size_t)2 * TS_TAR_BLOCK))
		return ts_err_set(err, "tar.canonical",
		    "a zero block stands before the archive's end, behind entry %llu, %s",
		    (unsigned long long)r->entry.number, r->entry.path);
	consume(r, (size_t)2 * TS_TAR_BLOCK);
	if (r->end > r->start)
		return ts_err_set(err, "tar.canonical",
		    "there are bytes behind the end of the archive (behind its two zero blocks, "
		    "after entry %llu, %s)",
		    (unsigned long long)r->entry.number, r->entry.path);
	return 0;
}

/* Words for PATH that hold only printable ASCII. */
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
		ts_buf_add_str(&words, "its header holds no path and size that a bundle may have");
	text = ts_buf_cstr(&words);
	if (r->entry.number == 1 && !ustar)
		ts_err_set(err, "tar.canonical",
		    "this is not a bundle: it does not begin with a ustar header");
	else
		ts_err_set(err, "tar.canonical", "entry %llu, %s: %s",
		    (unsigned long long)r->entry.number, r->entry.path, text == NULL ? "?" : text);
	ts_err_expected(err, "the one header that its path and size have in a bundle");
	ts_buf_free(&words);
	return -1;
}

static int read_header(struct ts_tar_reader *r, struct ts_err *err)
{
	const unsigned char *found = r->chunk->data + r->start;
	unsigned char expected[TS_TAR_BLOCK];

	r->entry.number++;
	r->header_at = r->offset;
	if (!ts_tar_header_read(found, r->entry.path, &r->entry.size))
		return wrong_header(r, NULL, found, err);
	if (!ts_tar_header(r->entry.path, r->entry.size, expected))
		return wrong_header(r, NULL, found, err);
	if (memcmp(expected, found, TS_TAR_BLOCK) != 0)
		return wrong_header(r, expected, found, err);
	r->left = r->entry.size;
	r->padding = (size_t)(-r->entry.size % TS_TAR_BLOCK);
	consume(r, TS_TAR_BLOCK);
	return 1;
}

int ts_tar_next(struct ts_tar_reader *r, struct ts_tar_entry *entry, struct ts_err *err)
{
	int ret;

	if (finish_entry(r, err) != 0 || fill(r, TS_TAR_BLOCK, err) != 0)
		return -1;
	if (r->end - r->start < TS_TAR_BLOCK)
		return truncated(r, err);
	if (all_zero(r->chunk->data + r->start, TS_TAR_BLOCK))
		return finish_archive(r, err);
	ret = read_header(r, err);
	if (ret <= 0)
		return ret;
	*entry = r->entry;
	if (r->observer != NULL && r->observer->entry(r->observer->ctx, entry, err) != 0)
		return -1;
	return ret;
}
