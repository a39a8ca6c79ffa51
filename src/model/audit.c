#include "model/audit.h"

static const struct {
	const char *name, *text, *advice;
} states[TS_COVERAGES] = {
    [TS_COVERED] = {"covered", "one accepted bundle, in time", NULL},
    [TS_OPEN] = {"open", "no bundle yet, and not yet due", NULL},
    [TS_MISSING] = {"missing", "overdue, and no accepted bundle says what was done",
	"Find out what was done about it, and seal a record of that."},
    [TS_LATE] = {"late", "an accepted bundle, delivered or proven to be sealed after it was due",
	"A late bundle stays late. Keep it, and find out what delayed it."},
    [TS_EARLY] = {"early", "an accepted bundle, delivered before it expired",
	"Nobody can follow up an expiry before it happens. Find out which of "
	"the two times is wrong."},
    [TS_REJECTED] = {"rejected", "a refused bundle, and no accepted one in its place",
	"tarseal verify lists every failing check of the bundle and how to fix it."},
    [TS_DUPLICATE] = {"duplicate", "accepted bundles with different statements",
	"Compare the bundles and find out which is true. Then take the "
	"wrong one out of the store, and record why."},
    [TS_CONTRADICTION] = {"contradiction", "accepted bundles disagree about what happened",
	"Compare the bundles and find out which is true. What the "
	"follow-up was approved for may never have happened."},
    [TS_ORPHAN] = {"orphan", "an expiry that the register lacks, but a bundle names",
	"Either the register lacks this expiry, or the bundle is about one "
	"that never was. Find out which."},
    [TS_BROKEN] = {"broken",
	"the bundle inside it is missing from the store, or is in another one too",
	"Put the bundle that it follows into the store. If two bundles "
	"follow the same one, find out which is true."},
    [TS_COVERAGE_UNDECIDED] = {"undecided", "the bundles do not say enough to judge it",
	"Find out when it expired, and add that to the register."},
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

const char *ts_coverage_advice(enum ts_coverage state)
{
	return states[state].advice;
}

const char *ts_expiry_path(const struct ts_expiry *expiry)
{
	return expiry->bundle == NULL ? NULL : expiry->bundle->path;
}

const struct ts_time *ts_expiry_delivered(const struct ts_expiry *expiry)
{
	return expiry->has_delivered ? &expiry->bundle->delivered : NULL;
}

const unsigned char *ts_expiry_statement(const struct ts_expiry *expiry)
{
	return expiry->is_answered ? expiry->bundle->statement : NULL;
}

const int64_t *ts_expiry_sealed_before(const struct ts_expiry *expiry)
{
	return expiry->is_answered && expiry->bundle->has_sealed_before
		   ? &expiry->bundle->sealed_before
		   : NULL;
}

const int64_t *ts_expiry_not_before(const struct ts_expiry *expiry)
{
	return expiry->is_answered && expiry->bundle->has_not_before ? &expiry->bundle->not_before
								     : NULL;
}

const char *ts_expiry_check(const struct ts_expiry *expiry)
{
	return expiry->bundle == NULL ? NULL : expiry->bundle->check;
}
