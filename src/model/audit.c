#include "model/audit.h"

static const struct {
	const char *name, *text;
} states[TS_COVERAGES] = {
    [TS_COVERED] = {"covered", "one accepted bundle, in time"},
    [TS_OPEN] = {"open", "no bundle yet, and not yet due"},
    [TS_MISSING] = {"missing", "no bundle, although overdue: it ended silently"},
    [TS_LATE] = {"late", "an accepted bundle, delivered after it was due"},
    [TS_EARLY] = {"early", "an accepted bundle, delivered before it expired"},
    [TS_REJECTED] = {"rejected", "a refused bundle, and no accepted one in its place"},
    [TS_DUPLICATE] = {"duplicate", "accepted bundles with different statements"},
    [TS_CONTRADICTION] = {"contradiction", "accepted bundles disagree about what happened"},
    [TS_ORPHAN] = {"orphan", "an expiry that the register lacks, but a bundle names"},
    [TS_BROKEN] = {"broken",
	"the bundle inside it is missing from the store, or is in another one too"},
    [TS_COVERAGE_UNDECIDED] = {"undecided", "the bundles do not say enough to judge it"},
};

const char *ts_coverage_name(enum ts_coverage state)
{
	return states[state].name;
}

bool ts_coverage_fails(enum ts_coverage state)
{
	return state != TS_COVERED && state != TS_OPEN;
}

const char *ts_coverage_text(enum ts_coverage state)
{
	return states[state].text;
}
