/*
 * Reading ahead: a thread reads a source while its bytes are used elsewhere, 2 MiB ahead at most.
 * It is begun only once so much was read that it pays, and where there can be none all is read as
 * asked for.
 */
#ifndef TS_BASE_READAHEAD_H
#define TS_BASE_READAHEAD_H

#include "base/source.h"

struct ts_readahead;

/* Errors: "io" for want of memory. FROM must outlive *AHEAD, which the caller frees; until then
 * nobody else may use FROM, or what it uses. */
int ts_readahead_new(struct ts_source *from, struct ts_readahead **ahead, struct ts_err *err);
void ts_readahead_free(struct ts_readahead *ahead);

/*
 * The next bytes: *DATA, LEN of them, are AHEAD's, until the next call. Returns 1, 0 at the end, -1
 * with ERR filled.
 */
int ts_readahead_next(
    struct ts_readahead *ahead, const unsigned char **data, size_t *len, struct ts_err *err);

/* The same bytes as a source, in their order only; for who does not call ts_readahead_next(). */
struct ts_source ts_readahead_source(struct ts_readahead *ahead);

#endif
