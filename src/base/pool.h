/*
 * A pool of threads that returns its results in order. The caller has an array of slots, which are
 * used in turn; the pool says which one is next:
 *
 *     while there is more work:
 *         while (!ts_pool_has_room(pool)) take one slot, as below
 *         fill slot ts_pool_next(pool); ts_pool_post(pool);
 *     while (ts_pool_take(pool, &slot)):   the oldest slot, finished
 *         use slot; ts_pool_release(pool);
 *
 * The caller's thread works while it waits, so a pool works even if no further thread could be
 * started. Only the thread that made the pool may call these functions.
 */
#ifndef TS_BASE_POOL_H
#define TS_BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define TS_THREADS_MAX 64

struct ts_pool;

/* Do the work of SLOT. WORKER is a number below the pool's threads; one worker does one thing at a
 * time. */
typedef void ts_pool_work(void *ctx, unsigned worker, size_t slot);

/* Make a pool of THREADS (1 to TS_THREADS_MAX, including the caller's) and SLOTS. The caller frees
 * *POOL. Errors: "io" when there is no memory. */
int ts_pool_new(unsigned threads, size_t slots, ts_pool_work *work, void *ctx,
    struct ts_pool **pool, struct ts_err *err);

/* Wait for the work that has begun, and free the pool. Work that was posted but not begun is
 * dropped. */
void ts_pool_free(struct ts_pool *pool);

bool ts_pool_has_room(const struct ts_pool *pool);
size_t ts_pool_next(const struct ts_pool *pool);
void ts_pool_post(struct ts_pool *pool);

/* Wait for the oldest posted slot. Returns false when there is none. */
bool ts_pool_take(struct ts_pool *pool, size_t *slot);

/* The same, but give up after MILLISECONDS and return false. The caller's thread works meanwhile,
 * and finishes what it has begun. */
bool ts_pool_take_within(struct ts_pool *pool, unsigned milliseconds, size_t *slot);

/* The same without waiting: returns false when the slot is not finished. */
bool ts_pool_try(struct ts_pool *pool, size_t *slot);

/* Release the slot that was taken. */
void ts_pool_release(struct ts_pool *pool);

/* The number of processors that can be used, from 1 to TS_THREADS_MAX. */
unsigned ts_pool_processors(void);

#endif
