/* Writing lines/1 (docs/scale.md): what a worker found in its shard of a store. */
#ifndef TS_LINES_WRITE_H
#define TS_LINES_WRITE_H

#include "audit/store.h"
#include "lines/head.h"

/*
 * Examine the shard that HEAD names, of the store that STORE names, and append the lines to OUT,
 * which is flushed as they come, in the order of the listing. STORE's members for a shard are
 * filled in here. *DIGEST is the SHA-256 of all lines. Errors: "io"; also if OUT has failed.
 */
int ts_lines_write(const struct ts_lines_head *head, struct ts_store_params *store,
    struct ts_buf *out, unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err);

#endif
