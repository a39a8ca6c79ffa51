/* The shape of a stage's documents as JSON Schema (draft 2020-12), for editors. */
#ifndef TS_SHOW_SCHEMA_H
#define TS_SHOW_SCHEMA_H

#include "base/buf.h"
#include "model/profile.h"

/*
 * Append the schema of the record of PROFILE, with that of its evidence under "$defs". BEFORE is
 * the profile of the evidence's stage; if it is NULL, the schema of the evidence knows only what
 * the gates look at. A schema says less than check does: whatever check accepts is valid.
 */
void ts_show_schema(
    const struct ts_profile *profile, const struct ts_profile *before, struct ts_buf *out);

#endif
