/* Verdicts as JSON for programs: "verdict/1" in docs/verdict.md. */
#ifndef TS_SHOW_JSON_H
#define TS_SHOW_JSON_H

#include <stddef.h>

#include "base/buf.h"
#include "format/json_write.h"
#include "model/verdict.h"

/* Append one verdict as a line of JSON. */
void ts_show_json_line(const struct ts_verdict *verdict, struct ts_buf *out);

/* Append a document bundle by bundle: what comes before them, one of them, and the end. */
void ts_show_json_begin(struct ts_json_writer *w, const char *trust_sha256);
void ts_show_json_bundle(struct ts_json_writer *w, const struct ts_verdict *verdict);
void ts_show_json_end(struct ts_json_writer *w, enum ts_class exit_class);

/* Append the N VERDICTS as one JSON document. TRUST_SHA256 is the digest of the policy, or NULL. */
void ts_show_json(struct ts_verdict *const *verdicts, size_t n, enum ts_class exit_class,
    const char *trust_sha256, struct ts_buf *out);

#endif
