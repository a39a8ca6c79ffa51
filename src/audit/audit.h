/* Coverage of a store (docs/audit.md): which subjects to expect, which bundles there are, and the
 * state of each subject. */
#ifndef TS_AUDIT_AUDIT_H
#define TS_AUDIT_AUDIT_H

#include "audit/audit_params.h"
#include "audit/store.h"
#include "model/audit.h"

/* Find the newest profile of STAGE that the policy TRUST allows, and that of the stage that it
 * consumes, which is NULL if it is not known. Errors: "profile.known"; "io". */
int ts_audit_profiles(struct ts_profile_set *profiles, const char *stage,
    const struct ts_trust *trust, const struct ts_profile **profile,
    const struct ts_profile **before, struct ts_err *err);

/* Audit STORE. It must outlive AUDIT, and so must the register. The caller frees AUDIT. Errors:
 * "io". */
int ts_audit(const struct ts_audit_params *params, const struct ts_store *store,
    struct ts_audit *audit, struct ts_err *err);
void ts_audit_free(struct ts_audit *audit);

#endif
