/* What is written behind arrives whole and in order, with a thread and without; a failed write is
 * reported. */
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/writebehind.h"
#include "suites.h"

#define SIZE ((size_t)11 << 20) /* much more than is collected */

static unsigned char byte_at(size_t i)
{
	return (unsigned char)(i * 2654435761U >> 13);
}

/* The other end of a pipe, which reads LIMIT bytes and then closes it. */
struct peer {
	int fd;
	size_t limit, got;
	bool wrong;
};

static void *receive(void *ctx)
{
	struct peer *peer = ctx;
	unsigned char buffer[5000];

	while (peer->got < peer->limit) {
		ssize_t n = read(peer->fd, buffer, sizeof(buffer));

		if (n <= 0)
			break;
		for (ssize_t i = 0; i < n; i++)
			peer->wrong = peer->wrong || buffer[i] != byte_at(peer->got++);
	}
	close(peer->fd);
	return NULL;
}

/* Add SIZE bytes in pieces of many sizes. Returns -1 once that fails. */
static int add_all(struct ts_writebehind *w, struct ts_err *err)
{
	unsigned char *bytes = malloc(SIZE);
	size_t at = 0;
	int ret = 0;

	ck_assert_ptr_nonnull(bytes);
	for (size_t i = 0; i < SIZE; i++)
		bytes[i] = byte_at(i);
	for (size_t piece = 0; ret == 0 && at < SIZE; piece = (piece * 7 + 511) % 600011) {
		size_t n = piece < SIZE - at ? piece : SIZE - at;

		ret = ts_writebehind_add(w, bytes + at, n, err);
		ck_assert(ts_writebehind_offset(w) <= at + n);
		at += n;
	}
	free(bytes);
	return ret;
}

static void write_to(bool threaded, size_t limit)
{
	struct ts_writebehind *w;
	struct ts_err err = {0};
	struct peer peer = {.limit = limit};
	pthread_t thread;
	int ends[2], ret;

	ck_assert_int_eq(pipe(ends), 0);
	peer.fd = ends[0];
	ck_assert_int_eq(pthread_create(&thread, NULL, receive, &peer), 0);
	ck_assert_int_eq(ts_writebehind_new(ends[1], threaded, &w, &err), 0);
	ret = add_all(w, &err);
	if (ret == 0)
		ret = ts_writebehind_flush(w, &err);
	if (limit == SIZE) {
		ck_assert_int_eq(ret, 0);
		ck_assert_uint_eq(ts_writebehind_offset(w), SIZE);
	} else {
		ck_assert_int_eq(ret, -1);
		ck_assert_str_eq(err.check, "io");
		/* It stays failed, although this would find room. */
		ck_assert_int_eq(ts_writebehind_add(w, "abc", 3, &err), -1);
		ck_assert_int_eq(ts_writebehind_flush(w, &err), -1);
		ck_assert_uint_lt(ts_writebehind_offset(w), SIZE);
	}
	ts_writebehind_free(w);
	close(ends[1]);
	pthread_join(thread, NULL);
	ck_assert_uint_ge(peer.got, limit);
	ck_assert(!peer.wrong);
}

START_TEST(whole)
{
	write_to(_i == 1, SIZE);
}
END_TEST

/* The reader goes away: before a thread is started, soon after, and late. */
START_TEST(broken)
{
	static const size_t limits[] = {5000, (size_t)2000 * 1000, (size_t)9000 * 1000};

	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		write_to(_i == 1, limits[i]);
}
END_TEST

/* What was added and not flushed may be given up: with nothing written yet, and with a thread at
 * work. */
START_TEST(abandoned)
{
	struct ts_writebehind *w;
	struct ts_err err;
	struct peer peer = {.limit = SIZE};
	pthread_t thread;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	peer.fd = ends[0];
	ck_assert_int_eq(pthread_create(&thread, NULL, receive, &peer), 0);
	ck_assert_int_eq(ts_writebehind_new(ends[1], true, &w, &err), 0);
	if (_i == 1)
		ck_assert_int_eq(add_all(w, &err), 0);
	else
		ck_assert_int_eq(ts_writebehind_add(w, "abc", 3, &err), 0);
	ts_writebehind_free(w);
	close(ends[1]);
	pthread_join(thread, NULL);
	ck_assert(_i == 1 ? peer.got > 0 : peer.got == 0);
	ck_assert(!peer.wrong);
}
END_TEST

Suite *suite_writebehind(void)
{
	Suite *suite = suite_create("writebehind");
	TCase *tcase = tcase_create("writebehind");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, whole, 0, 2);
	tcase_add_loop_test(tcase, broken, 0, 2);
	tcase_add_loop_test(tcase, abandoned, 0, 2);
	suite_add_tcase(suite, tcase);
	return suite;
}
