/*
 * The first line of lines/1 (docs/scale.md): what a worker judged, and under what. All parts of a
 * run, and the audit that joins them, must have been told the same.
 */
#ifndef TS_LINES_HEAD_H
#define TS_LINES_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/clock.h"
#include "crypto/encode.h"
#include "verify/verify_params.h"

#define TS_LINES_FORM "lines/1"

struct ts_lines_head {
	const char *run; /* a label of 1 to 64 bytes; NULL where any will do */
	struct ts_time at;
	const char *stage;
	char trust[TS_DIGEST_HEX], profiles[TS_DIGEST_HEX], rules[TS_DIGEST_HEX];
	bool scan, example_keys;
	uint64_t max_files;
	uint64_t shard, shards;
	const char *const *stores; /* as they were named */
	size_t stores_n;
	const char *list; /* the list of further files, as it was named, or NULL */
};

/* Fill in what VERIFY says. Errors: "io". */
int ts_lines_head_fill(
    struct ts_lines_head *head, const struct ts_verify_params *verify, struct ts_err *err);

/* Append the line, with its newline. */
void ts_lines_head_write(const struct ts_lines_head *head, struct ts_buf *out);

#endif
