/* What the parts of the boundary share. Private to verify/boundary*.c. */
#ifndef TS_VERIFY_BOUNDARY_STATE_H
#define TS_VERIFY_BOUNDARY_STATE_H

#include "scanner/kind.h"
#include "verify/boundary_params.h"

#define TS_BOUNDARY_PREFIX "boundary."
#define TS_BOUNDARY_CLEAN  128 /* texts that are remembered; a verdict has about 20 */

struct ts_boundary {
	const struct ts_rules *rules;
	struct ts_scanner *scanner; /* owned; NULL until something is searched */
	struct ts_boundary_params params;
	struct ts_boundary_file file;
	struct ts_kind kind;
	bool secret_name;               /* the file's name contains what must not be shown */
	char *clean[TS_BOUNDARY_CLEAN]; /* owned, or NULL: texts that may be shown, at the place of
					   their hash */
};

/* May this rule be waived? The policy decides; without one every rule may. */
bool ts_boundary_may_waive(const struct ts_boundary_params *params, const char *rule);

/* Does the waiver count: is it allowed, and was it valid? */
bool ts_boundary_waiver_holds(
    const struct ts_boundary_params *params, const struct ts_waiver *waiver);

/* Append the place of a hit: the file, and a pointer in JSON or else a line. HIT may be NULL. */
void ts_boundary_place(struct ts_boundary *boundary, const struct ts_hit *hit, struct ts_buf *out);

/* Report N hits in the file, or in its name. Errors: "io". */
int ts_boundary_report_hits(struct ts_boundary *boundary, const struct ts_hit *hits, size_t n,
    bool in_name, struct ts_verdict *verdict, struct ts_err *err);

#endif
