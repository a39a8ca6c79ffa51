/*
 * Reading ahead: a thread reads a source, at most 2 MiB ahead, while the caller uses the bytes.
 * It is started only once enough was read to make it worthwhile. If it cannot be started, the
 * caller's thread reads.
 */
#ifndef TS_BASE_READAHEAD_H
#define TS_BASE_READAHEAD_H

#include "base/source.h"

struct ts_readahead;

/* The caller frees *AHEAD. FROM must outlive it, and must not be used by anybody else until then.
 * Errors: "io" when there is no memory. */
int ts_readahead_new(struct ts_source *from, struct ts_readahead **ahead, struct ts_err *err);
void ts_readahead_free(struct ts_readahead *ahead);

/*
 * Get the next bytes: *DATA, LEN of them, stay valid until the next call. Returns 1, 0 at the
 * end, or -1 with ERR filled.
 */
int ts_readahead_next(
    struct ts_readahead *ahead, const unsigned char **data, size_t *len, struct ts_err *err);

/* The same bytes as a source that can only be read in order. Do not mix it with
 * ts_readahead_next(). */
struct ts_source ts_readahead_source(struct ts_readahead *ahead);

#endif
