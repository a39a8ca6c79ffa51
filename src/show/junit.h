/*
 * JUnit XML, as GitHub, GitLab and Jenkins read it (the schema is that of Jenkins' xUnit plug-in,
 * junit-10.xsd): verdicts, or whatever else can be told as test cases. All text is escaped.
 */
#ifndef TS_SHOW_JUNIT_H
#define TS_SHOW_JUNIT_H

#include <stddef.h>

#include "base/buf.h"
#include "model/verdict.h"

enum ts_junit_result {
	TS_JUNIT_PASS,
	TS_JUNIT_FAILURE, /* judged, and refused */
	TS_JUNIT_ERROR,   /* could not be judged */
	TS_JUNIT_SKIPPED,
};
#define TS_JUNIT_RESULTS 4

/* A line of what a failure or an error tells; those without TEXT are left out. */
struct ts_junit_detail {
	const char *label, *text;
};

struct ts_junit_case {
	const char *about, *name; /* the class name; both together once in a report: GitLab reads
				     only the first of several */
	enum ts_junit_result result;
	const char *type, *message; /* unless it passes; the type only of failures and errors */
	const struct ts_junit_detail *details; /* or NULL */
	size_t details_n;
};

/*
 * A report that grows: suites that are ended, and the one that is open. Start with {0}; for each
 * suite add properties and cases in any order, and end it; then finish. A suite without a case,
 * and a report without a suite, get a case that errs: nothing is green where nothing was judged.
 */
struct ts_junit {
	struct ts_buf suites, properties, cases; /* owned */
	size_t all[TS_JUNIT_RESULTS], own[TS_JUNIT_RESULTS];
	size_t suites_n;
};

/* Append to the open suite. A property whose VALUE is NULL is left out. */
void ts_junit_property(struct ts_junit *junit, const char *name, const char *value);
void ts_junit_case(struct ts_junit *junit, const struct ts_junit_case *test);
void ts_junit_end_suite(struct ts_junit *junit, const char *name);

/* Append the whole report to OUT (which fails where memory was wanting), and release JUNIT. */
void ts_junit_finish(struct ts_junit *junit, struct ts_buf *out);

/* Append the N VERDICTS: a suite for each, a case for each check. TRUST_SHA256 is that of the
 * policy, or NULL. */
void ts_show_junit(
    struct ts_verdict *const *verdicts, size_t n, const char *trust_sha256, struct ts_buf *out);

#endif
