/* The parameters of an audit. audit.h and all parts of an audit share them. */
#ifndef TS_AUDIT_AUDIT_PARAMS_H
#define TS_AUDIT_AUDIT_PARAMS_H

#include "audit/register.h"
#include "model/profile.h"

struct ts_audit_params {
	const struct ts_profile *profile; /* of the stage that every subject needs a bundle of */
	int64_t
	    due_after; /* seconds after its expiry until what has no due date of its own is due */
	struct ts_time at; /* the time of the audit */
	const struct ts_registered
	    *reg; /* or NULL: then the bundles of the stage before say which subjects to expect */
	const struct ts_trust *trust;
};

#endif
