#include "base/writebehind.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

#define CHUNK  ((size_t)256 << 10)
#define CHUNKS 16
#define INLINE ((uint64_t)1 << 20) /* bytes that are written before a thread is started */

struct chunk {
	unsigned char *data; /* owned, CHUNK bytes, or NULL */
	size_t len;
};

/* The caller fills chunks, the thread writes them: written <= filled < written + CHUNKS. Waking a
 * thread takes as long as writing a chunk, so either is woken only when it has half of the chunks
 * to work on. */
struct ts_writebehind {
	int fd;
	bool may_thread, threaded; /* a thread may be started; it runs */
	pthread_t thread;
	/* Protects what follows up to the chunks, while the thread runs. The caller alone changes
	 * FILLED, and ERR is not changed any more once FAILED is seen. */
	pthread_mutex_t lock;
	pthread_cond_t filled_some, written_some;
	uint64_t filled, written;
	uint64_t offset; /* bytes written */
	bool closing, failed;
	struct ts_err err; /* why it failed */
	struct chunk chunks[CHUNKS];
};

/* Write the oldest chunk. */
static bool write_chunk(struct ts_writebehind *w, struct ts_err *err)
{
	const struct chunk *chunk = &w->chunks[w->written % CHUNKS];

	return ts_file_write(w->fd, chunk->data, chunk->len, err) == 0;
}

/* The oldest chunk was written, or not. */
static void note_written(struct ts_writebehind *w, bool ok)
{
	struct chunk *chunk = &w->chunks[w->written % CHUNKS];

	if (ok)
		w->offset += chunk->len;
	chunk->len = 0;
	w->failed = w->failed || !ok;
}

static void *run(void *ctx)
{
	struct ts_writebehind *w = ctx;
	struct ts_err err;
	bool ok;

	pthread_mutex_lock(&w->lock);
	for (;;) {
		while (w->written == w->filled && !w->closing)
			pthread_cond_wait(&w->filled_some, &w->lock);
		if (w->closing || w->failed)
			break;
		pthread_mutex_unlock(&w->lock);
		ok = write_chunk(w, &err);
		pthread_mutex_lock(&w->lock);
		if (!ok)
			w->err = err;
		note_written(w, ok);
		w->written++;
		if (w->failed || w->written == w->filled || w->filled - w->written == CHUNKS / 2)
			pthread_cond_signal(&w->written_some);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

static bool start(struct ts_writebehind *w)
{
	for (size_t i = 0; i < CHUNKS; i++) {
		if (w->chunks[i].data == NULL)
			w->chunks[i].data = malloc(CHUNK);
		if (w->chunks[i].data == NULL)
			return false;
	}
	return pthread_create(&w->thread, NULL, run, w) == 0;
}

/* Start the thread once enough was written. */
static bool is_threaded(struct ts_writebehind *w)
{
	if (!w->threaded && w->may_thread && w->offset >= INLINE)
		w->may_thread = w->threaded = start(w);
	return w->threaded;
}

/* Have the chunk written that is being filled, and make room for the next. */
static void hand_over(struct ts_writebehind *w)
{
	if (!is_threaded(w)) { /* the same chunk is filled again */
		note_written(w, write_chunk(w, &w->err));
		return;
	}
	pthread_mutex_lock(&w->lock);
	w->filled++;
	if (w->filled - w->written >= CHUNKS / 2)
		pthread_cond_signal(&w->filled_some);
	while (w->filled - w->written == CHUNKS && !w->failed)
		pthread_cond_wait(&w->written_some, &w->lock);
	pthread_mutex_unlock(&w->lock);
}

/* Has a write failed? The thread writes nothing after that. */
static bool has_failed(struct ts_writebehind *w, struct ts_err *err)
{
	bool failed;

	pthread_mutex_lock(&w->lock);
	failed = w->failed;
	pthread_mutex_unlock(&w->lock);
	if (failed)
		*err = w->err;
	return failed;
}

int ts_writebehind_add(struct ts_writebehind *w, const void *data, size_t len, struct ts_err *err)
{
	const unsigned char *p = data;

	if (has_failed(w, err))
		return -1;
	while (len > 0) {
		struct chunk *chunk = &w->chunks[w->filled % CHUNKS];
		size_t n = CHUNK - chunk->len < len ? CHUNK - chunk->len : len;

		memcpy(chunk->data + chunk->len, p, n);
		chunk->len += n;
		p += n;
		len -= n;
		if (chunk->len < CHUNK)
			break;
		hand_over(w);
		if (has_failed(w, err))
			return -1;
	}
	return 0;
}

int ts_writebehind_flush(struct ts_writebehind *w, struct ts_err *err)
{
	if (has_failed(w, err))
		return -1;
	if (w->chunks[w->filled % CHUNKS].len > 0)
		hand_over(w);
	pthread_mutex_lock(&w->lock);
	pthread_cond_signal(&w->filled_some);
	while (w->written != w->filled && !w->failed)
		pthread_cond_wait(&w->written_some, &w->lock);
	pthread_mutex_unlock(&w->lock);
	return has_failed(w, err) ? -1 : 0;
}

uint64_t ts_writebehind_offset(struct ts_writebehind *w)
{
	uint64_t offset;

	pthread_mutex_lock(&w->lock);
	offset = w->offset;
	pthread_mutex_unlock(&w->lock);
	return offset;
}

int ts_writebehind_new(
    int fd, bool threaded, struct ts_writebehind **writebehind, struct ts_err *err)
{
	struct ts_writebehind *w = calloc(1, sizeof(*w));

	*writebehind = NULL;
	if (w != NULL)
		w->chunks[0].data = malloc(CHUNK);
	if (w == NULL || w->chunks[0].data == NULL) {
		free(w);
		return ts_err_nomem(err);
	}
	w->fd = fd;
	w->may_thread = threaded;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->filled_some, NULL);
	pthread_cond_init(&w->written_some, NULL);
	*writebehind = w;
	return 0;
}

void ts_writebehind_free(struct ts_writebehind *w)
{
	if (w == NULL)
		return;
	if (w->threaded) {
		pthread_mutex_lock(&w->lock);
		w->closing = true;
		pthread_cond_signal(&w->filled_some);
		pthread_mutex_unlock(&w->lock);
		pthread_join(w->thread, NULL);
	}
	for (size_t i = 0; i < CHUNKS; i++)
		free(w->chunks[i].data);
	pthread_cond_destroy(&w->written_some);
	pthread_cond_destroy(&w->filled_some);
	pthread_mutex_destroy(&w->lock);
	free(w);
}
