/* Verdicts as JSON for programs: "verdict/1" in docs/verdict.md. */
#ifndef TS_SHOW_JSON_H
#define TS_SHOW_JSON_H

#include <stddef.h>

#include "base/buf.h"
#include "model/verdict.h"

/* Append the N VERDICTS as one JSON document. TRUST_SHA256 is the digest of the policy, or NULL. */
void ts_show_json(struct ts_verdict *const *verdicts, size_t n, enum ts_class exit_class,
    const char *trust_sha256, struct ts_buf *out);

#endif
