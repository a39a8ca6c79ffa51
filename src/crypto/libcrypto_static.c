/* libcrypto inside the program (make static): its functions are linked, and there is nothing to
 * load. */
#include "crypto/libcrypto_functions.h"

int ts_libcrypto_find(struct ts_libcrypto *lib, struct ts_err *err)
{
	(void)err;
	lib->handle = NULL;
#define FIND(name) lib->name = name;
	TS_LIBCRYPTO_FUNCTIONS(FIND)
#undef FIND
	return 0;
}

void ts_libcrypto_close(struct ts_libcrypto *lib)
{
	(void)lib;
}
