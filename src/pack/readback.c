#include "pack/readback.h"

#include <pthread.h>
#include <stdlib.h>

#include "crypto/sha256.h"

#define BUFFER_SIZE ((size_t)256 << 10)
#define STEP        ((uint64_t)1 << 20) /* fewer new bytes than this are not announced */

struct place {
	uint64_t at, size;
};

struct ts_readback {
	pthread_t thread;
	bool started;
	pthread_mutex_t lock; /* protects the next four */
	pthread_cond_t more;
	size_t files; /* announced by the writer */
	uint64_t written;
	bool done, closing;
	uint64_t announced; /* the writer's own: what it announced last */
	int fd;
	struct ts_source source;
	struct place *places; /* owned, n of them */
	size_t n;
	unsigned char (*digests)[TS_DIGEST_BYTES]; /* owned, n of them */
	unsigned char *buffer;                     /* owned, BUFFER_SIZE bytes */
	struct ts_sha256 *hash;                    /* owned */
	bool failed;
	struct ts_known_digests known;
};

/* Wait until file I is announced, and all bytes before UNTIL are written. Returns false when
 * nothing more will come. */
static bool wait_for(struct ts_readback *t, size_t i, uint64_t until)
{
	bool there;

	pthread_mutex_lock(&t->lock);
	while (!t->closing && !t->done && (i >= t->files || t->written < until))
		pthread_cond_wait(&t->more, &t->lock);
	there = !t->closing && i < t->files && t->written >= until;
	pthread_mutex_unlock(&t->lock);
	return there;
}

static bool all_zero(const unsigned char *data, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (data[i] != 0)
			return false;
	return true;
}

/* Hash file I, and check that its padding is zero. */
static bool follow(struct ts_readback *t, size_t i)
{
	uint64_t at = t->places[i].at, left = t->places[i].size;
	size_t padding = (size_t)(-left % TS_TAR_BLOCK);
	struct ts_err err;

	while (left > 0) {
		size_t n = left < BUFFER_SIZE ? (size_t)left : BUFFER_SIZE;

		if (!wait_for(t, i, at + n) ||
		    ts_source_read_all(&t->source, t->buffer, n, at, &err) != (ssize_t)n)
			return false;
		ts_sha256_add(t->hash, t->buffer, n);
		at += n;
		left -= n;
	}
	return wait_for(t, i, at + padding) &&
	       ts_source_read_all(&t->source, t->buffer, padding, at, &err) == (ssize_t)padding &&
	       all_zero(t->buffer, padding) && ts_sha256_end(t->hash, t->digests[i], &err) == 0;
}

static void *run(void *ctx)
{
	struct ts_readback *t = ctx;

	for (size_t i = 0; i < t->n && !t->failed; i++)
		t->failed = !wait_for(t, i, 0) || !follow(t, i);
	return NULL;
}

int ts_readback_new(int fd, size_t n, struct ts_readback **result, struct ts_err *err)
{
	struct ts_readback *t = calloc(1, sizeof(*t));

	*result = NULL;
	if (t == NULL)
		return ts_err_nomem(err);
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->more, NULL);
	t->fd = fd;
	t->source = ts_source_file(&t->fd, TS_SIZE_UNKNOWN);
	t->n = n;
	t->places = calloc(n + 1, sizeof(*t->places));
	t->digests = calloc(n + 1, sizeof(*t->digests));
	t->buffer = malloc(BUFFER_SIZE);
	t->hash = ts_sha256_new(err);
	if (t->places == NULL || t->digests == NULL || t->buffer == NULL || t->hash == NULL) {
		ts_readback_free(t);
		return ts_err_nomem(err);
	}
	t->started = pthread_create(&t->thread, NULL, run, t) == 0;
	if (t->started)
		*result = t;
	else
		ts_readback_free(t);
	return 0;
}

static void join(struct ts_readback *t, bool *flag)
{
	if (!t->started)
		return;
	pthread_mutex_lock(&t->lock);
	*flag = true;
	pthread_cond_signal(&t->more);
	pthread_mutex_unlock(&t->lock);
	pthread_join(t->thread, NULL);
	t->started = false;
}

void ts_readback_free(struct ts_readback *t)
{
	if (t == NULL)
		return;
	join(t, &t->closing);
	pthread_cond_destroy(&t->more);
	pthread_mutex_destroy(&t->lock);
	ts_sha256_free(t->hash);
	free(t->places);
	free(t->digests);
	free(t->buffer);
	free(t);
}

void ts_readback_add_file(struct ts_readback *t, uint64_t at, uint64_t size)
{
	pthread_mutex_lock(&t->lock);
	t->places[t->files++] = (struct place){at, size};
	pthread_mutex_unlock(&t->lock);
}

void ts_readback_advance(struct ts_readback *t, uint64_t written)
{
	if (written - t->announced < STEP)
		return;
	t->announced = written;
	pthread_mutex_lock(&t->lock);
	t->written = written;
	pthread_cond_signal(&t->more);
	pthread_mutex_unlock(&t->lock);
}

const struct ts_known_digests *ts_readback_finish(struct ts_readback *t)
{
	pthread_mutex_lock(&t->lock);
	t->written = UINT64_MAX;
	pthread_mutex_unlock(&t->lock);
	join(t, &t->done);
	t->known = (struct ts_known_digests){
	    .digests = (const unsigned char(*)[TS_DIGEST_BYTES])t->digests, .n = t->n};
	return t->failed ? NULL : &t->known;
}
