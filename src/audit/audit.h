/* Coverage of a store (docs/audit.md): which trials to expect, which bundles there are, and the
 * state of each trial. */
#ifndef TS_AUDIT_AUDIT_H
#define TS_AUDIT_AUDIT_H

#include "audit/register.h"
#include "audit/store.h"
#include "model/audit.h"

struct ts_audit_params {
	const char *stage; /* the stage that every trial needs a bundle of */
	int64_t due_after; /* seconds after its expiry until a trial without a due date is due */
	struct ts_time at; /* the time of the audit */
	const struct ts_registered
	    *reg; /* or NULL: then the bundles of the stage before say which trials to expect */
	struct ts_profile_set *profiles;
	const struct ts_trust *trust;
};

/*
 * Audit STORE. It must outlive AUDIT, and so must the register. The caller frees AUDIT. Errors:
 * "profile.known" when the stage is unknown; "io".
 */
int ts_audit(const struct ts_audit_params *params, const struct ts_store *store,
    struct ts_audit *audit, struct ts_err *err);
void ts_audit_free(struct ts_audit *audit);

#endif
