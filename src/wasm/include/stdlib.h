/* Functions of POSIX 2024 and 2008 that the C library of Debian 12 for WebAssembly lacks. */
#ifndef TS_WASM_STDLIB_H
#define TS_WASM_STDLIB_H

#include_next <stdlib.h>

void qsort_r(void *list, size_t n, size_t size,
    int (*compare)(const void *a, const void *b, void *ctx), void *ctx);

char *realpath(const char *path, char *resolved);

#endif
