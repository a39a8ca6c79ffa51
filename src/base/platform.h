/*
 * What reading needs of the system beyond POSIX. There are two of it: base/platform.c for Linux,
 * and src/wasm/platform.c for WebAssembly, which has less.
 */
#ifndef TS_BASE_PLATFORM_H
#define TS_BASE_PLATFORM_H

#include <stddef.h>

/* Advise the system to back the SIZE bytes at DATA with huge pages. */
void ts_platform_huge_pages(void *data, size_t size);

/* A copy of the open descriptor FD of the process, as its users number it; or -1. The caller closes
 * it. */
int ts_platform_duplicate(int fd);

/* Let the pipe FD hold SIZE bytes, if it holds fewer. */
void ts_platform_enlarge_pipe(int fd, int size);

#endif
