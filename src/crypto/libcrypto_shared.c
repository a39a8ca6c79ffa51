/* The shared libcrypto, loaded when it is needed. */
#include "crypto/libcrypto_functions.h"

#include <dlfcn.h>
#include <string.h>

#define SONAME "libcrypto.so.3" /* the version whose types the headers declare */

static int missing(struct ts_err *err)
{
	const char *why = dlerror();

	ts_err_set(err, "io", "cannot load OpenSSL: %s", why == NULL ? "out of memory" : why);
	return ts_err_fix(err, "install the Debian package libssl3, which holds " SONAME);
}

int ts_libcrypto_find(struct ts_libcrypto *lib, struct ts_err *err)
{
	void *function;

	/* libcrypto is not made to be unloaded: whatever it sets up for itself stays. */
	lib->handle = dlopen(SONAME, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (lib->handle == NULL)
		return missing(err);
		/* POSIX allows copying a pointer to a function this way. */
#define FIND(name)                                                                                 \
	function = dlsym(lib->handle, #name);                                                      \
	if (function == NULL)                                                                      \
		return missing(err);                                                               \
	memcpy(&lib->name, &function, sizeof(function));
	TS_LIBCRYPTO_FUNCTIONS(FIND)
#undef FIND
	return 0;
}

void ts_libcrypto_close(struct ts_libcrypto *lib)
{
	if (lib->handle != NULL)
		dlclose(lib->handle);
	lib->handle = NULL;
}
