/*
 * The fields of a record: only those that its profile lists, each of its type, so that nothing
 * else can leak into a bundle (docs/boundary.md, "Fields").
 */
#ifndef TS_JUDGE_FIELD_H
#define TS_JUDGE_FIELD_H

#include "model/case.h"
#include "model/verdict.h"

/* Judge document.field and boundary.unknown-field for the record in the case's document, and for
 * evidence that is not sealed, if the profile of its stage is known. */
void ts_fields_judge(const struct ts_case *c, struct ts_verdict *verdict);

#endif
