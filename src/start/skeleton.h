/* Documents to begin with: every field of a stage, each with a placeholder that check refuses. */
#ifndef TS_START_SKELETON_H
#define TS_START_SKELETON_H

#include "base/buf.h"
#include "model/profile.h"

#define TS_PLACEHOLDER "TODO" /* the value of every field of a new document */

/* Append the record of PROFILE as JSON. Fields of type text, which any text would satisfy, are left
 * out. */
void ts_skeleton_record(const struct ts_profile *profile, struct ts_buf *out);

/*
 * Append the evidence of PROFILE: the fields of BEFORE, the profile of the stage that it consumes,
 * or what the gates look at if that is NULL; and a status.
 */
void ts_skeleton_evidence(
    const struct ts_profile *profile, const struct ts_profile *before, struct ts_buf *out);

#endif
