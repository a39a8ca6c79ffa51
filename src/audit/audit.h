/* Coverage over a store (docs/audit.md): who should be there, who is, and what state each trial is
 * in. */
#ifndef TS_AUDIT_AUDIT_H
#define TS_AUDIT_AUDIT_H

#include "audit/register.h"
#include "audit/store.h"
#include "model/audit.h"

struct ts_audit_params {
	const char *stage; /* whose bundles should be there */
	int64_t due_after; /* seconds after the expiry, where a trial has no date of its own */
	struct ts_time at; /* as of when */
	const struct ts_registered
	    *reg; /* or NULL: the bundles of the stage before say who should */
	struct ts_profile_set *profiles;
	const struct ts_trust *trust;
};

/*
 * Judge STORE, which must outlive AUDIT, as must the register. Errors: "profile.known" where nobody
 * knows the stage; "io". The caller frees AUDIT.
 */
int ts_audit(const struct ts_audit_params *params, const struct ts_store *store,
    struct ts_audit *audit, struct ts_err *err);
void ts_audit_free(struct ts_audit *audit);

#endif
