/*
 * Reading ahead: a thread reads a source while its bytes are used elsewhere, a MiB ahead at most.
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

/* The same bytes, in their order only. */
struct ts_source ts_readahead_source(struct ts_readahead *ahead);

#endif
