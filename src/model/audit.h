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
#include "model/subject_name.h"

enum ts_coverage {
	TS_COVERED,       /* one accepted bundle, in time */
	TS_OPEN,          /* none yet, but not yet due */
	TS_MISSING,       /* none, and overdue: it ended silently */
	TS_LATE,          /* an accepted bundle, delivered after it was due */
	TS_EARLY,         /* an accepted bundle, delivered before it expired */
	TS_REJECTED,      /* only bundles that were refused */
	TS_DUPLICATE,     /* accepted bundles that are not copies of one */
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

/* Something that the record or the approval says, such as "notification channel", "email". */
struct ts_audit_detail {
	const char *term, *text; /* borrowed */
};

/* The result for one expiry of one subject. Texts are borrowed from what was audited, or NULL. */
struct ts_expiry {
	const char
	    *ref; /* the subject; NULL for a bundle whose statement names none or is not trusted */
	enum ts_coverage state;
	bool has_expired, has_due, has_delivered;
	struct ts_time expired, due, delivered;
	const char *outcome; /* from the register, or else from the evidence */
	const char *path;    /* of the bundle that decides, or of the first one that was refused */
	const char *before;  /* of an accepted bundle of the previous stage */
	const unsigned char *statement; /* its SHA-256, of an accepted bundle */
	const char *check;              /* of a refused bundle: its first failing check */
	/* The path of the first refused bundle that claims to be about it and does not decide. */
	const char *refused;
	const char *note;                      /* a remark */
	size_t bundles;                        /* how many bundles of the stage are about it */
	const struct ts_audit_detail *details; /* borrowed: of the accepted bundle at PATH */
	size_t details_n;
};

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
