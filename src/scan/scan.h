/* Searching files and directories for what must not be published, on all processors. */
#ifndef TS_SCAN_SCAN_H
#define TS_SCAN_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "base/progress.h"
#include "verify/boundary.h"

struct ts_scan_params {
	const struct ts_rules *rules;
	struct ts_boundary_params boundary;
	unsigned threads;             /* at least 1 */
	struct ts_progress *progress; /* or NULL */
};

/*
 * Search the N files and directories at PATHS ("-": standard input). In a directory, links are
 * not followed, and ".git" and everything that is neither a file nor a directory is skipped.
 * VERDICT receives the findings and is finished. Binary files are searched only if the kinds of
 * files are checked; *COUNT says how many were not.
 */
struct ts_scan_count {
	uint64_t files, binary, bytes;
};
void ts_scan(const struct ts_scan_params *params, const char *const *paths, size_t n,
    struct ts_verdict *verdict, struct ts_scan_count *count);

#endif
