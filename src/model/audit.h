/*
 * Coverage (docs/audit.md): of each trial that should have a bundle of a stage, whether it has one,
 * in time, and only one. What an audit found, for who shows it.
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
	TS_OPEN,      /* none yet, and not yet due */
	TS_MISSING,   /* none, and past due: it ended silently */
	TS_LATE,      /* an accepted bundle, delivered after it was due */
	TS_REJECTED,  /* only bundles that do not verify */
	TS_DUPLICATE, /* accepted bundles with different statements: two stories */
	TS_ORPHAN,    /* a bundle for a trial that the register does not know */
	TS_BROKEN,    /* its predecessor is not there, or has two successors */
};
#define TS_COVERAGES 8

/* "covered", "open"…; whether the state fails; and what it means, in a few words. */
const char *ts_coverage_name(enum ts_coverage state);
bool ts_coverage_fails(enum ts_coverage state);
const char *ts_coverage_text(enum ts_coverage state);

/* One trial's answer. Texts are borrowed from what was audited; NULL where there is none. */
struct ts_trial {
	const char *ref; /* the trial; NULL of a bundle that does not say, or is not believed */
	enum ts_coverage state;
	bool has_expired, has_due, has_delivered;
	struct ts_time expired, due, delivered;
	const char *outcome; /* as the register, or else the evidence, has it */
	const char *path;    /* of the bundle that decides, or the first of those rejected */
	const char *statement_sha256; /* hex, of an accepted one */
	const char *check;            /* of a rejected one: its first failing check */
	const char *note;             /* what else is to be told: "the register says … expired" */
	size_t bundles;               /* of the stage that are about this trial */
};

/* A file in the stores that could not be read, or a bundle that could not be judged. */
struct ts_audit_fault {
	const char *path, *check, *message;
	enum ts_class class;
};

struct ts_audit {
	const char *stage, *stage_title;
	struct ts_time at;
	int64_t due_after; /* seconds: when a trial is due that has no date of its own */
	/* Where who should be there comes from; without a register from the predecessor's bundles.
	 */
	struct ts_audit_register {
		bool given, is_signed;
		const char *path, *sha256; /* of its lines */
		const char *owner, *keyid; /* who signed it, and the policy knows */
		bool has_issued;
		struct ts_time issued, from, to; /* the time it covers */
		size_t trials;
	} reg;
	const char *consumes;    /* the stage before */
	struct ts_trial *trials; /* owned: failing states first, then by ref */
	size_t trials_n;
	char (*digests)[TS_DIGEST_HEX]; /* owned: what the trials' statement_sha256 point into */
	size_t counts[TS_COVERAGES];
	struct ts_audit_fault *faults; /* owned */
	size_t faults_n;
	/* Files seen; bundles of this stage, and of others; files that are no bundles; of the
	 * stage, the bundles that were accepted. */
	uint64_t files, bundles, others, foreign, accepted;
	const char *trust_sha256; /* or NULL */
	enum ts_class class;      /* what it comes to: accepted, blocked, untrusted…, undecided */
};

#endif
