/* What a report shows of a record: its labels, and the owners that it names. */
#ifndef TS_VERIFY_DETAILS_H
#define TS_VERIFY_DETAILS_H

#include <stddef.h>

#include "base/err.h"
#include "model/case.h"
#include "model/report.h"

struct ts_details {
	struct ts_report_detail *list; /* owned */
	size_t n;
};

/* Add TERM, which is copied and begins with a capital letter then, and TEXT. Errors: "io". */
int ts_details_add(
    struct ts_details *details, const char *term, const char *text, struct ts_err *err);

/* Take the details of a case whose document was built. The caller frees DETAILS, also after an
 * error. Errors: "io". */
int ts_details_take(const struct ts_case *c, struct ts_details *details, struct ts_err *err);
void ts_details_free(struct ts_details *details);

#endif
