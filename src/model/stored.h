/* What an audit keeps of a bundle, of which there may be millions. */
#ifndef TS_MODEL_STORED_H
#define TS_MODEL_STORED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "crypto/encode.h"

/* Something that the record or the approval says, such as "notification channel", "email". */
struct ts_audit_detail {
	const char *term, *text; /* borrowed */
};

/* How a bundle is linked to the bundle that is its evidence. */
enum ts_link {
	TS_LINK_WHOLE,   /* it is in the store; or the evidence is no bundle */
	TS_LINK_MISSING, /* it is not in the store */
	TS_LINK_SHARED,  /* another bundle of the same stage has the same evidence */
};

/* The texts belong to the store, which also keeps what FACTS_AT and FIELDS count. */
struct ts_stored {
	const char *path;
	const char *ref;   /* what it is about; for an untrusted bundle, what it claims; or NULL */
	const char *stage; /* the same */
	const char *check; /* its first failing check; NULL for an accepted bundle */
	const char *outcome; /* from the record, or else from the evidence; or NULL */
	/* These are known of an accepted bundle, and of one that is refused although it is
	 * undamaged and its seal meets the policy. */
	struct ts_time expired, delivered;
	struct ts_audit_detail *details; /* owned: of an accepted bundle of the stage audited */
	unsigned char statement[TS_DIGEST_BYTES];
	/* What time stamps prove about an accepted bundle, in seconds since 1970. */
	int64_t sealed_before, not_before;
	/* Of a bundle of the stage audited, what its evidence says; of one of the stage before,
	 * what its record says: the place of the first value, and the number, plus one, of the list
	 * of fields. */
	uint32_t facts_at, fields;
	uint32_t details_n;
	bool accepted : 1;
	bool trusted : 1; /* a key of the policy sealed this file: REF and STAGE are what it says */
	bool has_statement : 1; /* STATEMENT is known */
	bool inspected : 1;     /* its SHA-256 was computed */
	bool is_dated : 1;      /* its profile says where the expiry is */
	bool has_expired : 1;
	bool has_delivered : 1;
	bool has_sealed_before : 1;
	bool has_not_before : 1;
	bool is_copy : 1;  /* it is refused, but has the statement of an accepted bundle: it was
			      damaged */
	unsigned link : 2; /* enum ts_link */
};

#endif
