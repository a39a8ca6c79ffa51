/*
 * alloc_unit INPUTS SCRATCH SECONDS: make every allocation of the library fail in turn, in one
 * process, under the address sanitizer. Nothing may be accepted that was not accepted before,
 * nothing may leak, and nothing may crash.
 *
 * The program is linked with --wrap, so that the allocations of the library's objects come here;
 * cJSON and libcrypto are given the same functions. fault.so covers libsodium, PCRE2 and
 * libarchive. SECONDS limits the work (0: all points).
 */
#define _GNU_SOURCE
#include <sanitizer/common_interface_defs.h>
#include <sanitizer/lsan_interface.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "alloc_unit.h"

#define ENDS     50  /* points at each end that are always tried */
#define BATCH    100 /* points between two searches for leaks */
#define REPORTED 256 /* kinds of wrong outcome reported for each target */
#define WORKERS  2

/* Run TARGET with the allocation number AT failing (0: none). */
static struct outcome run(const struct target *target, unsigned long at, bool lasting)
{
	struct outcome outcome;

	alloc_fault.n = alloc_fault.delivered = 0;
	alloc_fault.at = at;
	alloc_fault.lasting = lasting;
	alloc_fault.armed = true;
	outcome = target->run();
	alloc_fault.armed = false;
	return outcome;
}

/* What workers report to their parent. */
struct shared {
	volatile unsigned long tried, delivered, ridden, wrong, leaks;
	volatile unsigned long now[WORKERS];   /* the point that a worker is at */
	volatile unsigned long batch[WORKERS]; /* the start of its batch */
	volatile enum { WORKING, LEAKING, DONE } state[WORKERS];
	volatile uint64_t reported[REPORTED]; /* digests of what was reported */
	volatile unsigned reported_n;
};

static struct shared *shared;

/* The caller of the allocation that failed: the frames above the helpers that everything uses. */
static void write_caller(char *out, size_t size)
{
	size_t len = 0;

	out[0] = '\0';
	for (int i = 0, reported = 0; i < alloc_fault.frames_n && reported < 4; i++) {
		char text[512];
		const char *place;

		__sanitizer_symbolize_pc(
		    (char *)alloc_fault.frames[i] - 1, "%f() %s:%l", text, sizeof(text));
		place = strstr(text, "src/");
		if (place == NULL || strstr(place, "base/buf.c") != NULL ||
		    strstr(place, "sanitizer") != NULL)
			continue;
		snprintf(out + len, size - len, "%s%.*s %s", reported++ == 0 ? "; from " : ", ",
		    (int)strcspn(text, " "), text, place);
		len = strlen(out);
	}
}

/* Whether this wrong outcome has not been reported yet. */
static bool is_new(const char *text)
{
	uint64_t hash = 14695981039346656037U;

	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * 1099511628211U;
	for (unsigned i = 0; i < shared->reported_n; i++)
		if (shared->reported[i] == hash)
			return false;
	if (shared->reported_n < REPORTED)
		shared->reported[shared->reported_n++] = hash;
	return true;
}

/* Count a wrong outcome; report it if it is the first of its kind. */
static void wrong(const struct target *target, bool lasting, unsigned long at, const char *what)
{
	char text[1024], caller[900];

	shared->wrong++;
	write_caller(caller, sizeof(caller));
	snprintf(text, sizeof(text), "%s%s", what, caller);
	if (is_new(text)) {
		printf("WRONG in %s, allocation %lu fails%s: %s\n", target->name, at,
		    lasting ? ", and all after it" : "", text);
		fflush(stdout);
	}
}

/* The points of a sweep: both ends, and evenly spaced ones between. */
struct sweep {
	const struct target *target;
	struct outcome clean;
	bool lasting;
	unsigned long n, most;
};

static unsigned long point(const struct sweep *s, unsigned long i)
{
	unsigned long ends = s->most / 2 < ENDS ? s->most / 2 : ENDS, between = s->most - 2 * ends;

	if (s->n <= s->most || i < ends)
		return i + 1;
	if (i >= s->most - ends)
		return s->n - (s->most - 1 - i);
	return ends + (i - ends + 1) * (s->n - 2 * ends) / (between + 1);
}

static void try_point(const struct sweep *s, unsigned long at)
{
	struct outcome outcome = run(s->target, at, s->lasting);
	bool same = outcome.class == s->clean.class && (outcome.digest == s->clean.digest);
	char text[80];

	shared->tried++;
	shared->delivered += alloc_fault.delivered > 0;
	shared->ridden += same;
	if (same || outcome.class == TS_UNDECIDED)
		return;
	snprintf(text, sizeof(text), "class %d, %s", (int)outcome.class,
	    outcome.class == s->clean.class ? "and says something else"
					    : "neither 6 nor as without it");
	wrong(s->target, s->lasting, at, text);
}

static unsigned long count(const struct sweep *s)
{
	return s->n < s->most ? s->n : s->most;
}

/* A worker tries every WORKERS-th point starting at FROM, and stops when it finds a leak. */
static void work(const struct sweep *s, unsigned worker, unsigned long from)
{
	unsigned long in_batch = 0;

	for (unsigned long i = from; i < count(s); i += WORKERS) {
		if (in_batch++ == 0)
			shared->batch[worker] = i;
		shared->now[worker] = i;
		alarm(20);
		try_point(s, point(s, i));
		if (in_batch < BATCH && i + WORKERS < count(s))
			continue;
		in_batch = 0;
		alarm(60);
		if (__lsan_do_recoverable_leak_check() != 0) {
			shared->state[worker] = LEAKING;
			_exit(0);
		}
	}
	shared->state[worker] = DONE;
	_exit(0);
}

static pid_t begin(const struct sweep *s, unsigned worker, unsigned long from)
{
	pid_t pid;

	fflush(stdout);
	shared->now[worker] = shared->batch[worker] = from;
	shared->state[worker] = WORKING;
	pid = fork();
	if (pid == 0)
		work(s, worker, from);
	return pid;
}

/* Find which points of a batch leak, by trying each in its own process. */
static void find_leaks(const struct sweep *s, unsigned long from, unsigned long to)
{
	for (unsigned long i = from; i <= to; i += WORKERS) {
		int status;
		pid_t pid;

		fflush(stdout);
		pid = fork();
		if (pid == 0) {
			run(s->target, point(s, i), s->lasting);
			if (__lsan_do_recoverable_leak_check() != 0) {
				shared->leaks++;
				wrong(s->target, s->lasting, point(s, i), "it leaks");
			}
			_exit(0);
		}
		waitpid(pid, &status, 0);
	}
}

/* The sanitizer has printed where. */
static void tell_crash(const struct sweep *s, unsigned long at, bool hangs)
{
	alloc_fault.frames_n = 0;
	wrong(s->target, s->lasting, at, hangs ? "it hangs" : "it crashes");
}

/* Wait for a worker; start another after the point at which it crashed or leaked. */
static void see_through(const struct sweep *s, unsigned worker, pid_t pid)
{
	for (;;) {
		unsigned long now;
		int status;

		waitpid(pid, &status, 0);
		now = shared->now[worker];
		if (shared->state[worker] == DONE)
			return;
		if (shared->state[worker] == LEAKING)
			find_leaks(s, shared->batch[worker], now);
		else
			tell_crash(
			    s, point(s, now), WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM);
		if (now + WORKERS >= count(s))
			return;
		pid = begin(s, worker, now + WORKERS);
	}
}

static double seconds(void)
{
	struct timespec now = {0};

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Both ways for one target to fail, in about SHARE seconds (0: without a limit). */
static unsigned long torture(const struct target *target, double share)
{
	struct sweep s = {.target = target};
	double begun;

	run(target, 0, false);
	begun = seconds();
	s.clean = run(target, 0, false);
	s.n = alloc_fault.n;
	s.most = s.n;
	if (share > 0 && (double)s.n * (seconds() - begun) > share)
		s.most = (unsigned long)(share / (seconds() - begun));
	if (s.most < 2 * ENDS)
		s.most = 2 * ENDS;
	memset(shared, 0, sizeof(*shared));
	if (s.clean.class != target->class)
		wrong(target, false, 0, "another outcome without any fault than there should be");
	for (int lasting = 0; lasting < 2; lasting++) {
		pid_t workers[WORKERS];

		s.lasting = lasting == 1;
		for (unsigned w = 0; w < WORKERS; w++)
			workers[w] = begin(&s, w, w);
		for (unsigned w = 0; w < WORKERS; w++)
			see_through(&s, w, workers[w]);
	}
	printf("  %-22s %8lu %9lu %10lu %11lu %6lu %6lu\n", target->name, 2 * s.n, shared->tried,
	    shared->delivered, shared->ridden, shared->leaks, shared->wrong);
	return shared->wrong;
}

int main(int argc, char **argv)
{
	unsigned long bad = 0;
	double bound;

	if (argc != 4 || !alloc_hook() || sodium_init() < 0)
		return 2;
	bound = strtod(argv[3], NULL);
	shared =
	    mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED || !alloc_prepare(argv[1], argv[2])) {
		puts("alloc_unit: cannot prepare");
		return 2;
	}
	puts("in process                calls     tried  delivered  ridden out  leaks  wrong");
	for (size_t i = 0; i < alloc_targets_n; i++)
		bad += torture(&alloc_targets[i], bound * WORKERS / (double)(2 * alloc_targets_n));
	return bad > 0;
}
