/* The parameters of a search. */
#ifndef TS_SCAN_SCAN_PARAMS_H
#define TS_SCAN_SCAN_PARAMS_H

#include <stddef.h>
#include <stdint.h>

#include "base/progress.h"
#include "verify/boundary.h"

struct ts_scan_params {
	const struct ts_rules *rules;
	struct ts_boundary_params boundary;
	const char
	    *base; /* the directory that paths in waivers are relative to; NULL: the current */
	unsigned threads;             /* at least 1 */
	struct ts_progress *progress; /* or NULL */
};

#endif
