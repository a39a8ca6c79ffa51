/*
 * A working set: a directory with the inputs of one bundle, and a file tarseal.json that says which
 * they are, so that check and pack need only the directory:
 *
 *     {"tarseal": "work/1", "profile": "trial-expired-followup", "evidence": "evidence",
 *      "approval": "approval.dsse.json", "record": "followup.json"}
 */
#ifndef TS_START_WORK_H
#define TS_START_WORK_H

#include "base/buf.h"
#include "base/err.h"

#define TS_WORK_FILE "tarseal.json"

/* Owned texts. The paths begin with that of the directory; the profile is an id, or a path if the
 * directory contains a file of that name. */
struct ts_work {
	char *profile, *evidence, *approval, *record;
};

/* Read the file in DIRECTORY. WORK begins as {0}; free it in any case. Errors: "document.parse";
 * "io". */
int ts_work_read(const char *directory, struct ts_work *work, struct ts_err *err);
void ts_work_free(struct ts_work *work);

/* Append such a file; the paths of WORK are relative to its directory. */
void ts_work_write(const struct ts_work *work, struct ts_buf *out);

#endif
