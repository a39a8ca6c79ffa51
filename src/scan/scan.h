/* Searching files and directories for what must not be published, on all processors. */
#ifndef TS_SCAN_SCAN_H
#define TS_SCAN_SCAN_H

#include "scan/scan_params.h"

/* What was searched, and what was not. */
struct ts_scan_count {
	uint64_t files, bytes; /* that were searched */
	uint64_t binary;       /* binary files: searched only if the kinds of files are checked */
	uint64_t links;        /* in a directory; those that are named are followed */
	uint64_t special;      /* special files in a directory: pipes, sockets and devices */
};

/*
 * Search the N files and directories at PATHS ("-": standard input). In a directory, ".git" is
 * skipped. VERDICT receives the findings and is finished; its check "boundary.content" passes only
 * if everything was searched. *COUNT says what was not.
 */
void ts_scan(const struct ts_scan_params *params, const char *const *paths, size_t n,
    struct ts_verdict *verdict, struct ts_scan_count *count);

/* Append what was not searched: "2 binary files, 1 link". Nothing, if everything was. */
void ts_scan_unsearched(const struct ts_scan_count *count, struct ts_buf *out);

#endif
