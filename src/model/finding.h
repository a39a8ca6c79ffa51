/* One result of one check: what a verdict consists of. */
#ifndef TS_MODEL_FINDING_H
#define TS_MODEL_FINDING_H

#include <stddef.h>
#include <stdint.h>

#include "model/check.h"

enum ts_result {
	TS_PASS,
	TS_FAIL,
	TS_SKIP,
	TS_WAIVED, /* a person takes responsibility for the finding (docs/boundary.md) */
	TS_NOT_RUN,
};
#define TS_RESULTS 5

struct ts_finding {
	char *id;
	size_t place; /* the index of the id in ts_checks */
	enum ts_class class;
	enum ts_result result;
	char *message; /* or NULL, like the next five */
	char *at;      /* where: a JSON pointer, a path */
	char *expected;
	char *found;
	char *fix;
	char *file;    /* the file that AT is in, if it is in one */
	uint64_t line; /* from 1, or 0 */
	char *in; /* the place in the chain for a check of an inner bundle: "evidence"; otherwise
		     NULL */
};

#endif
