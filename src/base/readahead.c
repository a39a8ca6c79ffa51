#include "base/readahead.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK  ((size_t)256 << 10)
#define CHUNKS 8
#define INLINE ((uint64_t)1 << 20) /* bytes that are read before a thread is started */

struct chunk {
	unsigned char *data; /* owned, CHUNK bytes */
	ssize_t len;         /* 0 at the end, -1 on an error */
};

/* The thread fills chunks, the reader uses them: used <= filled <= used + CHUNKS. */
struct ts_readahead {
	struct ts_source *from; /* borrowed */
	uint64_t before;        /* bytes that were read before the thread was started */
	bool threaded, refused; /* the thread runs; it could not be started */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t filled_one, used_one;
	uint64_t filled, used;
	bool closing;
	bool lent;                 /* the oldest chunk is in use */
	const unsigned char *rest; /* the part of it that the source has not returned yet */
	size_t left;
	struct ts_err err;
	struct chunk chunks[CHUNKS];
};

/* Fill a chunk. A source that returns small pieces must not cost a thread switch for each. */
static ssize_t fill(struct ts_readahead *a, unsigned char *data)
{
	size_t got = 0;

	while (got < CHUNK) {
		ssize_t n = a->from->read(a->from->ctx, data + got, CHUNK - got, &a->err);

		if (n < 0)
			return -1;
		if (n == 0)
			break;
		got += (size_t)n;
		/* Pass on the bytes of a slow pipe as they arrive. */
		if ((size_t)n < CHUNK / 4)
			break;
	}
	return (ssize_t)got;
}

static void *run(void *ctx)
{
	struct ts_readahead *a = ctx;
	bool more = true;

	while (more) {
		struct chunk *chunk = &a->chunks[a->filled % CHUNKS];

		chunk->len = fill(a, chunk->data);
		pthread_mutex_lock(&a->lock);
		more = chunk->len > 0;
		a->filled++;
		pthread_cond_signal(&a->filled_one);
		while (!a->closing && a->filled - a->used == CHUNKS)
			pthread_cond_wait(&a->used_one, &a->lock);
		more = more && !a->closing;
		pthread_mutex_unlock(&a->lock);
	}
	return NULL;
}

static void start(struct ts_readahead *a)
{
	for (size_t i = 0; i < CHUNKS; i++) {
		if (a->chunks[i].data == NULL)
			a->chunks[i].data = malloc(CHUNK);
		a->refused = a->refused || a->chunks[i].data == NULL;
	}
	if (!a->refused)
		a->threaded = pthread_create(&a->thread, NULL, run, a) == 0;
	a->refused = !a->threaded;
}

/* Start the thread once enough was read. */
static bool is_threaded(struct ts_readahead *a)
{
	if (!a->threaded && !a->refused && a->before >= INLINE)
		start(a);
	return a->threaded;
}

/* Return the oldest chunk to the thread. It is woken only when it has several chunks to fill,
 * because waking it costs as much as reading one. */
static void give_back(struct ts_readahead *a)
{
	if (!a->lent)
		return;
	a->lent = false;
	pthread_mutex_lock(&a->lock);
	a->used++;
	if (a->filled - a->used == CHUNKS / 2)
		pthread_cond_signal(&a->used_one);
	pthread_mutex_unlock(&a->lock);
}

/* Wait for the oldest chunk. */
static struct chunk *take(struct ts_readahead *a)
{
	pthread_mutex_lock(&a->lock);
	while (a->filled == a->used)
		pthread_cond_wait(&a->filled_one, &a->lock);
	pthread_mutex_unlock(&a->lock);
	a->lent = true;
	return &a->chunks[a->used % CHUNKS];
}

int ts_readahead_next(
    struct ts_readahead *a, const unsigned char **data, size_t *len, struct ts_err *err)
{
	struct chunk *chunk = &a->chunks[0];

	give_back(a);
	if (is_threaded(a)) {
		chunk = take(a);
	} else {
		if (chunk->data == NULL)
			chunk->data = malloc(CHUNK);
		if (chunk->data == NULL)
			return ts_err_nomem(err);
		chunk->len = fill(a, chunk->data);
	}
	if (chunk->len < 0 && err != NULL)
		*err = a->err;
	if (chunk->len <= 0) {
		a->lent = false; /* stay at the end */
		return (int)chunk->len;
	}
	a->before += (uint64_t)chunk->len;
	*data = chunk->data;
	*len = (size_t)chunk->len;
	return 1;
}

static ssize_t read_ahead(void *ctx, void *buf, size_t len, struct ts_err *err)
{
	struct ts_readahead *a = ctx;
	ssize_t n;

	if (a->left == 0 && is_threaded(a)) {
		int got = ts_readahead_next(a, &a->rest, &a->left, err);

		if (got <= 0)
			return got;
	}
	if (a->left > 0) {
		n = (ssize_t)(len < a->left ? len : a->left);
		memcpy(buf, a->rest, (size_t)n);
		a->rest += n;
		a->left -= (size_t)n;
		return n;
	}
	n = a->from->read(a->from->ctx, buf, len, err);
	if (n > 0)
		a->before += (uint64_t)n;
	return n;
}

int ts_readahead_new(struct ts_source *from, struct ts_readahead **ahead, struct ts_err *err)
{
	struct ts_readahead *a = calloc(1, sizeof(*a));

	*ahead = a;
	if (a == NULL)
		return ts_err_nomem(err);
	a->from = from;
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->filled_one, NULL);
	pthread_cond_init(&a->used_one, NULL);
	return 0;
}

void ts_readahead_free(struct ts_readahead *a)
{
	if (a == NULL)
		return;
	if (a->threaded) {
		pthread_mutex_lock(&a->lock);
		a->closing = true;
		pthread_cond_signal(&a->used_one);
		pthread_mutex_unlock(&a->lock);
		pthread_join(a->thread, NULL);
	}
	for (size_t i = 0; i < CHUNKS; i++)
		free(a->chunks[i].data);
	pthread_cond_destroy(&a->used_one);
	pthread_cond_destroy(&a->filled_one);
	pthread_mutex_destroy(&a->lock);
	free(a);
}

struct ts_source ts_readahead_source(struct ts_readahead *a)
{
	return (struct ts_source){.read = read_ahead, .ctx = a, .size = a->from->size};
}
