#include "model/audit.h"

const char *ts_coverage_name(enum ts_coverage state)
{
	static const char *const names[] = {[TS_COVERED] = "covered",
	    [TS_OPEN] = "open",
	    [TS_MISSING] = "missing",
	    [TS_LATE] = "late",
	    [TS_REJECTED] = "rejected",
	    [TS_DUPLICATE] = "duplicate",
	    [TS_ORPHAN] = "orphan",
	    [TS_BROKEN] = "broken"};

	return names[state];
}

bool ts_coverage_fails(enum ts_coverage state)
{
	return state != TS_COVERED && state != TS_OPEN;
}

const char *ts_coverage_text(enum ts_coverage state)
{
	static const char *const words[] = {[TS_COVERED] = "one accepted bundle, in time",
	    [TS_OPEN] = "no bundle yet, and not yet due",
	    [TS_MISSING] = "no bundle, although overdue: it ended silently",
	    [TS_LATE] = "an accepted bundle, delivered after it was due",
	    [TS_REJECTED] = "only bundles that were refused",
	    [TS_DUPLICATE] = "accepted bundles that contradict each other",
	    [TS_ORPHAN] = "a bundle for a trial that is not in the register",
	    [TS_BROKEN] = "the bundle before it is missing from the store, or has two successors"};

	return words[state];
}
