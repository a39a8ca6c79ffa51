/*
 * JUnit XML as GitHub, GitLab and Jenkins read it (the schema is junit-10.xsd of Jenkins' xUnit
 * plug-in): verdicts, and anything else that can be expressed as test cases. All text is escaped.
 */
#ifndef TS_SHOW_JUNIT_H
#define TS_SHOW_JUNIT_H

#include <stddef.h>

#include "base/buf.h"
#include "model/verdict.h"

enum ts_junit_result {
	TS_JUNIT_PASS,
	TS_JUNIT_FAILURE, /* checked and refused */
	TS_JUNIT_ERROR,   /* could not be checked */
	TS_JUNIT_SKIPPED,
};
#define TS_JUNIT_RESULTS 4

/* A line in the text of a failure or an error; omitted when TEXT is NULL. */
struct ts_junit_detail {
	const char *label, *text;
};

struct ts_junit_case {
	const char *about, *name; /* the class name; both together are unique in a report, because
				     GitLab reads only the first of several */
	enum ts_junit_result result;
	const char *type,
	    *message; /* for all that do not pass; the type only for failures and errors */
	const struct ts_junit_detail *details; /* or NULL; only for failures and errors */
	size_t details_n;
	const char *remark; /* or NULL; for every result */
};

/*
 * A report under construction: suites that are complete, and one that is open. Begin with {0}.
 * For each suite, add properties and cases in any order, and end it; then finish. A suite without
 * cases, and a report without suites, get a case with an error: nothing is green if nothing was
 * checked.
 */
struct ts_junit {
	struct ts_buf suites, properties, cases; /* owned */
	size_t all[TS_JUNIT_RESULTS], own[TS_JUNIT_RESULTS];
	size_t suites_n;
};

/* Append to the open suite. A property whose VALUE is NULL is omitted. */
void ts_junit_property(struct ts_junit *junit, const char *name, const char *value);
void ts_junit_case(struct ts_junit *junit, const struct ts_junit_case *test);
void ts_junit_end_suite(struct ts_junit *junit, const char *name);

/* Append the whole report to OUT, which fails if there was no memory, and release JUNIT. */
void ts_junit_finish(struct ts_junit *junit, struct ts_buf *out);

/* Append the N VERDICTS: a suite for each verdict, and a case for each check. TRUST_SHA256 is the
 * digest of the policy, or NULL. */
void ts_show_junit(
    struct ts_verdict *const *verdicts, size_t n, const char *trust_sha256, struct ts_buf *out);

#endif
