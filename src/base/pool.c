#include "base/pool.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/*
 * Slots are counted as they are used: released <= begun <= posted <= released + slots. Count N
 * stands for slot N modulo SLOTS.
 */
struct ts_pool {
	pthread_mutex_t lock;
	pthread_cond_t posted_some, finished_some;
	ts_pool_work *work;
	void *ctx;
	size_t slots;
	uint64_t posted, begun, released;
	bool *finished; /* owned: one for each slot */
	bool closing;
	unsigned threads; /* started in addition to the caller's */
	pthread_t thread[TS_THREADS_MAX];
};

/* Do the oldest work that nobody has begun. LOCK is held on entry and exit, and released meanwhile.
 */
static void do_one(struct ts_pool *pool, unsigned worker)
{
	size_t slot = (size_t)(pool->begun++ % pool->slots);

	pthread_mutex_unlock(&pool->lock);
	pool->work(pool->ctx, worker, slot);
	pthread_mutex_lock(&pool->lock);
	pool->finished[slot] = true;
	pthread_cond_signal(&pool->finished_some);
}

struct beginner {
	struct ts_pool *pool;
	unsigned worker;
};

static void *run(void *ctx)
{
	const struct beginner *beginner = ctx;
	struct ts_pool *pool = beginner->pool;
	unsigned worker = beginner->worker;

	free(ctx);
	pthread_mutex_lock(&pool->lock);
	while (!pool->closing) {
		if (pool->begun < pool->posted)
			do_one(pool, worker);
		else
			pthread_cond_wait(&pool->posted_some, &pool->lock);
	}
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

/* Start one more thread; false if that is impossible: the pool then works with fewer. */
static bool start(struct ts_pool *pool)
{
	struct beginner *beginner = malloc(sizeof(*beginner));

	if (beginner == NULL)
		return false;
	*beginner = (struct beginner){pool, pool->threads + 1};
	if (pthread_create(&pool->thread[pool->threads], NULL, run, beginner) != 0) {
		free(beginner);
		return false;
	}
	pool->threads++;
	return true;
}

/* A condition whose waits do not depend on changes of the clock. */
static void init_monotonic(pthread_cond_t *cond)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(cond, &attr);
	pthread_condattr_destroy(&attr);
}

int ts_pool_new(unsigned threads, size_t slots, ts_pool_work *work, void *ctx,
    struct ts_pool **result, struct ts_err *err)
{
	struct ts_pool *pool = calloc(1, sizeof(*pool));

	*result = NULL;
	if (pool == NULL)
		return ts_err_nomem(err);
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->posted_some, NULL);
	init_monotonic(&pool->finished_some);
	pool->work = work;
	pool->ctx = ctx;
	pool->slots = slots;
	pool->finished = calloc(slots, sizeof(*pool->finished));
	if (pool->finished == NULL) {
		ts_pool_free(pool);
		return ts_err_nomem(err);
	}
	while (pool->threads + 1 < threads && pool->threads + 1 < TS_THREADS_MAX && start(pool))
		;
	*result = pool;
	return 0;
}

void ts_pool_free(struct ts_pool *pool)
{
	if (pool == NULL)
		return;
	pthread_mutex_lock(&pool->lock);
	pool->closing = true;
	pthread_cond_broadcast(&pool->posted_some);
	pthread_mutex_unlock(&pool->lock);
	for (unsigned i = 0; i < pool->threads; i++)
		pthread_join(pool->thread[i], NULL);
	pthread_cond_destroy(&pool->finished_some);
	pthread_cond_destroy(&pool->posted_some);
	pthread_mutex_destroy(&pool->lock);
	free(pool->finished);
	free(pool);
}

bool ts_pool_has_room(const struct ts_pool *pool)
{
	return pool->posted - pool->released < pool->slots;
}

size_t ts_pool_next(const struct ts_pool *pool)
{
	return (size_t)(pool->posted % pool->slots);
}

void ts_pool_post(struct ts_pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	pool->finished[pool->posted % pool->slots] = false;
	pool->posted++;
	pthread_cond_signal(&pool->posted_some);
	pthread_mutex_unlock(&pool->lock);
}

/* Work or wait until the oldest slot is finished, or until DEADLINE (NULL: for ever). */
static bool take(struct ts_pool *pool, const struct timespec *deadline, size_t *slot)
{
	bool finished, late = false;

	*slot = (size_t)(pool->released % pool->slots);
	if (pool->released == pool->posted)
		return false;
	pthread_mutex_lock(&pool->lock);
	while (!pool->finished[*slot] && !late) {
		if (pool->begun < pool->posted)
			do_one(pool, 0);
		else if (deadline == NULL)
			pthread_cond_wait(&pool->finished_some, &pool->lock);
		else
			late = pthread_cond_timedwait(
				   &pool->finished_some, &pool->lock, deadline) == ETIMEDOUT;
	}
	finished = pool->finished[*slot];
	pthread_mutex_unlock(&pool->lock);
	return finished;
}

bool ts_pool_take(struct ts_pool *pool, size_t *slot)
{
	return take(pool, NULL, slot);
}

bool ts_pool_take_within(struct ts_pool *pool, unsigned milliseconds, size_t *slot)
{
	struct timespec deadline;

	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += (time_t)(milliseconds / 1000);
	deadline.tv_nsec += (long)(milliseconds % 1000) * 1000000;
	if (deadline.tv_nsec >= 1000000000) {
		deadline.tv_sec++;
		deadline.tv_nsec -= 1000000000;
	}
	return take(pool, &deadline, slot);
}

bool ts_pool_try(struct ts_pool *pool, size_t *slot)
{
	bool finished;

	*slot = (size_t)(pool->released % pool->slots);
	if (pool->released == pool->posted)
		return false;
	pthread_mutex_lock(&pool->lock);
	finished = pool->finished[*slot];
	pthread_mutex_unlock(&pool->lock);
	return finished;
}

void ts_pool_release(struct ts_pool *pool)
{
	pool->released++;
}

unsigned ts_pool_processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > TS_THREADS_MAX ? TS_THREADS_MAX : (unsigned)n;
}
