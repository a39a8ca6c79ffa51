/* The conditions of a gate: whether one is met, and a description of why not. */
#ifndef TS_JUDGE_CONDITION_H
#define TS_JUDGE_CONDITION_H

#include <stdbool.h>

#include "base/buf.h"
#include "model/case.h"
#include "model/profile.h"

/* What a condition is judged over. BASE is what its "at" is relative to. */
struct ts_ground {
	const struct ts_case *c;
	const struct ts_json *base; /* the document, or one member of the gate's "each" */
};

bool ts_condition_holds(const struct ts_condition *condition, const struct ts_ground *ground);

/* Append what would meet CONDITION, and what was found instead. If it is clear what was meant, FIX
 * (NULL: it is not wanted) begins with that. */
void ts_condition_expected(
    const struct ts_condition *condition, const struct ts_ground *ground, struct ts_buf *out);
void ts_condition_found(const struct ts_condition *condition, const struct ts_ground *ground,
    struct ts_buf *out, struct ts_buf *fix);

#endif
