/* Work given to threads, and taken back in order. */
#include <pthread.h>
#include <stdatomic.h>

#include "base/pool.h"
#include "suites.h"

#define SLOTS 8
#define WORKS 200

/* Slots whose work waits until the gate is open. */
struct hall {
	pthread_mutex_t gate;
	size_t done[SLOTS];
	atomic_size_t begun, all;
};

static void work(void *ctx, unsigned worker, size_t slot)
{
	struct hall *hall = ctx;

	(void)worker;
	hall->begun++;
	pthread_mutex_lock(&hall->gate);
	hall->done[slot]++;
	pthread_mutex_unlock(&hall->gate);
	hall->all++;
}

static struct ts_pool *begin(struct hall *hall, unsigned threads)
{
	struct ts_pool *pool;
	struct ts_err err;

	*hall = (struct hall){.all = 0};
	pthread_mutex_init(&hall->gate, NULL);
	ck_assert(ts_pool_new(threads, SLOTS, work, hall, &pool, &err) == 0);
	return pool;
}

START_TEST(in_order)
{
	static const unsigned threads[] = {1, 2, 16, TS_THREADS_MAX};
	struct hall hall;
	struct ts_pool *pool = begin(&hall, threads[_i]);
	size_t slot, posted = 0, taken = 0;

	ck_assert(!ts_pool_take(pool, &slot));
	ck_assert(!ts_pool_take_within(pool, 0, &slot));
	while (taken < WORKS) {
		while (posted < WORKS && ts_pool_has_room(pool)) {
			ck_assert_uint_eq(ts_pool_next(pool), posted++ % SLOTS);
			ts_pool_post(pool);
		}
		ck_assert(ts_pool_take(pool, &slot));
		ck_assert_uint_eq(slot, taken % SLOTS);
		ck_assert_uint_eq(hall.done[slot], taken++ / SLOTS + 1);
		ts_pool_release(pool);
	}
	ck_assert(!ts_pool_take(pool, &slot));
	ts_pool_free(pool);
	ck_assert_uint_eq(hall.all, WORKS);
	pthread_mutex_destroy(&hall.gate);
}
END_TEST

/* A wait with a limit ends even if the work takes long and the caller's thread has nothing to do.
 */
START_TEST(waits_so_long)
{
	struct hall hall;
	struct ts_pool *pool = begin(&hall, 2);
	size_t slot;

	pthread_mutex_lock(&hall.gate);
	ts_pool_post(pool);
	/* The other thread must have begun it. Otherwise this one would begin it, and wait at the
	 * gate. */
	while (hall.begun == 0)
		;
	ck_assert(!ts_pool_take_within(pool, 1, &slot));
	pthread_mutex_unlock(&hall.gate);
	while (!ts_pool_take_within(pool, 1500, &slot))
		;
	ck_assert_uint_eq(slot, 0);
	ts_pool_free(pool);
	pthread_mutex_destroy(&hall.gate);
}
END_TEST

Suite *suite_pool(void)
{
	Suite *suite = suite_create("pool");
	TCase *tcase = tcase_create("pool");

	tcase_add_loop_test(tcase, in_order, 0, 4);
	tcase_add_test(tcase, waits_so_long);
	suite_add_tcase(suite, tcase);
	return suite;
}
