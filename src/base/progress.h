/* Reporting the progress of long work, and asking whether to go on. */
#ifndef TS_BASE_PROGRESS_H
#define TS_BASE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct ts_progress {
	/* DONE of TOTAL bytes are done (TOTAL is 0 when unknown). Returning false stops the work.
	 */
	bool (*report)(void *ctx, const char *doing, uint64_t done, uint64_t total);
	void *ctx; /* borrowed */
	const char *doing;
	uint64_t done, total;
};

/* Begin a part of the work. PROGRESS may be NULL here and below. */
void ts_progress_begin(struct ts_progress *progress, const char *doing, uint64_t total);

/* BYTES more are done. Errors: "io" when the work should stop. */
int ts_progress_add(struct ts_progress *progress, uint64_t bytes, struct ts_err *err);

#endif
