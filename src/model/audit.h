/*
 * Coverage (docs/audit.md): whether each trial that should have a bundle of a stage has one, in
 * time, and only one. This is the result of an audit.
 */
#ifndef TS_MODEL_AUDIT_H
#define TS_MODEL_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "crypto/encode.h"
#include "model/check.h"

enum ts_coverage {
	TS_COVERED,   /* one accepted bundle, in time */
	TS_OPEN,      /* none yet, but not yet due */
	TS_MISSING,   /* none, and overdue: the trial ended silently */
	TS_LATE,      /* an accepted bundle, delivered after it was due */
	TS_REJECTED,  /* only bundles that were refused */
	TS_DUPLICATE, /* accepted bundles that contradict each other */
	TS_ORPHAN,    /* a bundle for a trial that is not in the register */
	TS_BROKEN,    /* its predecessor is missing or has two successors */
};
#define TS_COVERAGES 8

/* The state's name ("covered"…), whether it fails the audit, and a short explanation. */
const char *ts_coverage_name(enum ts_coverage state);
bool ts_coverage_fails(enum ts_coverage state);
const char *ts_coverage_text(enum ts_coverage state);

/* The result for one trial. Texts are borrowed from what was audited, or NULL. */
struct ts_trial {
	const char
	    *ref; /* the trial; NULL for a bundle whose statement names none or is not trusted */
	enum ts_coverage state;
	bool has_expired, has_due, has_delivered;
	struct ts_time expired, due, delivered;
	const char *outcome; /* from the register, or else from the evidence */
	const char *path;    /* of the bundle that decides, or of the first one that was refused */
	const char *statement_sha256; /* in hexadecimal, of an accepted bundle */
	const char *check;            /* of a refused bundle: its first failing check */
	const char *refused;          /* the path of a refused bundle that does not decide */
	const char *note;             /* a remark: "the register says … expired" */
	size_t bundles;               /* how many bundles of the stage are about this trial */
};

/* A file in a store that could not be read, or a bundle that could not be verified. */
struct ts_audit_fault {
	const char *path, *check, *message;
	enum ts_class class;
};

struct ts_audit {
	const char *stage, *stage_title;
	struct ts_time at;
	int64_t due_after; /* seconds after its expiry until a trial without a due date is due */
	/* The source of the trials to expect; without a register, they come from the bundles of the
	 * stage before. */
	struct ts_audit_register {
		bool given, is_signed;
		const char *path, *sha256; /* of the file with its lines */
		const char *owner, *keyid; /* the signer, whom the policy knows */
		bool has_issued;
		struct ts_time issued, from,
		    to; /* when it was issued, and the expiries it covers */
		size_t trials;
	} reg;
	const char *consumes;    /* the stage before */
	struct ts_trial *trials; /* owned: failing states first, then by reference */
	size_t trials_n;
	char (*digests)[TS_DIGEST_HEX]; /* owned: the storage of the trials' statement_sha256 */
	size_t counts[TS_COVERAGES];
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
