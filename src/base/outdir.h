/*
 * An output that is a directory, and appears complete or not at all:
 *
 *     ts_outdir_open(parent, &out, err);       a hidden directory in PARENT, locked
 *     write below ts_outdir_fd(out)
 *     ts_outdir_commit(out, name, err);        synced; NAME in it becomes PARENT/NAME
 *     ts_outdir_free(out);                     without a commit nothing remains
 *
 * A program that is killed leaves its hidden directory behind, unlocked. The next ts_outdir_open()
 * in the same parent removes it.
 */
#ifndef TS_BASE_OUTDIR_H
#define TS_BASE_OUTDIR_H

#include <stdbool.h>

#include "base/err.h"

struct ts_outdir;

/* Errors: "io". The caller frees *OUT. */
int ts_outdir_open(const char *parent, struct ts_outdir **out, struct ts_err *err);

/* The hidden directory's descriptor; it belongs to OUT. */
int ts_outdir_fd(const struct ts_outdir *out);

/* Refuse NAME, a single component, if PARENT contains anything of that name, even a dangling link.
 */
int ts_outdir_refuse(const struct ts_outdir *out, const char *name, struct ts_err *err);

/* Move NAME into PARENT, never replacing anything. After an error it is not there. */
int ts_outdir_commit(struct ts_outdir *out, const char *name, struct ts_err *err);

/* Free OUT, which may be NULL, and remove the hidden directory. Returns false if it could not be
 * removed. */
bool ts_outdir_free(struct ts_outdir *out);

#endif
