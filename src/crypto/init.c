#include "crypto/init.h"

#include <sodium.h>

int ts_crypto_init(void)
{
	return sodium_init() < 0 ? -1 : 0;
}

const char *ts_crypto_version(void)
{
	return sodium_version_string();
}
