#include "crypto/libcrypto.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "crypto/init.h"

/* Whether an allocation of OpenSSL has ever failed. What it could not set up then stays broken, and
 * its functions often say no more than that something did not work. */
static atomic_bool starved;

static atomic_bool watched;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool is_set; /* OpenSSL has the functions below; LOCK protects it */

static void *allocate(size_t size, const char *file, int line)
{
	void *memory = malloc(size);

	(void)file;
	(void)line;
	if (memory == NULL && size > 0)
		starved = true;
	return memory;
}

static void *reallocate(void *old, size_t size, const char *file, int line)
{
	void *memory = realloc(old, size);

	(void)file;
	(void)line;
	if (memory == NULL && size > 0)
		starved = true;
	return memory;
}

static void release(void *memory, const char *file, int line)
{
	(void)file;
	(void)line;
	free(memory);
}

void ts_crypto_watch_memory(void)
{
	watched = true;
}

bool ts_libcrypto_starved(void)
{
	return starved;
}

int ts_libcrypto_open(struct ts_libcrypto *lib, struct ts_err *err)
{
	if (ts_libcrypto_find(lib, err) != 0)
		return -1;
	if (watched) {
		pthread_mutex_lock(&lock);
		if (!is_set)
			lib->CRYPTO_set_mem_functions(allocate, reallocate, release);
		is_set = true;
		pthread_mutex_unlock(&lock);
	}
	if (lib->OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) != 1)
		return ts_err_set(err, "io", "cannot initialise OpenSSL");
	return 0;
}
