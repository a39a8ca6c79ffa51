#include "crypto/random.h"

#include <sodium.h>

void ts_random(void *data, size_t len)
{
	randombytes_buf(data, len);
}
