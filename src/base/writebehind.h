/*
 * Writing behind: what is added is collected, and a thread writes it, at most 4 MiB behind, while
 * the caller makes more. The thread is started only once enough was written to make it worthwhile.
 * If it cannot be started, the caller's thread writes.
 */
#ifndef TS_BASE_WRITEBEHIND_H
#define TS_BASE_WRITEBEHIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct ts_writebehind;

/* Write to the descriptor FD, which is borrowed, and which nobody else may write to between an
 * addition and ts_writebehind_flush(). Without THREADED the caller's thread writes. The caller
 * frees *WRITEBEHIND, which does not write what is left, but waits for a write under way. Errors:
 * "io" when there is no memory. */
int ts_writebehind_new(
    int fd, bool threaded, struct ts_writebehind **writebehind, struct ts_err *err);
void ts_writebehind_free(struct ts_writebehind *writebehind);

/* Append LEN bytes. Errors: "io" when they, or any before them, cannot be written. */
int ts_writebehind_add(
    struct ts_writebehind *writebehind, const void *data, size_t len, struct ts_err *err);

/* Wait until everything is written. Errors: as above. */
int ts_writebehind_flush(struct ts_writebehind *writebehind, struct ts_err *err);

/* The number of bytes written so far. */
uint64_t ts_writebehind_offset(struct ts_writebehind *writebehind);

#endif
