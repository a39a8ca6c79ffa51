/*
 * Work done by several threads, given out and taken back in order. The caller has slots, numbered
 * from 0 and used in turn; the pool says which:
 *
 *     while there is more:
 *         while (!ts_pool_has_room(pool)) take one back, as below
 *         fill slot ts_pool_next(pool); ts_pool_post(pool);
 *     while (ts_pool_take(pool, &slot)):   the oldest one, finished
 *         use slot; ts_pool_release(pool);
 *
 * Whoever waits works meanwhile, so that a pool of one thread, or one that could start no other,
 * does all the same. All of these are for the one thread that made the pool.
 */
#ifndef TS_BASE_POOL_H
#define TS_BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define TS_THREADS_MAX 64

struct ts_pool;

/* Do the work of SLOT as WORKER, a number below the pool's threads: one worker does one thing at a
 * time. */
typedef void ts_pool_work(void *ctx, unsigned worker, size_t slot);

/* A pool of THREADS (1 to TS_THREADS_MAX, the caller's among them) and SLOTS. Errors: "io" for want
 * of memory. The caller frees *POOL. */
int ts_pool_new(unsigned threads, size_t slots, ts_pool_work *work, void *ctx,
    struct ts_pool **pool, struct ts_err *err);

/* Ends when what was begun is done; what was posted and not begun is not done any more. */
void ts_pool_free(struct ts_pool *pool);

bool ts_pool_has_room(const struct ts_pool *pool);
size_t ts_pool_next(const struct ts_pool *pool);
void ts_pool_post(struct ts_pool *pool);

/* Wait for the oldest posted slot. False when there is none. */
bool ts_pool_take(struct ts_pool *pool, size_t *slot);

/* The same, but false also when it is not finished after MILLISECONDS of waiting. Work that is
 * begun meanwhile is ended, too. */
bool ts_pool_take_within(struct ts_pool *pool, unsigned milliseconds, size_t *slot);

/* The same without waiting: false also when it is not finished. */
bool ts_pool_try(struct ts_pool *pool, size_t *slot);

/* The slot that was taken is free again. */
void ts_pool_release(struct ts_pool *pool);

/* How many processors there are to work on, 1 to TS_THREADS_MAX. */
unsigned ts_pool_processors(void);

#endif
