/* Visiting the values in a record that a profile's fields name. */
#ifndef TS_MODEL_FIELD_WALK_H
#define TS_MODEL_FIELD_WALK_H

#include "format/json.h"
#include "model/profile.h"

/* Called with the JSON Pointer of NODE below the record. A result other than 0 ends the walk. */
typedef int (*ts_field_fn)(
    void *ctx, const struct ts_field *field, const char *at, const struct ts_json *node);

/* Call FN for each value in RECORD (which may be NULL) that a field of PROFILE names, in the order
 * of the fields. Returns 0, the result that ended the walk, or -1 when there is no memory. */
int ts_field_walk(
    const struct ts_json *record, const struct ts_profile *profile, ts_field_fn fn, void *ctx);

#endif
