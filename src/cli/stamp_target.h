/* What a time stamp is of: the seal of a bundle, or else a file. */
#ifndef TS_CLI_STAMP_TARGET_H
#define TS_CLI_STAMP_TARGET_H

#include <stdbool.h>

#include "base/err.h"
#include "crypto/encode.h"

struct cli_stamp_target {
	bool is_bundle;
	unsigned char digest[TS_DIGEST_BYTES]; /* SHA-256 */
};

/* Read the file at PATH ("-": standard input). A file that looks like a bundle must be one. Errors:
 * those of a bundle's form; "io". */
int cli_stamp_target_read(const char *path, struct cli_stamp_target *target, struct ts_err *err);

#endif
