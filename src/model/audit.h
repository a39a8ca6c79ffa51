/*
 * Coverage (docs/audit.md): whether each subject, such as a trial, that should have a bundle of a
 * stage has one, in time, and only one. This is the result of an audit.
 */
#ifndef TS_MODEL_AUDIT_H
#define TS_MODEL_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "crypto/encode.h"
#include "model/check.h"
#include "model/stored.h"
#include "model/subject_name.h"

enum ts_coverage {
	TS_COVERED,   /* one accepted bundle, in time */
	TS_OPEN,      /* none yet, but not yet due */
	TS_MISSING,   /* none, and overdue: it ended silently */
	TS_LATE,      /* an accepted bundle, delivered or proven to be sealed after it was due */
	TS_EARLY,     /* an accepted bundle, delivered before it expired */
	TS_REJECTED,  /* only bundles that were refused */
	TS_DUPLICATE, /* accepted bundles that are not copies of one */
	TS_CONTRADICTION, /* accepted bundles of two stages, or of the stage before, disagree */
	TS_ORPHAN,        /* a bundle for an expiry that is not in the register */
	TS_BROKEN,        /* its predecessor is missing or has two successors */
	/* The bundles do not say enough to judge it: the audit is undecided. */
	TS_COVERAGE_UNDECIDED,
};
#define TS_COVERAGES 11

/* The state's name ("covered"…), whether it keeps the audit from being accepted, and a short
 * explanation. */
const char *ts_coverage_name(enum ts_coverage state);
bool ts_coverage_fails(enum ts_coverage state);
const char *ts_coverage_text(enum ts_coverage state);

/* What to do about it; NULL if nothing is to be done. */
const char *ts_coverage_advice(enum ts_coverage state);

/* The result for one expiry of one subject. Texts and bundles are borrowed from what was audited,
 * or NULL.
 */
struct ts_expiry {
	const char
	    *ref; /* the subject; NULL for a bundle whose statement names none or is not trusted */
	struct ts_time expired, due;
	const char *outcome; /* from the register, or else from the evidence */
	const struct ts_stored
	    *bundle;        /* the one that decides, or the first one that was refused */
	const char *before; /* the path of an accepted bundle of the previous stage */
	/* The path of the first refused bundle that claims to be about it and does not decide. */
	const char *refused;
	const char *note; /* a remark */
	uint32_t bundles; /* how many bundles of the stage are about it */
	uint8_t state;    /* enum ts_coverage */
	bool has_expired : 1, has_due : 1;
	bool has_delivered : 1; /* by BUNDLE */
	bool is_answered : 1;   /* BUNDLE is an accepted one of the stage */
};

/* What is shown of the bundle: its path; when the follow-up was delivered; and the SHA-256 of the
 * statement of an accepted bundle of the stage. NULL for what there is not. */
const char *ts_expiry_path(const struct ts_expiry *expiry);
const struct ts_time *ts_expiry_delivered(const struct ts_expiry *expiry);
const unsigned char *ts_expiry_statement(const struct ts_expiry *expiry);

/* The moments that time stamps prove about that bundle, in seconds since 1970; NULL if none do. */
const int64_t *ts_expiry_sealed_before(const struct ts_expiry *expiry);
const int64_t *ts_expiry_not_before(const struct ts_expiry *expiry);

/* The first failing check of a bundle that was refused, or NULL. */
const char *ts_expiry_check(const struct ts_expiry *expiry);

/* A bundle that was refused. Texts are borrowed from what was audited, or NULL. */
struct ts_audit_refused {
	const char *path, *check;
	const char *ref, *stage; /* what it is about, or claims to be */
	bool trusted;            /* a key of the policy says so */
	bool decides;            /* it is the bundle of what is rejected */
};

/* An expiry that an accepted bundle of the stage before names, and that is outside the period of
 * the register, so that it is not judged. Texts are borrowed. */
struct ts_audit_outside {
	const char *ref, *path;
	struct ts_time expired;
};

/* A file in a store that could not be read, or a bundle that could not be verified. */
struct ts_audit_fault {
	const char *path, *check, *message;
	enum ts_class class;
};

struct ts_audit {
	const char *stage, *stage_title;
	struct ts_subject_name name; /* of what the stage's bundles are about */
	struct ts_time at;
	int64_t
	    due_after; /* seconds after its expiry until what has no due date of its own is due */
	/* The source of the subjects to expect; without a register, they come from the bundles of
	 * the stage before. */
	struct ts_audit_register {
		bool given, is_signed;
		const char *path, *sha256; /* of the file with its lines */
		const char *owner, *keyid; /* the signer, whom the policy knows */
		bool has_issued;
		struct ts_time issued, from,
		    to;       /* when it was issued, and the expiries it covers */
		size_t lines; /* how many it has */
	} reg;
	const char *consumes;       /* the stage before */
	struct ts_expiry *expiries; /* owned: failing states first, then by reference */
	size_t expiries_n;
	/* The forms for people list only what fails, and what has a remark, since that may be a
	 * warning. */
	bool only_failing;
	bool brief;   /* there are too many bundles to show what their records say */
	char **notes; /* owned, and so is each of them: remarks on expiries */
	size_t notes_n;
	size_t counts[TS_COVERAGES];
	struct ts_audit_refused *refused; /* owned: by reference, then by path */
	size_t refused_n;
	struct ts_audit_outside *outside; /* owned: by reference, then by expiry */
	size_t outside_n;
	struct ts_audit_fault *faults; /* owned */
	size_t faults_n;
	/* How many files were seen, how many were bundles of this stage or of others, how many were
	 * no bundles, and how many bundles of this stage were accepted. */
	uint64_t files, bundles, others, foreign, accepted;
	uint64_t others_refused;  /* how many bundles of other stages were refused */
	const char *trust_sha256; /* or NULL */
	enum ts_class class;      /* the result: accepted, blocked, untrusted…, undecided */
};

#endif
