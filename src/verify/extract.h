/* Verifying and unpacking a bundle in one pass, so that a refused bundle leaves nothing behind. */
#ifndef TS_VERIFY_EXTRACT_H
#define TS_VERIFY_EXTRACT_H

#include "verify/verify.h"

/*
 * Verify the bundle in SOURCE as ts_verify() does. If it is accepted, its files are in the new
 * directory NAME below DIRECTORY, where NAME is the bundle's name; otherwise nothing is there.
 * VERDICT is finished, and contains all errors, including "io". Meanwhile the process has another
 * working directory. Returns false when a hidden directory could not be removed.
 */
bool ts_extract(struct ts_source *source, const struct ts_verify_params *params,
    const char *directory, const struct ts_verdict_ready *ready, struct ts_verdict *verdict);

#endif
