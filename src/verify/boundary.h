/*
 * Looking at files for what may not be published (docs/boundary.md): the second wall, what kind of
 * file it is, and the third, what stands in it.
 */
#ifndef TS_VERIFY_BOUNDARY_H
#define TS_VERIFY_BOUNDARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "model/verdict.h"
#include "scanner/rule.h"
#include "scanner/scanner.h"
#include "scanner/waiver.h"

struct ts_boundary;

/* Under what files are looked at; everything is borrowed. */
struct ts_boundary_params {
	bool kinds;                  /* whether the kind of file is judged */
	const struct ts_json *media; /* types that the profile allows besides, or NULL */
	unsigned char salt[TS_SALT_BYTES];
	const struct ts_waivers *waivers; /* or NULL */
	bool any_waiver; /* no policy says which rules may be waived: whoever waives does */
	const struct ts_json *may_waive; /* the rules' ids that a policy lists, or NULL */
	struct ts_time as_of;            /* when waivers must still hold */
	bool *matched; /* for each waiver, whether something was found that it waives; or NULL */
	/* Told of each finding that is not waived, for who would write a waiver; or NULL. */
	void (*found)(void *ctx, const char *rule, const char *path, const char *fingerprint);
	void *ctx;
};

/* Errors: "io". RULES must outlive *LOOK, which the caller frees. */
int ts_boundary_new(
    const struct ts_rules *rules, struct ts_boundary **boundary, struct ts_err *err);
void ts_boundary_free(struct ts_boundary *boundary);

/* Set the terms for the files that follow. */
void ts_boundary_set_params(struct ts_boundary *boundary, const struct ts_boundary_params *params);

/* A file begins. */
struct ts_boundary_file {
	const char *path;  /* as waivers name it */
	const char *shown; /* as the user knows it */
	uint64_t number;   /* for a file whose name must not be shown */
	bool document;     /* parsed elsewhere: whether it is JSON is not judged here */
	bool search;       /* its content too */
};
void ts_boundary_begin_file(struct ts_boundary *boundary, const struct ts_boundary_file *file);

/* LEN more bytes of it. Errors: "io". */
int ts_boundary_add(struct ts_boundary *boundary, const void *data, size_t len, struct ts_err *err);

/*
 * It ends. What was found goes into VERDICT, unless that is NULL: then it is forgotten. Errors:
 * "io".
 */
int ts_boundary_end_file(
    struct ts_boundary *boundary, struct ts_verdict *verdict, struct ts_err *err);

/*
 * Whatever VERDICT would show, from wherever it has it (a field's value, a name, a path), is
 * searched too, and where something is found, not shown. Errors: "io".
 */
int ts_boundary_redact(
    struct ts_boundary *boundary, struct ts_verdict *verdict, struct ts_err *err);

/*
 * Report every waiver of the terms: "waived" where it may be and still holds, else a failure of
 * its rule.
 */
void ts_boundary_report_waivers(
    const struct ts_boundary_params *params, struct ts_verdict *verdict);

#endif
