#include "base/progress.h"

void ts_progress_begin(struct ts_progress *progress, const char *doing, uint64_t total)
{
	if (progress == NULL)
		return;
	progress->doing = doing;
	progress->done = 0;
	progress->total = total;
}

int ts_progress_add(struct ts_progress *progress, uint64_t bytes, struct ts_err *err)
{
	if (progress == NULL)
		return 0;
	progress->done += bytes;
	/* Bytes that are read twice do not count twice. */
	if (progress->total > 0 && progress->done > progress->total)
		progress->done = progress->total;
	if (progress->report(progress->ctx, progress->doing, progress->done, progress->total))
		return 0;
	return ts_err_set(err, "io", "interrupted");
}
