/*
 * An output that is a directory, and appears whole or not at all:
 *
 *     ts_outdir_open(parent, &out, err);       a hidden directory in PARENT, locked
 *     write below ts_outdir_fd(out)
 *     ts_outdir_commit(out, name, err);        synced; what is NAME in it becomes PARENT/NAME
 *     ts_outdir_free(out);                     what was not committed is removed
 *
 * A program that is killed cannot tidy up. What it leaves is hidden and no longer locked; the next
 * ts_outdir_open() in the same directory removes it.
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

/* Refuse NAME, one component, where PARENT has something of that name, were it a dangling link. */
int ts_outdir_refuse(const struct ts_outdir *out, const char *name, struct ts_err *err);

/* Put NAME in its place, never over anything. After an error nothing is there. */
int ts_outdir_commit(struct ts_outdir *out, const char *name, struct ts_err *err);

/* Release OUT, and remove the hidden directory. False where it could not be removed. OUT may be
 * NULL. */
bool ts_outdir_free(struct ts_outdir *out);

#endif
