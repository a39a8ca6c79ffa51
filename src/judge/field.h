/*
 * The fields of a record: only those that its profile lists, each of its type, so that nothing
 * else can leak into a bundle (docs/boundary.md, "Fields").
 */
#ifndef TS_JUDGE_FIELD_H
#define TS_JUDGE_FIELD_H

#include "model/case.h"
#include "model/verdict.h"

/*
 * Judge document.field, boundary.unknown-field and boundary.private-reference for the record in the
 * case's document, and for evidence that is not sealed. Where no profile of the evidence's stage is
 * known, only its references are judged, and the verdict says so. The approval's references are
 * the caller's. Returns false if a document is missing, or no object: nothing can pass then.
 */
bool ts_fields_judge(const struct ts_case *c, struct ts_verdict *verdict);

#endif
