/*
 * POSIX threads on a system that has none: none can be started, and nobody has to be waited for.
 * The C library of Debian 12 for WebAssembly has the types, and not the functions; later ones have
 * both.
 */
#ifndef TS_WASM_PTHREAD_H
#define TS_WASM_PTHREAD_H

#include <errno.h>
#include <sys/types.h>
#include <time.h>

#define PTHREAD_MUTEX_INITIALIZER                                                                  \
	{                                                                                          \
		0                                                                                  \
	}

static inline int pthread_create(
    pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *ctx), void *ctx)
{
	(void)thread, (void)attr, (void)start, (void)ctx;
	return EAGAIN;
}

static inline int pthread_join(pthread_t thread, void **result)
{
	(void)thread, (void)result;
	return ESRCH;
}

static inline int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attr)
{
	(void)mutex, (void)attr;
	return 0;
}

static inline int pthread_mutex_destroy(pthread_mutex_t *mutex)
{
	(void)mutex;
	return 0;
}

static inline int pthread_mutex_lock(pthread_mutex_t *mutex)
{
	(void)mutex;
	return 0;
}

static inline int pthread_mutex_unlock(pthread_mutex_t *mutex)
{
	(void)mutex;
	return 0;
}

static inline int pthread_condattr_init(pthread_condattr_t *attr)
{
	(void)attr;
	return 0;
}

static inline int pthread_condattr_destroy(pthread_condattr_t *attr)
{
	(void)attr;
	return 0;
}

static inline int pthread_condattr_setclock(pthread_condattr_t *attr, clockid_t clock)
{
	(void)attr, (void)clock;
	return 0;
}

static inline int pthread_cond_init(pthread_cond_t *cond, const pthread_condattr_t *attr)
{
	(void)cond, (void)attr;
	return 0;
}

static inline int pthread_cond_destroy(pthread_cond_t *cond)
{
	(void)cond;
	return 0;
}

static inline int pthread_cond_signal(pthread_cond_t *cond)
{
	(void)cond;
	return 0;
}

static inline int pthread_cond_broadcast(pthread_cond_t *cond)
{
	(void)cond;
	return 0;
}

/* Nobody could end this wait: that a program gets here is a fault in it. */
static inline int pthread_cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex)
{
	(void)cond, (void)mutex;
	__builtin_trap();
}

static inline int pthread_cond_timedwait(
    pthread_cond_t *cond, pthread_mutex_t *mutex, const struct timespec *deadline)
{
	(void)cond, (void)mutex, (void)deadline;
	return ETIMEDOUT;
}

#endif
