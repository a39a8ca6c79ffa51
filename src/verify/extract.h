/* Verifying a bundle and unpacking it in one pass: what was not accepted leaves nothing. */
#ifndef TS_VERIFY_EXTRACT_H
#define TS_VERIFY_EXTRACT_H

#include "verify/verify.h"

/*
 * Judge the bundle that SOURCE gives, as ts_verify() does; where it is accepted, and only then, its
 * files are in the fresh directory NAME below DIRECTORY, NAME being the bundle's. VERDICT is
 * finished. The process works in another directory meanwhile. Errors, "io" among them, are
 * findings.
 * Returns false where a hidden directory could not be removed again.
 */
bool ts_extract(struct ts_source *source, const struct ts_verify_params *params,
    const char *directory, struct ts_verdict *verdict);

#endif
