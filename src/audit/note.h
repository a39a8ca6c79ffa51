/* The remarks on expiries, as the audit owns them. */
#ifndef TS_AUDIT_NOTE_H
#define TS_AUDIT_NOTE_H

#include "audit/audit_state.h"

/* Set the remark on EXPIRY; or add TEXT to it. Errors: "io". */
int ts_note_set(struct ts_auditing *a, struct ts_expiry *expiry, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
int ts_note_add(struct ts_auditing *a, struct ts_expiry *expiry, const char *text);

#endif
