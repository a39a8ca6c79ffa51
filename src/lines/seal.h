/*
 * A verifier's statement about a part, in a DSSE envelope beside it: FILE.dsse.json. Its in-toto
 * statement has the part's name and SHA-256 as its subject, and the predicate
 * {"signed_at": TIME} of the type urn:tarseal:lines:v1.
 */
#ifndef TS_LINES_SEAL_H
#define TS_LINES_SEAL_H

#include "base/clock.h"
#include "lines/line_reader.h"
#include "model/trust.h"
#include "model/verdict.h"

#define TS_LINES_TYPE     "urn:tarseal:lines:v1"
#define TS_LINES_SEAL_END ".dsse.json"

/* Is the file at PATH such a statement, which a new one may replace? */
bool ts_lines_seal_is(const char *path);

/*
 * Judge the statement beside the part FILE, all of which READER has read. NOW is the time of
 * the clock, because a part is signed after the time that its audit is made for. Without a
 * statement, "lines.signed" fails if the policy requires it. VERDICT has what is wrong. Errors:
 * "io".
 */
int ts_lines_seal_judge(const char *file, struct ts_line_reader *reader,
    const struct ts_trust *trust, const struct ts_time *now, bool allow_example_keys,
    struct ts_verdict *verdict, struct ts_err *err);

#endif
