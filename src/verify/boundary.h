/*
 * Checking files at the public boundary (docs/boundary.md): their kind and their content.
 * Bundles, inputs and scanned files all pass through here.
 */
#ifndef TS_VERIFY_BOUNDARY_H
#define TS_VERIFY_BOUNDARY_H

#include "verify/boundary_params.h"

struct ts_boundary;

/* The caller frees *BOUNDARY. RULES must outlive it. Errors: "io". */
int ts_boundary_new(
    const struct ts_rules *rules, struct ts_boundary **boundary, struct ts_err *err);
void ts_boundary_free(struct ts_boundary *boundary);

/* Set the parameters for the files that follow. */
void ts_boundary_set_params(struct ts_boundary *boundary, const struct ts_boundary_params *params);

/* Begin a file. */
void ts_boundary_begin_file(struct ts_boundary *boundary, const struct ts_boundary_file *file);

/* Add LEN more bytes. Errors: "io". */
int ts_boundary_add(struct ts_boundary *boundary, const void *data, size_t len, struct ts_err *err);

/*
 * The file is complete: record the findings in VERDICT, or discard them if VERDICT is NULL.
 * Errors: "io".
 */
int ts_boundary_end_file(
    struct ts_boundary *boundary, struct ts_verdict *verdict, struct ts_err *err);

/* Does TEXT contain what must not be shown? 1, 0, or -1 if that cannot be decided. Errors: "io". */
int ts_boundary_hides(struct ts_boundary *boundary, const char *text, struct ts_err *err);

/*
 * Search every text that VERDICT would show (values of fields, names, paths), and replace those
 * that contain what must not be published. Errors: "io".
 */
int ts_boundary_redact(
    struct ts_boundary *boundary, struct ts_verdict *verdict, struct ts_err *err);

/*
 * Report every waiver in PARAMS: as "waived" if it is allowed and valid, otherwise as a failure
 * of its rule.
 */
void ts_boundary_report_waivers(
    const struct ts_boundary_params *params, struct ts_verdict *verdict);

#endif
