/* Writing lines/1 (docs/scale.md): what a worker found in its shard of a store. */
#ifndef TS_LINES_WRITE_H
#define TS_LINES_WRITE_H

#include "audit/store.h"
#include "lines/head.h"

/* Called with the next bytes. Returns -1 with ERR filled to stop. */
typedef int ts_lines_out(void *ctx, const void *data, size_t len, struct ts_err *err);

/*
 * Examine the shard that HEAD names, of the store that STORE names, and pass the lines to OUT as
 * they come, in the order of the listing. STORE's members for a shard are filled in here. *DIGEST
 * is the SHA-256 of all that was passed. Errors: "io".
 */
int ts_lines_write(const struct ts_lines_head *head, struct ts_store_params *store,
    ts_lines_out *out, void *ctx, unsigned char digest[static TS_DIGEST_BYTES], struct ts_err *err);

#endif
