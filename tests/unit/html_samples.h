/* Sample reports and audits as data, for the unit tests and for tests/html in a browser. */
#ifndef TS_TESTS_HTML_SAMPLES_H
#define TS_TESTS_HTML_SAMPLES_H

#include "model/audit.h"
#include "model/report.h"

/* Texts that would have an effect if they were not escaped. */
extern const char *const sample_hostile[];
extern const size_t sample_hostile_n;

/* The time of verification. */
extern const struct ts_time sample_at;

enum sample_report {
	SAMPLE_ACCEPTED,
	SAMPLE_CHAIN,   /* with a bundle inside, and another inside that */
	SAMPLE_BLOCKED, /* gates that are not met, and a waiver */
	SAMPLE_DAMAGED,
	SAMPLE_STRANGER, /* sealed by a key that the policy does not know */
	SAMPLE_HOSTILE,  /* every text is harmful if it is not escaped, or very long */
	SAMPLE_REPORTS,
};
struct ts_report *sample_report(enum sample_report which);

enum sample_audit {
	SAMPLE_MIXED, /* every state, a signed register */
	SAMPLE_COVERED,
	SAMPLE_UNREGISTERED,
	SAMPLE_EMPTY,
	SAMPLE_FAULTY, /* files that could not be read */
	SAMPLE_EVIL,   /* hostile texts everywhere */
	SAMPLE_LARGE,  /* ten thousand trials */
	SAMPLE_AUDITS,
};

/* An audit of static texts; free AUDIT->trials and AUDIT->faults. */
void sample_audit(enum sample_audit which, struct ts_audit *audit);
void sample_audit_free(struct ts_audit *audit);

#endif
