/* Recognising what this program wrote earlier, so that a new report may take its place. */
#ifndef TS_CLI_RECOGNIZE_H
#define TS_CLI_RECOGNIZE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define CLI_RECOGNIZE_BYTES 1024 /* how much of each end of a file is enough */

/*
 * Is a file with this HEAD and TAIL, its first and last CLI_RECOGNIZE_BYTES bytes (or all of it,
 * twice), a verdict, an audit, an inspection or a report of tarseal, in any form? Bundles, keys,
 * approvals, summaries and waivers are not.
 */
bool cli_recognize(const char *head, size_t head_len, const char *tail, size_t tail_len);

/* Is the regular file at PATH empty, or a result that this program wrote? */
bool cli_may_replace(const char *path);

/* Is there a file at PATH that is a bundle, or has the name of one? */
bool cli_is_bundle(const char *path);

/* Add to ERR, about an output that was refused, what would let an existing file at PATH (or NULL)
 * be replaced. Returns -1. */
int cli_explain_existing(const char *path, struct ts_err *err);

#endif
