/* What a report shows of an accepted bundle's record: its labels and the owners that it names, and
 * of its approval who gave it and on which conditions. */
#ifndef TS_AUDIT_DETAILS_H
#define TS_AUDIT_DETAILS_H

#include <stddef.h>

#include "base/err.h"
#include "model/case.h"

struct ts_details {
	struct {
		char *term, *text; /* owned: "notification channel", "email" */
	} * list;                  /* owned */
	size_t n;
};

/* Take the details of a case whose document was built. The caller frees DETAILS, also after an
 * error. Errors: "io". */
int ts_details_take(const struct ts_case *c, struct ts_details *details, struct ts_err *err);
void ts_details_free(struct ts_details *details);

#endif
