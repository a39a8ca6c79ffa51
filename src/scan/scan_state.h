/* What the parts of the search share. Private to scan/scan*.c. */
#ifndef TS_SCAN_SCAN_STATE_H
#define TS_SCAN_SCAN_STATE_H

#include <pthread.h>
#include <stdbool.h>

#include "base/buf.h"
#include "scan/scan_params.h"

#define TS_SCAN_READ ((size_t)256 << 10) /* bytes that are read at once */

/* A path that the user named. */
struct operand {
	const char *path;       /* borrowed */
	struct ts_buf relative; /* the same from the base on; empty if it cannot be found out */
};

struct file {
	char *path; /* owned */
	const struct operand *operand;
};

struct scanning {
	const struct ts_scan_params *params;
	struct operand *operands; /* owned */
	size_t operands_n;
	struct file *files; /* owned */
	size_t n;
	uint64_t total;               /* the sum of their sizes */
	uint64_t links, special;      /* entries of directories that are no files */
	struct ts_verdict **verdicts; /* owned: one for each file; NULL when nothing was found */
	pthread_mutex_t lock;         /* protects everything below */
	size_t next;
	uint64_t bytes;    /* bytes searched so far */
	uint64_t searched; /* files that were searched, also those in archives */
	uint64_t binary;   /* binary files, which were not searched */
	bool stopped;      /* no more files are begun: interrupted, or out of memory */
	struct ts_err err;
};

/* Record that a file cannot be read. */
void ts_scan_unreadable(struct ts_verdict *verdict, const char *path, int errnum);

/* Record that the file at PATH was not searched, and WHY. */
void ts_scan_pass_over(struct ts_verdict *verdict, const char *path, const char *why);

/* Search file I; BUFFER has TS_SCAN_READ bytes. FIRST: this thread reports the progress. */
void ts_scan_file(
    struct scanning *s, struct ts_boundary *boundary, size_t i, bool first, unsigned char *buffer);

#endif
