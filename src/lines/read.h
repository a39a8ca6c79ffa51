/* Joining the parts of a run (docs/scale.md): from lines/1 back to what walking the store finds. */
#ifndef TS_LINES_READ_H
#define TS_LINES_READ_H

#include "audit/store.h"
#include "lines/head.h"
#include "model/verdict.h"

struct ts_lines_params {
	const char *const *files; /* of the parts, in any order */
	size_t n;
	/* What every part must have been told; its run, its stores and its shard do not matter. If
	 * ANY_TIME, the time does not either: that of the first part counts, and is set. */
	struct ts_lines_head *own;
	bool any_time;
	const char *before; /* the stage before the one audited */
	const struct ts_trust *trust;
	struct ts_time now; /* of the clock: when the signatures are judged */
	bool allow_example_keys;
};

/*
 * Read the parts into STORE, which is then as if one process had walked everything. VERDICT, which
 * is not finished, contains everything that is wrong; STORE is valid only if nothing failed. The
 * caller frees STORE.
 */
void ts_lines_read(
    const struct ts_lines_params *params, struct ts_store *store, struct ts_verdict *verdict);

#endif
