/* Random bytes, from the kernel through libsodium. */
#ifndef TS_CRYPTO_RANDOM_H
#define TS_CRYPTO_RANDOM_H

#include <stddef.h>

void ts_random(void *data, size_t len);

#endif
