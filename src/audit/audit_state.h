/* The state of an audit, which its parts share. */
#ifndef TS_AUDIT_AUDIT_STATE_H
#define TS_AUDIT_AUDIT_STATE_H

#include "audit/audit_params.h"
#include "audit/store.h"
#include "model/audit.h"

/* A line of the register or a bundle. */
struct ts_entry {
	union {
		const struct ts_register_line *line;
		const struct ts_stored *bundle;
	};
	/* In this order, those of one expiry follow each other. */
	enum ts_entry_kind {
		TS_ENTRY_LINE,
		TS_ENTRY_BEFORE,  /* an accepted bundle of the stage before */
		TS_ENTRY_OURS,    /* an accepted bundle of the stage audited */
		TS_ENTRY_REFUSED, /* it may be of either stage, and about any expiry */
	} kind;
};

/* What an audit joins by: the subject, or NULL for a refused bundle that names none; and when it
 * expired, or NULL if the bundle does not say or was refused. */
const char *ts_entry_ref(const struct ts_entry *entry);
const struct ts_time *ts_entry_expired(const struct ts_entry *entry);

struct ts_auditing {
	const struct ts_audit_params *params;
	const struct ts_store *store;
	struct ts_audit *audit;
	struct ts_entry
	    *entries; /* owned: by subject, then by expiry; those without one come last */
	size_t n;
	struct ts_err *err;
};

/* Collect the entries and sort them. Errors: "io". */
int ts_audit_entries(struct ts_auditing *a);

/* Give every subject its state. Errors: "io". */
int ts_audit_join(struct ts_auditing *a);

#endif
